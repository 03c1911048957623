"""What the commands that read a sweep's results begin with."""

from pathlib import Path
from typing import TYPE_CHECKING

from migsim.cli.console import Mistakes, note

if TYPE_CHECKING:
    from migsim.analysis.sweep import Sweep


def swept(folder: Path, out: Path | None, kind: str) -> "Sweep":
    """Open a sweep's results, and make sure that what is found can be written to `out`; says when runs are missing."""
    from migsim.analysis.sweep import read_results
    from migsim.report.place import check_place

    mistakes = Mistakes()
    with mistakes:
        results = read_results(folder)
    if out is not None:
        with mistakes:
            check_place(out, kind)
    mistakes.report()
    if not results.complete:
        note(f"The sweep is not finished: {results.done:,} of {results.total:,} runs are there")
    return results
