"""Three mechanisms whose feedback makes outcomes worse, taken apart.

    python experiments/ablations/harm.py [--runs 400] [--prior fitted] [--seed 1]

Motivation and contributions have to be compared with something that stays the same: with their first level, which is
what the switches do, or with the mean of what they run at. Review ends groups that have reached their goal, and starts
other plans; each is taken away alone. Writes `harm.csv` beside this file: mean net benefit and goals reached over the
strategies that form groups, and what each case changes in the same futures.

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

HERE = Path(__file__).parent
GROUPS = tuple(s for s in STANDARD if s not in ("no-project", "direct-delivery"))
LOOKED_AT = ("light-touch", "phased-handover", "directive")  # for the means that feedback runs at
HALF = 0.5  # what everybody gives where conditional cooperation is switched off


@dataclass(frozen=True)
class Shifted(Prior):
    """A prior whose draws are changed as no command could, beyond their ranges if need be."""

    shift: Callable[[np.ndarray], None] | None = None

    def draw(self, seed: int, runs: range) -> np.ndarray:
        values = super().draw(seed, runs)
        if self.shift is not None:
            self.shift(values)
        return values


def prior_of(args, shift=None, **changes) -> Shifted:
    drawn = load_prior(args.prior, changes=changes)
    return Shifted(drawn.label, drawn.changes, drawn.table, shift)


def played(args, shift=None, target_cut=None, **changes) -> pd.DataFrame:
    """Scorecards of all strategies that form groups."""
    scenario = load_scenario("treyl-poultry")
    if target_cut is not None:
        scenario = scenario.model_copy(
            update={"scenario": scenario.scenario.model_copy(update={"target_cut": target_cut})}
        )
    cells = prepare_all(scenario, load_strategies(GROUPS), args.seed, build_market(scenario, args.seed))
    tables, prior = Tables.empty(cells, args.runs, 0, 0), prior_of(args, shift, **changes)
    Filling(cells, tables, prior, args.threads).run(range(args.runs))
    return frames(cells, tables, prior.label)["runs"]


def running_means(args) -> dict[str, float]:
    """Motivation when groups form and while they live; share promised at a group's first meeting and at all."""
    found: dict[str, list[float]] = {"first motivation": [], "motivation": [], "first share": [], "share": []}
    scenario, prior = load_scenario("treyl-poultry"), prior_of(args)
    for name in LOOKED_AT:
        cell = prepare_cell(scenario, load_strategy(name), args.seed)
        for run in range(min(args.runs, 100)):
            look(Walk(cell, prior.draw(args.seed, range(run, run + 1)), run), cell.weeks, found)
    return {what: float(np.mean(values)) for what, values in found.items()}


def look(walk: Walk, weeks: int, found: dict[str, list[float]]) -> None:
    """Walk one future to its end and note what its members feel and promise; a line a group and meeting."""
    members, migs = walk.state.members, walk.state.migs
    for g in np.flatnonzero(migs["status"] == 1):
        found["first motivation"].append(members[g]["motivation"][members[g]["member"]].mean())
    for week in range(1, weeks + 1):
        walk.step()
        members, migs = walk.state.members, walk.state.migs
        for g in np.flatnonzero((migs["last_meeting"] == week) & (migs["meetings"] > 0) & (migs["members"] > 0)):
            found["motivation"].append(members[g]["motivation"][members[g]["member"]].mean())
            here = members[g]["attends"] & members[g]["member"]
            if here.any():
                share = members[g]["share"][here].mean()
                found["share"].append(share)
                if migs["meetings"][g] == 1:
                    found["first share"].append(share)


def lower(by: float) -> Callable[[np.ndarray], None]:
    """Members start with so much less motivation."""

    def shift(values: np.ndarray) -> None:
        values["first_energy"] -= by

    return shift


def give(share: float) -> Callable[[np.ndarray], None]:
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
    means = running_means(args)
    print(means)
    fall = means["first motivation"] - means["motivation"]
    cases = {
        "as it is": {},
        f"motivation stays at its first level ({means['first motivation']:.2f})": {"motivation_on": 0},
        f"motivation stays at the mean that it runs at ({means['motivation']:.2f})": {
            "motivation_on": 0, "shift": lower(fall)
        },
        "contributions stay at a half": {"conditional_on": 0},
        f"contributions stay at their first share ({means['first share']:.2f})": {
            "conditional_on": 0, "shift": give(means["first share"])
        },
        f"contributions stay at the mean that they run at ({means['share']:.2f})": {
            "conditional_on": 0, "shift": give(means["share"])
        },
        "no review": {"review_on": 0},
        "review, but no goal ends or moves a group": {"target_cut": 0.99},
        "review, but plans are never dropped": {"shift": keep_plans},
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
