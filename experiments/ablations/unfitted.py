"""Comparisons that were never fitted, reported whichever way they come out.

    python experiments/ablations/unfitted.py [--runs 400] [--prior fitted] [--seed 1]

1. Taper against an abrupt stop, at the same hours and the same allocation by practice, on both clocks: 104 weeks after
   each one's own exit, and at a common week.
2. Take-up outside, fitted by the Bass curve, against fits to agricultural innovations (p .007 to .04, q .1 to 1.0 a
   year).
3. Direct delivery, by its break-even against each strategy.
4. The standard comparison with symmetric trust beside the default.
5. Plans thrown away by review: how many of them worked.

Writes `unfitted.csv` beside this file.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from migsim import compare, load_scenario
from migsim.analysis.breakeven import break_even
from migsim.analysis.claims.arms import BASE, plan
from migsim.analysis.claims.futures import look
from migsim.analysis.claims.readings import Seen
from migsim.analysis.statistics import quantiles, summary
from migsim.chance import PLAN, in_mig, uniform
from migsim.engine import simulate
from migsim.facilitation.library import STANDARD
from migsim.scenario.priors import load_prior
from scipy.optimize import curve_fit

HERE = Path(__file__).parent
TAPER = plan(
    "taper", "half a year, then a year of fading", phase={"weeks": 78}, handover={"kind": "taper", "weeks": 52}
)
COMMON = 208  # two years after the later exit and some weeks
LEAST = 0.1  # of the outside has to take a practice up for its curve to be fitted


def row(part: str, what: str, unit: str, values) -> dict:
    """One row: mean with its 90 % interval, and 8 of 10 futures."""
    values = np.asarray(values, float)
    told = summary(values)
    low, middle, high = quantiles(values, (0.1, 0.5, 0.9))
    return {
        "part": part, "what": what, "unit": unit, "mean": told["mean"], "mean_low": told["mean_low"],
        "mean_high": told["mean_high"], "p10": low, "median": middle, "p90": high,
        "n": int(np.isfinite(values).sum()),
    }  # fmt: skip


def at_weeks(series: pd.DataFrame, measure: str, first: int, last: int) -> np.ndarray:
    """Mean of a weekly measure over some weeks in each future."""
    chosen = series[(series["week"] >= first) & (series["week"] <= last)]
    return chosen.groupby("run")[measure].mean().to_numpy(float)


def taper_or_abrupt(args) -> list[dict]:
    """Taper less abrupt stop, in the same futures."""
    from migsim.engine import ensemble

    made = ensemble(
        "treyl-poultry", [BASE.strategy, TAPER], runs=args.runs, seed=args.seed, prior=args.prior,
        threads=args.threads, weekly_runs=args.runs,
    )  # fmt: skip
    cards = {name: part.reset_index(drop=True) for name, part in made.runs.groupby("strategy")}
    weeks = dict(iter(made.weekly.groupby("strategy")))
    exits = {"base": 53, "taper": 79}

    def income(name: str, first: int, last: int) -> np.ndarray:
        return 52 * sum(
            at_weeks(weeks[name], c, first, last) for c in ("member_income", "constituent_income", "wider_income")
        )

    hours = {name: part.groupby("run")["facilitator_hours"].sum().mean() for name, part in weeks.items()}
    print("hours", hours)
    gap = cards["taper"].select_dtypes("number") - cards["base"].select_dtypes("number")
    own = {name: income(name, exits[name] + 52, exits[name] + 103) for name in exits}
    common = {name: income(name, COMMON - 51, COMMON) for name in exits}
    live = {name: at_weeks(weeks[name], "live_migs", COMMON, COMMON) for name in exits}
    part = "taper less abrupt"
    return [
        row(part, "groups alive 104 weeks after own exit, share", "share", gap["adapt_alive"]),
        row(part, "market income in the year before that, a year", "money", own["taper"] - own["base"]),
        row(part, f"groups active or dormant in week {COMMON}", "count", live["taper"] - live["base"]),
        row(part, f"market income in the year to week {COMMON}", "money", common["taper"] - common["base"]),
        row(part, "groups alive at the end of the horizon", "count", gap["migs_alive_end"]),
        row(part, "system benefit", "money", gap["system_benefit"]),
        row(part, "net benefit", "money", gap["net_benefit"]),
        row(part, "cost", "money", gap["cost"]),
    ]


def bass(t, p, q):
    """Share that has taken up after t years."""
    fade = np.exp(-(p + q) * t)
    return (1 - fade) / (1 + q / p * fade)


def bass_scaled(t, p, q, m):
    """The same, of a share m that ever will."""
    return m * bass(t, p, q)


def curves(seen: Seen) -> list[tuple[np.ndarray, np.ndarray]]:
    """Years since work began, and share of the outside that took it up, for each practice taken up by enough."""
    pool, weeks = len(seen.market.pool), int(seen.market.figures[0]["weeks"])
    found = []
    for k in range(len(seen.market.constraints)):
        begun = np.flatnonzero(np.diff(seen.state.plain_path[:, k, 0], prepend=0.0) > 0)
        taken = np.sort(seen.state.adopted[k, pool:])
        if not len(begun) or (taken <= weeks).mean() < LEAST:
            continue
        week = np.arange(begun[0], weeks + 1)
        if len(week) > 104:
            found.append(((week - begun[0]) / 52, np.searchsorted(taken, week, side="right") / len(taken)))
    return found


def take_up(args) -> list[dict]:
    """Bass parameters of the simulated curves, everybody counted as reachable, and with a share that ever will."""
    (found,) = look(
        load_scenario("treyl-poultry"), [BASE.strategy], lambda _, seen: curves(seen), runs=min(args.runs, 200),
        seed=args.seed, prior=load_prior(args.prior), threads=args.threads,
    )  # fmt: skip
    series = [curve for future in found for curve in future]
    print("curves", len(series))
    whole, scaled = [], []
    for t, share in series:
        whole.append(curve_fit(bass, t, share, (0.01, 0.4), bounds=((1e-5, 0), (1, 5)))[0])
        scaled.append(
            curve_fit(
                bass_scaled,
                t,
                share,
                (0.01, 0.4, (1 + share[-1]) / 2),
                bounds=((1e-5, 0, share[-1] - 1e-9), (1, 5, 1.0)),
            )[0]
        )
    whole, scaled = np.array(whole), np.array(scaled)
    rows = []
    for name, fits in (("all outside reachable", whole), ("a share reachable, fitted", scaled)):
        part = f"Bass fits, {name}"
        rows.append(row(part, "p (range of agricultural fits .007 to .04)", "per year", fits[:, 0]))
        rows.append(row(part, "q (range of agricultural fits .1 to 1.0)", "per year", fits[:, 1]))
        rows.append(row(part, "p within the range", "share", (fits[:, 0] >= 0.007) & (fits[:, 0] <= 0.04)))
        rows.append(row(part, "q within the range", "share", (fits[:, 1] >= 0.1) & (fits[:, 1] <= 1.0)))
    rows.append(row("Bass fits, a share reachable, fitted", "share that ever will", "share", scaled[:, 2]))
    return rows


def standard(args) -> list[dict]:
    """Break-even of direct delivery against each strategy, and net benefit with and without symmetric trust."""
    given = {"runs": args.runs, "seed": args.seed, "prior": args.prior, "threads": args.threads}
    default = compare("treyl-poultry", STANDARD, **given)
    even = compare("treyl-poultry", STANDARD, changes={"negative_weight": 1.0}, **given)
    rows = []
    for name in STANDARD:
        if name not in ("direct-delivery", "no-project"):
            tie = break_even(default.futures, default.outcome, "direct-delivery", name)
            if tie is not None:
                rows.append(
                    {"part": "break-even of direct delivery", "what": f"against {name}", "unit": "factor",
                     "mean": tie.factor, "p10": tie.low, "p90": tie.high, "n": args.runs}
                )  # fmt: skip
    for label, told in (("default", default), ("symmetric trust", even)):
        print(label, told.recommendation().text)
        rows += [row(f"net benefit, {label}", name, "money", told.futures.of("net_benefit", name)) for name in STANDARD]
    return rows


def plans_thrown_away(args) -> list[dict]:
    """First plans of groups: whether they worked, and whether review threw them away."""
    rows = {"working": [], "dead": []}
    runs = min(args.runs, 200)
    for run in range(runs):
        h = simulate("treyl-poultry", BASE.strategy, seed=args.seed, run=run, prior=args.prior)
        ids = ids_of(h.scenario)
        replanned = h.events[(h.events["event"] == "replanned") & (h.events["value"] == 2)]
        for mig in h.migs.itertuples():
            u = uniform((args.seed, run), in_mig(PLAN, ids[mig.formed_on]), 0, 0, 0)
            mine = replanned[(replanned["mig"] == mig.mig) & (replanned["other"] == mig.formed_on)]
            kind = "dead" if u < h.parameters["dead_end"] else "working"
            rows[kind].append(len(mine) > 0)
    part = "first plans thrown away by review"
    thrown = np.array([False] * sum(rows["dead"]) + [True] * sum(rows["working"]))
    return [
        row(part, "of those that work", "share", rows["working"]),
        row(part, "of dead ends", "share", rows["dead"]),
        row(part, "of all thrown away: share that worked", "share", thrown),
    ]


def ids_of(scenario) -> dict[str, int]:
    from migsim.chance import permanent_id

    return {c.name: permanent_id("constraint", c.name) for c in scenario.constraints}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", default="fitted")
    parser.add_argument("--threads", type=int)
    args = parser.parse_args()
    rows = []
    for make in (taper_or_abrupt, take_up, standard, plans_thrown_away):
        rows += make(args)
    table = pd.DataFrame(rows)
    table.to_csv(HERE / "unfitted.csv", index=False, float_format="%.5g", lineterminator="\n")
    print(table.to_string())


if __name__ == "__main__":
    main()
