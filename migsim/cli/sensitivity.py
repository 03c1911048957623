"""`migsim sensitivity`: what matters in the results of a sweep, and how much of them is luck."""

from pathlib import Path
from typing import Annotated

import typer

from migsim.cli.console import interruptible, note, print_json, progress_shown
from migsim.cli.options import DecimalComma, Json, Out
from migsim.cli.swept import swept

Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome", metavar="COLUMN", help="Column of the scorecard, net_benefit if missing; may be given again."
    ),
]


def sensitivity(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep.")],
    outcome: Outcomes = None,
    strategy: Annotated[str | None, typer.Option(metavar="A", help="Only this strategy.")] = None,
    against: Annotated[
        str | None, typer.Option(metavar="B", help="Only what the others do better than this strategy.")
    ] = None,
    emulate: Annotated[
        bool, typer.Option("--emulate", help="From an emulator, whatever the design; needs scikit-learn.")
    ] = False,
    matters: Annotated[
        float, typer.Option(metavar="SHARE", help="Smallest share of the variance of one run that counts.")
    ] = 0.05,
    out: Out = None,
    json: Json = False,
    decimal_comma: DecimalComma = False,
) -> None:
    """Say what matters in the results of a sweep, and how much of them is luck.

    Morris and Sobol' designs give their indices, other designs the outcome along each factor; each strategy by itself,
    and its difference to the first, paired by point and future. Use --outcome all for every column.
    """
    from migsim.analysis.sensitivity import sensitivity as analyse
    from migsim.report.sensitivity import KIND

    with interruptible("Nothing was written" if out else "There was nothing to keep"):
        results = swept(folder, out, KIND)
        with progress_shown("Analysing", compiled=True):
            found = analyse(
                results,
                outcome or ["net_benefit"],
                strategy=strategy,
                against=against,
                emulate=emulate,
                matters=matters,
            )
            written = found.report(out, decimal_comma=decimal_comma) if out else []
        if json:
            print_json(found.document())
        else:
            print(found.text(), end="")
        if written:
            note(f"{len(written)} files are in {out}")
