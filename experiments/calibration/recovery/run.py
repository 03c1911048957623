"""The whole in order: futures, fits, tables, figure."""

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

from recovery.fits import fits, stock
from recovery.registers import FULL, GAPS, REGISTERS, YEAR

HOME = Path(__file__).parents[1]
RUNS, FITS = 10_000, 100
TRUTHS, AGAIN = 77_000, 300_000  # first draw that is a truth; of the repetition
SMALL_RUNS, SMALL_FITS = 1_000, 12
SPOKEN_TO = 0.2  # share of fits in which a parameter is marked, from which on the register speaks to it


def main(about: str | None) -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=Path, metavar="DIR")
    parser.add_argument("--figures", action="store_true")
    parser.add_argument("--again", action="store_true")
    asked = parser.parse_args()
    if asked.figures:
        from recovery.figures import draw

        draw(HOME / "results", HOME / "figures")
    elif asked.again:
        recover(HOME / "results" / "again", RUNS, FITS, [("fitted", FULL), ("fitted", GAPS)], AGAIN)
    elif asked.small:
        recover(asked.small, SMALL_RUNS, SMALL_FITS, [("fitted", YEAR)])
    else:
        work = [("fitted", register) for register in REGISTERS] + [("wide", FULL)]
        recover(HOME / "results", RUNS, FITS, work)
        from recovery.figures import draw

        draw(HOME / "results", HOME / "figures")
        from recovery.example import example

        example(HOME / "results")


def recover(out: Path, runs: int, count: int, work: list, first: int = TRUTHS) -> pd.DataFrame:
    """Fit registers of each kind, and write how often the truth was held: over all, and by parameter."""
    out.mkdir(exist_ok=True, parents=True)
    began = time.monotonic()
    priors = list(dict.fromkeys(prior for prior, _ in work))
    tasks = [(prior, runs, count, first, [register.name for at, register in work if at == prior]) for prior in priors]
    with ProcessPoolExecutor(min(len(tasks), 2)) as pool:
        rows = pd.concat(pool.map(_of_prior, tasks), ignore_index=True)
    by = rows.groupby(["prior", "register", "parameter"], sort=False)
    table = by.agg(
        coverage=("covered", "mean"),
        width=("width", "median"),
        marked=("marked", "mean"),
        fits=("covered", "size"),
    ).reset_index()
    table["follows"] = by[["truth", "middle"]].apply(lambda part: part["truth"].corr(part["middle"])).to_numpy()
    write(table, out / "parameters.csv")
    overall = pd.DataFrame([overview(part) for _, part in rows.groupby(["prior", "register"], sort=False)])
    write(overall, out / "coverage.csv")
    print(overall.to_string(index=False))
    print(json.dumps({"futures": runs * len(priors), "fits": int(overall["fits"].sum()),
                      "minutes": round((time.monotonic() - began) / 60, 1)}))  # fmt: skip
    return overall


def _of_prior(task: tuple[str, int, int, int, list[str]]) -> pd.DataFrame:
    """All fits with one prior."""
    prior, runs, count, first, names = task
    futures = stock(prior, runs)
    return pd.concat([fits(register, futures, count, first) for register in REGISTERS if register.name in names])


def overview(part: pd.DataFrame) -> dict:
    """Coverage over all parameters, the range over single ones, and the same of those that the register speaks to."""
    by = part.groupby("parameter")
    coverage, marked = by["covered"].mean(), by["marked"].mean()
    spoken = marked[marked >= SPOKEN_TO].index
    told = part[part["parameter"].isin(spoken)]
    return {
        "prior": part["prior"].iloc[0],
        "register": part["register"].iloc[0],
        "fits": part["fit"].nunique(),
        "tried": int(part["tried"].iloc[0]),
        "coverage": part["covered"].mean(),
        "coverage_before": part["covered_before"].mean(),
        "lowest": coverage.min(),
        "lowest_of": coverage.idxmin(),
        "highest": coverage.max(),
        "spoken_to": len(spoken),
        "spoken_coverage": told["covered"].mean() if len(told) else float("nan"),
        "spoken_width": told["width"].median() if len(told) else float("nan"),
    }


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a table with three decimals, the same on every machine but for the last of them."""
    table.to_csv(path, index=False, float_format="%.3f", lineterminator="\n")
