"""Three mechanisms whose feedback makes outcomes worse, taken apart.

    python experiments/ablations/harm.py [--runs 400] [--prior fitted] [--seed 1]

Motivation and contributions have to be compared with something that stays the same: with their first level, which is
what the switches do, or with the mean of what they run at under each strategy. Review ends groups that have reached
their goal, and starts other plans; each is taken away alone. Writes beside this file `harm.csv`: mean net benefit and
goals reached over the strategies that form groups, and what each case changes in the same futures; and `running.csv`:
what motivation and contributions run at.

Some cases hold parameters outside their ranges, which no command allows: see `Shifted`.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from migsim import load_scenario
from migsim.analysis.statistics import summary
from migsim.engine.ensemble import prepare_all
from migsim.engine.filling import Filling, Tables
from migsim.engine.frames import frames
from migsim.engine.walk import Walk
from migsim.engine.worlds import prepare_cell
from migsim.facilitation.library import STANDARD, load_strategies, load_strategy
from migsim.scenario.market import build_market
from migsim.scenario.priors import Prior, load_prior
from migsim.state import ACTIVE, DORMANT

HERE = Path(__file__).parent
Shift = Callable[[np.ndarray], None]
GROUPS = tuple(s for s in STANDARD if s not in ("no-project", "direct-delivery"))
LOOKED_AT = 60  # futures of each strategy, for the means that feedback runs at
HALF = 0.5  # what everybody gives where conditional cooperation is switched off


@dataclass(frozen=True)
class Shifted(Prior):
    """A prior whose draws are changed as no command could, beyond their ranges if need be."""

    shift: Shift | None = None

    def draw(self, seed: int, runs: range) -> np.ndarray:
        values = super().draw(seed, runs)
        if self.shift is not None:
            self.shift(values)
        return values


def prior_of(args, shift=None, **changes) -> Shifted:
    drawn = load_prior(args.prior, changes=changes)
    return Shifted(drawn.label, drawn.changes, drawn.table, shift)


def played(args, shifts=None, target_cut=None, **changes) -> pd.DataFrame:
    """Scorecards of all strategies that form groups; `shifts` by strategy."""
    scenario = load_scenario("treyl-poultry")
    if target_cut is not None:
        settings = scenario.scenario.model_copy(update={"target_cut": target_cut})
        scenario = scenario.model_copy(update={"scenario": settings})
    parts, market = [], build_market(scenario, args.seed)
    for name in GROUPS:
        cells = prepare_all(scenario, load_strategies([name]), args.seed, market)
        tables, prior = Tables.empty(cells, args.runs, 0, 0), prior_of(args, (shifts or {}).get(name), **changes)
        Filling(cells, tables, prior, args.threads).run(range(args.runs))
        parts.append(frames(cells, tables, prior)["runs"])
    return pd.concat(parts)


def running(args) -> pd.DataFrame:
    """What motivation and contributions are under each strategy, first and in the run.

    Mean motivation of members when groups form, and over the weeks in which they live; share promised at a group's
    first meeting and over all its meetings; how often the mean motivation rises from one meeting to the next.
    """
    rows, scenario, prior = [], load_scenario("treyl-poultry"), prior_of(args)
    for name in GROUPS:
        cell = prepare_cell(scenario, load_strategy(name), args.seed)
        found: dict[str, list[float]] = {}
        for run in range(min(args.runs, LOOKED_AT)):
            look(Walk(cell, prior.draw(args.seed, range(run, run + 1)), run), cell.weeks, found)
        rows.append({"strategy": name} | {what: float(np.mean(values)) for what, values in found.items()})
    return pd.DataFrame(rows).set_index("strategy")


def look(walk: Walk, weeks: int, found: dict[str, list[float]]) -> None:
    """Walk one future to its end and note what its members feel and promise."""

    def note(what: str, value: float) -> None:
        found.setdefault(what, []).append(value)

    def mood(g: int) -> float:
        members = walk.state.members[g]
        return members["motivation"][members["member"]].mean()

    before = {}
    for g in np.flatnonzero(walk.state.migs["status"] == ACTIVE):
        before[g] = mood(g)
        note("first_motivation", before[g])
    for week in range(1, weeks + 1):
        walk.step()
        migs = walk.state.migs
        for g in np.flatnonzero((migs["status"] == ACTIVE) | (migs["status"] == DORMANT)):
            note("motivation", mood(g))
            if migs["last_meeting"][g] == week:
                note("rises", float(mood(g) > before[g]))
                before[g] = mood(g)
                members = walk.state.members[g]
                here = members["attends"] & members["member"]
                note("share", members["share"][here].mean())
                if migs["meetings"][g] == 1:
                    note("first_share", members["share"][here].mean())


def lower(by: float) -> Shift:
    """Members start with so much less motivation."""

    def shift(values: np.ndarray) -> None:
        values["first_energy"] -= by

    return shift


def give(share: float) -> Shift:
    """With conditional cooperation off: as if everybody gave `share` in place of a half (own time apart)."""

    def shift(values: np.ndarray) -> None:
        for name in ("effort_scale", "role_hours", "doing_rate", "fund_rate"):
            values[name] *= HALF / share

    return shift


def keep_plans(values: np.ndarray) -> None:
    """No belief is too low to go on with a plan."""
    values["patience"] = -1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", default="fitted")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    means = running(args)
    means.to_csv(HERE / "running.csv", float_format="%.4g", lineterminator="\n")
    print(means)
    fall = means["first_motivation"] - means["motivation"]
    cases = {
        "as it is": {},
        "motivation stays at its first level": {"motivation_on": 0},
        "motivation stays at the mean that it runs at": {
            "motivation_on": 0, "shifts": {name: lower(fall[name]) for name in GROUPS}
        },
        "everybody gives a half": {"conditional_on": 0},
        "everybody gives the first share": {
            "conditional_on": 0, "shifts": {name: give(means["first_share"][name]) for name in GROUPS}
        },
        "everybody gives the mean share of the run": {
            "conditional_on": 0, "shifts": {name: give(means["share"][name]) for name in GROUPS}
        },
        "no review": {"review_on": 0},
        "review, but no goal ends or moves a group (none is counted)": {"target_cut": 0.99},
        "review, but plans are never dropped": {"shifts": dict.fromkeys(GROUPS, keep_plans)},
    }  # fmt: skip
    rows, base = [], None
    for name, given in cases.items():
        told = played(args, **given).groupby("run")[["net_benefit", "goals_reached"]].mean()
        base = told if base is None else base
        change = {c: summary((told[c] - base[c]).to_numpy(float)) for c in told}
        rows.append({"case": name} | {
            "net_benefit": told["net_benefit"].mean(), "change": change["net_benefit"]["mean"],
            "change_low": change["net_benefit"]["mean_low"], "change_high": change["net_benefit"]["mean_high"],
            "goals_reached": told["goals_reached"].mean(),
        })  # fmt: skip
        print(rows[-1], flush=True)
    pd.DataFrame(rows).to_csv(HERE / "harm.csv", index=False, float_format="%.5g", lineterminator="\n")


if __name__ == "__main__":
    main()
