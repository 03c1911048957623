"""Options that several commands share, worded once."""

from pathlib import Path
from typing import Annotated

import typer

Seed = Annotated[int, typer.Option(metavar="S", help="Same seed, same numbers.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
DecimalComma = Annotated[
    bool, typer.Option("--decimal-comma", help="Write CSV with decimal commas, fields separated by semicolons.")
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the results.")]
