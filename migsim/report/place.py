"""A folder for results: known by its manifest, written whole or not at all, never over somebody else's files.

Every file is first written into a hidden folder beside its final place. When all are complete they are moved, the
manifest last; until then the earlier ones are kept, and put back by this or the next command if anything goes wrong.
"""

import filecmp
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from uuid import uuid4

from migsim.disk import HALF_WRITTEN, MANIFEST, cannot_write, check_writable, sync_folder
from migsim.errors import InputError

__all__ = ["COMPARISON", "MANIFEST", "check_place", "earlier_files", "staged"]

COMPARISON = "migsim comparison"  # kind of results, as the manifest names it
_LONG_AGO = 86_400  # s
KEPT = ".replacing"  # holds the earlier files while new ones take their places


def check_place(out: Path, kind: str) -> None:
    """Make sure, before any work is done, that results can be written into a folder.

    Parameters
    ----------
    out : Path
        The folder; it need not exist. Nothing is left behind in it.
    kind : str
        What is to be written, as the manifest of an earlier result names it.

    Raises
    ------
    InputError
        The folder is a file, holds anything but an earlier result of this kind, or cannot be written.
    """
    earlier_files(out, kind)
    check_writable(out)


def earlier_files(out: Path, kind: str) -> list[str]:
    """Return the files that an earlier result of this kind wrote, as its manifest lists them.

    Where a command was stopped while it put new files in the place of earlier ones, these are put back first.

    Raises
    ------
    InputError
        The folder is a file, cannot be read, holds anything else, or has links to other places in it.
    """
    try:
        if not out.exists():
            return []
        if not out.is_dir():
            raise InputError(f"{out}: is a file, not a folder; choose another name with --out")
        _put_back(out)
        if all(path.name.startswith(HALF_WRITTEN) for path in out.iterdir()):
            return []
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        names = [str(name) for name in manifest["files"]]
        if manifest["kind"] == kind and all(_is_inside(name) for name in names):
            _refuse_links(out, names)
            return names
    except FileNotFoundError:
        pass
    except OSError as error:
        raise InputError(cannot_write(out, error)) from error
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(
        f"{out}: holds files that are no earlier {kind}; nothing was written. Choose an empty or new folder with --out"
    )


def _is_inside(name: str) -> bool:
    """Whether a name of a manifest, which somebody may have made up, stays in its folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _refuse_links(out: Path, names: Iterable[str]) -> None:
    """Refuse to write through links that lead out of the folder."""
    for place in dict.fromkeys(out / part for name in names for part in (Path(name), *Path(name).parents)):
        if place != out and place.is_symlink():
            raise InputError(f"{place}: is a link to another place; remove it, or choose another folder with --out")


@contextmanager
def staged(out: Path, kind: str) -> Iterator[Path]:
    """Give a hidden folder to write into; at the end its files replace the earlier result in `out`, all or none.

    Raises
    ------
    InputError
        As in `check_place`; then `out` is as it was.
    """
    earlier = earlier_files(out, kind)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _sweep_up(out)
        folder = Path(tempfile.mkdtemp(prefix=HALF_WRITTEN, dir=out))
    except OSError as error:
        raise InputError(cannot_write(out, error)) from error
    try:
        yield folder
        _move(folder, out, earlier)
    except OSError as error:
        raise InputError(cannot_write(out, error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, out: Path, earlier: list[str]) -> None:
    """Put new files in the place of earlier ones, which are kept until all are there."""
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.name == MANIFEST)
    new = [path.relative_to(folder).as_posix() for path in files]
    _refuse_links(out, new)
    _keep(out, [*earlier, MANIFEST], new)
    try:
        for path, name in zip(files, new, strict=True):
            (out / name).parent.mkdir(exist_ok=True)
            _replace(path, out / name)
        for name in set(earlier) - set(new):
            (out / name).unlink(missing_ok=True)
    except BaseException:
        _put_back(out)
        raise
    _forget(out)


def _replace(path: Path, place: Path) -> None:
    try:
        os.replace(path, place)
    except PermissionError:
        raise InputError(
            f"{place}: cannot be replaced; it may be open in another program, such as a spreadsheet. Close it there "
            "and run again; the earlier results are as they were"
        ) from None


def _keep(out: Path, earlier: list[str], new: list[str]) -> None:
    """Keep the earlier files under second names; the folder of these has its own name once it is whole."""
    half = Path(tempfile.mkdtemp(prefix=HALF_WRITTEN, dir=out))
    for name in earlier:
        if (out / name).is_file():
            second = half / "files" / name
            second.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(out / name, second)
            except OSError:  # a file system without second names
                shutil.copy2(out / name, second)
    (half / "new.json").write_text(json.dumps(new), encoding="utf-8")
    sync_folder(half)
    os.rename(half, out / KEPT)


def _put_back(out: Path) -> None:
    """Bring back earlier files that were being replaced when something stopped it."""
    kept = out / KEPT
    if not (kept / "new.json").is_file() or kept.is_symlink():
        return
    files = kept / "files"
    earlier = {path.relative_to(files).as_posix(): path for path in files.rglob("*") if path.is_file()}
    for name, path in earlier.items():
        if not (out / name).exists() or not filecmp.cmp(path, out / name, shallow=False):
            half = out / f"{HALF_WRITTEN}{uuid4().hex}"
            shutil.copy2(path, half)  # what is kept stays until all is back, should this be stopped too
            os.replace(half, out / name)
    for name in json.loads((kept / "new.json").read_text(encoding="utf-8")):
        if name not in earlier and _is_inside(name):
            (out / name).unlink(missing_ok=True)
    _forget(out)


def _forget(out: Path) -> None:
    """Give up what was kept: in one step, by its name, so that half of it is never taken for all."""
    done = out / f"{HALF_WRITTEN}{uuid4().hex}"
    os.rename(out / KEPT, done)
    shutil.rmtree(done, ignore_errors=True)


def _sweep_up(out: Path) -> None:
    """Remove what commands that were killed have left half-written, but not what one may be writing now."""
    for half in out.glob(f"{HALF_WRITTEN}*"):
        if time.time() - half.stat().st_mtime > _LONG_AGO:
            shutil.rmtree(half, ignore_errors=True) if half.is_dir() else half.unlink(missing_ok=True)
