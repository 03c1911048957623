"""Look behind two patterns: what members' gain is made of (F4), and how groups with a reason to meet end (F9).

    python experiments/pattern-fit/walk.py [--futures 60]

Futures of the coached year on draws of the fitted prior, in the markets of the fit and the one left out, on seeds that
the fit does not use. Prints two tables and writes them beside the others, as results/gain.csv and results/life.csv.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from migsim.scenario.priors import load_prior
from migsim.stages import events
from migsim.state import Array, State
from patternfit.futures import Played, Theatre, active, has_reason, only, play_watched
from patternfit.markets import FITTED_ON, LEFT_OUT
from patternfit.programmes import END, YEAR

RESULTS = Path(__file__).parent / "results"
SEEDS = (91, 92, 93)
WEEKS = slice(40, 53)


def gain(year: Played, nothing: Played) -> dict[str, float]:
    """Members' gain in weeks 40 to 52 over their turnover, and what they gave for it, means over members."""
    state = year.desk.state
    rows = np.unique(only(year.log, events.JOINED, 0, YEAR)["actor"])
    rows = rows[state.actors["turnover"][rows] > 0]
    if not len(rows):
        return {}
    weekly = state.actors["turnover"][rows] / YEAR

    def share(money: Array) -> float:
        return float((money[WEEKS, rows].mean(axis=0) / weekly).mean())

    return {
        "gain": share(year.desk.incomes + year.own_cost - nothing.desk.incomes),
        "own time and travel": share(year.own_cost),
        "deals struck by week 52": float(len(only(year.log, events.DEAL, 0, YEAR))),
        "old trade": share(nothing.desk.incomes),
    }


def lives(year: Played) -> list[dict[str, float | str]]:
    """What became, two years later, of each group that was active at the exit."""
    log, rows = year.log, []
    at_exit, later = active(log, YEAR), active(log, END)
    for g in (g for g, alive in at_exit.items() if alive):
        own = log[log["mig"] == g]
        before, after = own[own["week"] <= YEAR], own[own["week"] > YEAR]["event"]
        kitty = (before["event"] == events.KITTY_STARTED).sum() > (before["event"] == events.KITTY_ENDED).sum()
        reason = "a kitty" if kitty else "business" if has_reason(log, g) else "none"
        met, missed = (after == events.MET).sum(), (after == events.NOT_CONVENED).sum()
        rows.append(
            {
                "reason": reason,
                "alive": later[g],
                "gone on purpose": not later[g] and (after == events.COMPLETED).any(),
                "kitty failed": (after == events.KITTY_ENDED).any(),
                "leaderless": (after == events.LEADERLESS).any(),
                "meetings due that nobody called": missed / max(met + missed, 1),
            }
        )
    return rows


def walk(market: str, futures: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables of one market, a row for each future and for each group."""
    gains, groups = [], []
    for seed in SEEDS:
        stage = Theatre(market, seed)
        for run in range(futures // len(SEEDS)):
            parameters, played = load_prior("fitted").draw(seed, range(run, run + 1)), {}
            for name in ("year", "no-project"):
                cell, desk = stage.stages[name]
                costs = play_watched(cell, desk, parameters, run)
                played[name] = Played(log_of(desk.state), desk, costs)
            gains.append({"market": market} | gain(played["year"], played["no-project"]))
            groups += [{"market": market} | one for one in lives(played["year"])]
    return pd.DataFrame(gains), pd.DataFrame(groups)


def log_of(state: State) -> Array:
    """The events of the future that lies on a desk."""
    return state.events[: int(state.ledger[0]["events"])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--futures", type=int, default=60, help="of each market")
    futures = parser.parse_args().futures
    tables = [walk(market, futures) for market in (*FITTED_ON, *LEFT_OUT)]
    gains, groups = (pd.concat(parts, ignore_index=True) for parts in zip(*tables, strict=True))
    by_reason = groups.groupby(["market", "reason"])
    for name, table in (
        ("gain", gains.groupby("market").mean()),
        ("life", by_reason.mean().assign(groups=by_reason.size())),
    ):
        table.to_csv(RESULTS / f"{name}.csv", float_format="%.4g", lineterminator="\n")
        print(table.round(3).to_string(), "\n")


if __name__ == "__main__":
    main()
