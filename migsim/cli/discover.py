"""`migsim discover`: where a strategy fails, or loses to another."""

from pathlib import Path
from typing import Annotated

import typer

from migsim.cli.console import interruptible, note, print_json, progress_shown
from migsim.cli.options import DecimalComma, Json, Out
from migsim.cli.swept import swept


def discover(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep.")],
    strategy: Annotated[str, typer.Option(metavar="A", help="The strategy that may fail.")],
    against: Annotated[
        str | None,
        typer.Option(
            metavar="B", help="Where it loses to this one; best: to the best of the others in each future (regret)."
        ),
    ] = None,
    outcome: Annotated[str, typer.Option(metavar="COLUMN", help="Column of the scorecard.")] = "net_benefit",
    worse_than: Annotated[
        float, typer.Option(metavar="X", help="What counts as a failure, in units of the outcome.")
    ] = 0.0,
    often: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="A point fails when more than this share of its futures is worse than X."),
    ] = None,
    out: Out = None,
    json: Json = False,
    decimal_comma: DecimalComma = False,
) -> None:
    """Find where a strategy fails, or loses to another: boxes in the space of what a sweep varies.

    A point fails when the mean over its futures is worse than X. Coverage is the share of all failures in the box,
    density the share of the box that fails; lift is density over the base rate, where the box was not chosen.
    """
    from migsim.analysis.discover import discover as find
    from migsim.report.discovery import KIND, write_discovery

    with interruptible("Nothing was written" if out else "There was nothing to keep"):
        results = swept(folder, out, KIND)
        with progress_shown("Looking for boxes", compiled=True):
            found = find(results, strategy, against=against, outcome=outcome, worse_than=worse_than, often=often)
            written = write_discovery(found, out, decimal_comma=decimal_comma) if out else []
        if json:
            print_json({"experiment": results.name, "scenarios": [one.document() for one in found]})
        else:
            print("\n".join(one.text() for one in found), end="")
        if written:
            note(f"{len(written)} files are in {out}")
