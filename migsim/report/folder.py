"""The results folder: written whole or not at all, never over somebody else's files.

Every file is first written into a hidden folder beside its final place; only when all are complete are they renamed
into place, the manifest last. An earlier result (known by its manifest) is replaced; files that it did not write stay.
"""

import hashlib
import inspect
import json
import os
import platform
import shutil
import tempfile
from pathlib import Path
from typing import Any

import migsim
from migsim.analysis import Comparison
from migsim.errors import InputError
from migsim.report.figures import drawings
from migsim.report.html import command, page
from migsim.report.tables import tables, write_csv

MANIFEST = "manifest.json"
KIND = "migsim comparison"
CITE = "The migsim authors: migsim, simulating Market Interest Groups, version {version}."


def write_report(comparison: Comparison, out: Path, *, decimal_comma: bool = False) -> Path:
    """Write the results folder; see `Comparison.report`."""
    earlier = _earlier_files(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".writing-", dir=out))
    except OSError as error:
        raise InputError(_cannot_write(out, error)) from error
    try:
        _write_files(comparison, staged, decimal_comma)
        _move(staged, out, earlier)
    except OSError as error:
        raise InputError(_cannot_write(out, error)) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return out / "report.html"


def _cannot_write(out: Path, error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"{out}: the results cannot be written there ({reason}); choose another folder with --out"


def _earlier_files(out: Path) -> list[str]:
    """Files of an earlier result in the folder.

    Raises
    ------
    InputError
        When the folder is a file, or holds anything but an earlier result.
    """
    try:
        if not out.exists():
            return []
        if not out.is_dir():
            raise InputError(f"{out}: is a file, not a folder; choose another name with --out")
        if not any(True for _ in out.iterdir()):
            return []
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        if manifest["kind"] == KIND:
            return [str(name) for name in manifest["files"]]
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            raise InputError(_cannot_write(out, error)) from error
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(
        f"{out}: holds files that are not an earlier result of migsim compare; nothing was written. "
        "Choose an empty or new folder with --out"
    )


def _write_files(comparison: Comparison, folder: Path, decimal_comma: bool) -> None:
    (folder / "tables").mkdir()
    (folder / "figures").mkdir()
    drawn = drawings(comparison)
    for key, drawing in drawn.items():
        (folder / "figures" / f"{key}.svg").write_text(drawing.svg, encoding="utf-8", newline="\n")
    for name, table in tables(comparison).items():
        write_csv(table, folder / "tables" / f"{name}.csv", decimal_comma)
    joined = comparison.runs.merge(comparison.parameters, on="run", how="left", suffixes=("", "_parameter"))
    joined.to_parquet(folder / "runs.parquet", index=False, compression="zstd")
    comparison.weekly.to_parquet(folder / "weekly.parquet", index=False, compression="zstd")
    html = page(comparison, drawn)
    (folder / "report.html").write_text(html, encoding="utf-8", newline="\n")
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    manifest = _manifest(comparison, {name: _sha256((folder / name).read_bytes()) for name in files})
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _move(staged: Path, out: Path, earlier: list[str]) -> None:
    files = sorted((path for path in staged.rglob("*") if path.is_file()), key=lambda path: path.name == MANIFEST)
    new = {path.relative_to(staged).as_posix() for path in files}
    for path in files:
        place = out / path.relative_to(staged)
        place.parent.mkdir(exist_ok=True)
        os.replace(path, place)
    for name in earlier:
        stale = out / name
        if name not in new and stale.is_file() and out.resolve() in stale.resolve().parents:
            stale.unlink()


def _manifest(comparison: Comparison, files: dict[str, str]) -> dict[str, Any]:
    """Record what was run and how to run it again; nothing of the machine."""
    told = comparison.document()
    prior = comparison.runs["prior"].iloc[0] if "prior" in comparison.runs and len(comparison.runs) else None
    return {
        "kind": KIND,
        "migsim": migsim.__version__,
        "cite": CITE.format(version=migsim.__version__),
        "command": command(comparison),
        "scenario": {"name": comparison.scenario.name, "sha256": _hash_of(comparison.scenario)},
        "strategies": {name: {"sha256": _hash_of(s)} for name, s in comparison.ensemble.strategies.items()},
        "seed": comparison.seed,
        "runs": told["runs"],
        "weeks": int(comparison.weekly["week"].max()),
        "prior": None if prior is None else str(prior),
        "changes": dict(comparison.changes),
        "objective": comparison.objective,
        "matters": told["matters"],
        "recommendation": told["recommendation"],
        "versions": {"python": platform.python_version()} | _versions(),
        "files": files,
    }


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for package in ("numpy", "numba", "scipy", "pandas", "pyarrow", "matplotlib"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _hash_of(thing: Any) -> str:
    """Hash of a scenario's or a strategy file's content, or of the source of a strategy that is a Python class."""
    data = getattr(thing, "plan", thing)
    if hasattr(data, "model_dump_json"):
        return _sha256(data.model_dump_json().encode())
    try:
        text = inspect.getsource(type(thing))
    except (OSError, TypeError):  # typed at a prompt: there is no source to read
        text = f"{type(thing).__qualname__} {getattr(thing, 'name', '')}"
    return _sha256(text.encode())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
