"""One history as a folder of files that a spreadsheet opens."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import migsim
from migsim.report.beside import twin_text
from migsim.report.place import MANIFEST, staged
from migsim.report.tables import write_csv
from migsim.report.timeline import timeline_text

if TYPE_CHECKING:
    from migsim.engine import History, Twin

KIND = "migsim history"
TABLES = ("weekly", "actors", "migs", "constraints", "events")


def write_history(
    history: "History", out: Path, decimal_comma: bool = False, twin: "Twin | None" = None, actor: str = ""
) -> Path:
    """Write a history into a folder: five tables as CSV, the scorecard as JSON, the timeline as text, and a manifest.

    With a twin, every actor beside its twin as a sixth table, and one in the timeline.

    Parameters
    ----------
    history : History
        As `migsim.simulate` returns it.
    out : Path
        Folder; created when missing. An earlier history in it is replaced, anything else is left alone and refused.
    decimal_comma : bool
        Write CSV with decimal commas and semicolons.
    twin : Twin, optional
        Of the history.
    actor : str
        Whom to show beside its twin; a typical actor when empty.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        The folder holds something else or cannot be written.
    """
    with staged(out, KIND) as folder:
        for name in TABLES:
            write_csv(getattr(history, name), folder / f"{name}.csv", decimal_comma)
        _write(folder / "scorecard.json", _json(history.scorecard))
        told = timeline_text(history)
        if twin is not None:
            write_csv(twin.actors(), folder / "twin.csv", decimal_comma)
            told += "\n" + twin_text(twin, actor or twin.typical())
        _write(folder / "timeline.txt", told)
        files = sorted(path.name for path in folder.iterdir())
        manifest = {
            "kind": KIND,
            "migsim": migsim.__version__,
            "scenario": history.scenario.name,
            "strategy": history.strategy.name,
            "seed": history.seed,
            "run": history.run,
            "files": files,
        }
        _write(folder / MANIFEST, _json(manifest))
    return out


def _json(document: object) -> str:
    if isinstance(document, dict):
        document = {
            key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in document.items()
        }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
