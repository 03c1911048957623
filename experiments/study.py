"""What the example studies share: one designed sweep for each market, and a folder for what they write."""

import argparse
import tomllib
from pathlib import Path

import migsim


def arguments(description: str, here: Path, markets: tuple[str, ...]) -> argparse.Namespace:
    """Read the options that all studies have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--markets", nargs="*", default=list(markets), help="scenarios; those of the README if missing")
    parser.add_argument("--workers", type=int, default=None, help="runs at the same time; all cores if missing")
    parser.add_argument("--sweeps", type=Path, default=Path("migsim-results"), help="where the raw sweeps go")
    parser.add_argument("--out", type=Path, default=here, help="where results/ and figures/ go")
    return parser.parse_args()


def sweep_market(here: Path, market: str, options: argparse.Namespace) -> migsim.Sweep:
    """Run a study's experiment in one market, or go on with it; its results are read if they are there."""
    table = tomllib.loads((here / "experiment.toml").read_text(encoding="utf-8"))
    table["name"] = f"{table['name']}-{market}"
    table["scenarios"] = [market]
    table["strategies"] = [str(here / name) if name.endswith(".toml") else name for name in table["strategies"]]
    return migsim.sweep(table, options.sweeps / table["name"], workers=options.workers)


def folder(options: argparse.Namespace, name: str) -> Path:
    """Make a folder beside the study."""
    place = Path(options.out) / name
    place.mkdir(parents=True, exist_ok=True)
    return place
