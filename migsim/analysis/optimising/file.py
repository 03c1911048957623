"""Writing what a search found, never over somebody else's file."""

import os
from pathlib import Path

from migsim.errors import InputError
from migsim.facilitation.schema import Plan
from migsim.scenario.toml import plan_text
from migsim.scenario.wording import file_name

NAME = "optimised.toml"
_MARK = "# Made by migsim optimise; a later search in this folder replaces it."


def write(folder: Path, plan: Plan) -> Path:
    """Write a strategy into a folder, whole or not at all."""
    path = check_folder(folder)
    part = path.with_name(f".{NAME}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(f"{_MARK}\n\n{plan_text(plan)}", encoding="utf-8", newline="\n")
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(_refused(path, error)) from error
    return path


def check_folder(folder: Path) -> Path:
    """Return the file that would be written, or raise an `InputError`; nothing is left behind."""
    path = folder / NAME
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{file_name(folder)}: is a file, not a folder; choose another name with --out")
        if path.exists() and not path.read_text(encoding="utf-8", errors="replace").startswith(_MARK):
            raise InputError(
                f"{file_name(path)}: is there already and no earlier search made it; move it away or choose another "
                "folder with --out"
            )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f".{NAME}.part").touch()
        (folder / f".{NAME}.part").unlink()
    except OSError as error:
        raise InputError(_refused(path, error)) from error
    finally:
        for one in missing:
            if one.is_dir():
                one.rmdir()
    return path


def _refused(path: Path, error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"{file_name(path)}: cannot be written ({reason}); choose another folder with --out"
