"""One history as a folder of files that a spreadsheet opens."""

from pathlib import Path
from typing import TYPE_CHECKING

from migsim.engine.provenance import rests_on, sha256
from migsim.report.beside import twin_text
from migsim.report.output import results
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
    made_of = rests_on(
        history.scenario,
        {one.strategy.name: one.strategy for one in (history, *([twin.history] if twin is not None else []))},
        seed=history.seed,
        weeks=int(history.weekly["week"].iloc[-1]),
        prior=history.prior,
        run=history.run,
        strategy=history.strategy.name,
        parameters=sha256(history.drawn.tobytes()),
    )
    with results(out, KIND, made_of, decimal_comma) as folder:
        for name in TABLES:
            folder.csv(f"{name}.csv", getattr(history, name))
        folder.json("scorecard.json", history.scorecard)
        told = timeline_text(history, twin=twin)
        if twin is not None:
            folder.csv("twin.csv", twin.actors())
            told += "\n" + twin_text(twin, actor or twin.typical())
        folder.text("timeline.txt", told)
    return out
