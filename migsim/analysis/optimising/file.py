"""Writing what a search found, never over somebody else's file."""

from pathlib import Path

from migsim.disk import check_writable, write_whole
from migsim.errors import InputError
from migsim.facilitation.schema import Plan
from migsim.scenario.toml import plan_text
from migsim.scenario.wording import file_name

NAME = "optimised.toml"
_MARK = "# Made by migsim optimise; a later search in this folder replaces it."


def write(folder: Path, plan: Plan) -> Path:
    """Write a strategy into a folder, whole or not at all."""
    path = check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{_MARK}\n\n{plan_text(plan)}".encode())
    except OSError as error:
        raise InputError(_refused(path, error)) from error
    return path


def check_folder(folder: Path) -> Path:
    """Return the file that would be written, or raise an `InputError`; nothing is left behind."""
    path = folder / NAME
    try:
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{file_name(folder)}: is a file, not a folder; choose another name with --out")
        if path.exists() and not path.read_text(encoding="utf-8", errors="replace").startswith(_MARK):
            raise InputError(
                f"{file_name(path)}: is there already and no earlier search made it; move it away or choose another "
                "folder with --out"
            )
    except OSError as error:
        raise InputError(_refused(path, error)) from error
    check_writable(folder)
    return path


def _refused(path: Path, error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"{file_name(path)}: cannot be written ({reason}); choose another folder with --out"
