"""How far the model shows the patterns F1 to F8: one definition each, in one place.

    python experiments/patterns/measure.py --runs 200 [--wide] [--seed 2002] [--json FILE]

Every pattern is measured on the poultry scenario; the defaults were found on seed 1001 and are checked on seed 2002.
Strategies differ from the library's `intensive` only in what the definition names. Without `--wide` all parameters
stand at their defaults.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from migsim.engine.future import play
from migsim.engine.worlds import make_desk, prepare_cell
from migsim.facilitation.library import load_strategy
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario import load_scenario
from migsim.scenario.market import build_market
from migsim.scenario.parameters import default_parameters, draw_parameters
from migsim.stages import events
from migsim.stages.record import WEEKLY
from migsim.state import NO_MIG

SEED = 1001


@dataclass
class Pattern:
    """One pattern with the range that counts as met."""

    name: str
    what: str
    low: float
    high: float
    value: float

    @property
    def met(self) -> bool:
        return self.low <= self.value <= self.high


def variant(name: str, **changes) -> FileStrategy:
    """The library's intensive strategy with other phases, start or hand-over."""
    plan = load_strategy("intensive").plan.model_dump()
    phases = changes.pop("phases", None)
    plan.update(name=name, cost="own", **changes)
    if phases is not None:
        base = plan["phases"][0]
        plan["phases"] = [base | phase for phase in phases]
    return FileStrategy(Plan.model_validate(plan))


HOURS = {"interdependence": 4, "management": 6, "inclusion": 3, "communication": 4, "prioritising": 2, "reflection": 4}
UNMANAGED = {p: h * 23 / 17 for p, h in HOURS.items() if p != "management"}

STRATEGIES = {
    "no-project": load_strategy("no-project"),
    "one-workshop": load_strategy("one-workshop"),
    "year": variant("year", phases=[{"weeks": 52, "hours": HOURS, "travel_support": 0.0}]),
    "supported": variant("supported", phases=[{"weeks": 52, "hours": HOURS, "travel_support": 1.0}]),
    "support-ends": variant(
        "support-ends",
        phases=[
            {"weeks": 26, "hours": HOURS, "travel_support": 1.0},
            {"weeks": 26, "hours": HOURS, "travel_support": 0.0},
        ],
    ),
    "unmanaged": variant("unmanaged", phases=[{"weeks": 52, "hours": UNMANAGED, "travel_support": 0.0}]),
    "five-months": variant("five-months", phases=[{"weeks": 22, "hours": HOURS, "travel_support": 0.0}]),
}


class World:
    """What the patterns need of one future under one strategy."""

    def __init__(self, cell, desk) -> None:
        state, log = desk.state, desk.state.events[: int(desk.state.ledger[0]["events"])]
        formed = [g for g in range(len(state.migs)) if state.migs[g]["status"] != NO_MIG]
        self.sizes = [row["value"] for row in log if row["event"] == events.FORMED]
        self.constraints = [cell.scenario.constraints[state.migs[g]["formed_on"]].name for g in formed]
        met = log[(log["event"] == events.MET)]
        self.meetings = [(int(r["week"]), int(r["mig"]), float(r["value"])) for r in met]
        self.weekly = {name: desk.weekly[:, n].copy() for n, name in enumerate(WEEKLY)}
        self.incomes = desk.incomes.copy()
        self.turnover = state.actors["turnover"].copy()
        self.member = state.actors["member_ever"].copy()
        self.relief = [self.relief_by(cell, state, g, 156, log) for g in formed]
        self.active_by_week = self.activity(log, formed, cell.weeks)

    @staticmethod
    def relief_by(cell, state, g, week, log):
        """Most that work has relieved by `week` of any constraint the group took on, and whether it reached a goal.

        What others' work did to the constraint through influence is no output of the group and does not count.
        """
        k_then = {int(state.migs[g]["formed_on"])}
        for row in log:
            if row["mig"] == g and row["event"] == events.CHANGED and row["week"] <= week:
                k_then.add(int(row["other"]))
        worked = state.plain_path[week, :, 0] - state.plain_path[week - 1, :, 0]
        goal = any(r["mig"] == g and r["event"] == events.GOAL and r["week"] <= week for r in log)
        return max(float(worked[k]) for k in k_then), goal

    @staticmethod
    def activity(log, formed, weeks):
        """Whether each group is active in each week, from its log."""
        active = {g: np.ones(weeks + 1, bool) for g in formed}
        ends = (events.DORMANT_NOW, events.DISSOLVED_NOW, events.COMPLETED)
        for row in log:
            if row["event"] in ends:
                active[int(row["mig"])][int(row["week"]) :] = False
            elif row["event"] == events.REVIVED:
                active[int(row["mig"])][int(row["week"]) :] = True
        return active


def play_all(runs: int, parameters: np.ndarray, seed: int = SEED) -> dict[str, list[World]]:
    scenario = load_scenario("treyl-poultry")
    market = build_market(scenario, seed)
    worlds: dict[str, list[World]] = {}
    desk = make_desk(market, len(scenario.groups), recorded=True, event_capacity=30_000)
    for name, strategy in STRATEGIES.items():
        cell = prepare_cell(scenario, strategy, seed, market=market)
        worlds[name] = []
        for run in range(runs):
            play(cell, desk, parameters[run : run + 1], run)
            worlds[name].append(World(cell, desk))
    return worlds


def mean_attendance(worlds: list[World], first: int, last: int) -> float:
    return float(np.mean([v for w in worlds for (t, _, v) in w.meetings if first <= t <= last]))


def member_gain(worlds, twins, first, last) -> float:
    """Mean over futures of members' income gain against the twin without a project, over their turnover."""
    gains = []
    for w, t in zip(worlds, twins, strict=True):
        rows = w.member & (w.turnover > 0)
        if rows.any():
            extra = (w.incomes[first : last + 1, rows] - t.incomes[first : last + 1, rows]).mean(axis=0)
            gains.append(np.mean(extra / (w.turnover[rows] / 52)))
    return float(np.mean(gains))


def contribution_series(parameters: np.ndarray, rounds: int = 10) -> tuple[float, float]:
    """Mean share given in the first and the last round when ten strangers play the contribution rule again and again.

    F6 is fitted on the submodel alone: types by their shares, expectations starting at first trust, everybody sees all.
    """
    first, last = [], []
    for p in parameters:
        shares = (p["share_conditional"], p["share_free_riders"])
        trust = 0.5 * (p["trust_same_tier"] + p["trust_across_tiers"])
        expected, series = trust, []
        for _ in range(rounds):
            mean = (
                shares[0] * min(p["conditional_slope"] * expected, 1.0)
                + shares[1] * p["free_rider_share"]
                + (1 - sum(shares)) * p["unconditional_share"]
            )
            series.append(mean)
            expected += p["expectation_memory"] * (mean * (1 - p["breach"]) - expected)
        first.append(series[0])
        last.append(series[-1])
    return float(np.mean(first)), float(np.mean(last))


def patterns(worlds: dict[str, list[World]], parameters: np.ndarray) -> list[Pattern]:
    year, twins = worlds["year"], worlds["no-project"]
    groups = [w for w in year if w.sizes]
    sizes = np.array([s for w in year for s in w.sizes])
    expected = {"access-to-finance", "market-information", "knowledge-and-skills"}
    named = np.mean([c in expected for w in year for c in w.constraints])
    late = (40, 52)
    with_support = mean_attendance(worlds["supported"], 27, 52)
    without = mean_attendance(worlds["support-ends"], 27, 52)
    alive = [w for w in year if any(a[52] for a in w.active_by_week.values())]
    rows = [n for n, w in enumerate(year) if w in alive]
    regular = np.mean([year[n].weekly["partners"][52] for n in rows])
    once = np.mean([worlds["one-workshop"][n].weekly["partners"][52] for n in rows])
    early, later = member_gain(year, twins, *late), member_gain(year, twins, 92, 104)
    reliefs = [r for w in year for r in w.relief]
    managed = mean_attendance(year, 1, 52)
    left = [a for w in worlds["five-months"] for a in w.active_by_week.values()]
    start, end = contribution_series(parameters)
    return [
        Pattern("F1a", "groups formed", 2.5, 3.5, float(np.mean([len(w.sizes) for w in year]))),
        Pattern("F1b", "share of groups with 5 to 15 members", 0.8, 1.0, float(np.mean((sizes >= 5) & (sizes <= 15)))),
        Pattern("F1c", "share on finance, information, skills", 0.6, 1.0, float(named)),
        Pattern("F2", "attendance lost when travel support ends", 0.2, 0.5, 1 - without / with_support),
        Pattern("F3", "partners, regular over one-off, week 52", 1.3, 4.0, float(regular / max(once, 1e-9))),
        Pattern("F4a", "members' gain, weeks 40-52", 0.03, 0.10, early),
        Pattern("F4b", "of which left in weeks 92-104", 0.8, 99.0, later / early),
        Pattern("F5a", "groups with a goal by week 156", 0.3, 0.7, float(np.mean([goal for _, goal in reliefs]))),
        Pattern(
            "F5b",
            "groups whose work relieved under 10 % by week 156",
            0.25,
            0.6,
            float(np.mean([r < 0.1 for r, _ in reliefs])),
        ),
        Pattern("F6a", "share contributed at first", 0.4, 0.6, start),
        Pattern("F6b", "share in round 10 over the first", 0.0, 0.9, end / start),
        Pattern("F7a", "attendance while facilitated", 0.5, 0.9, managed),
        Pattern(
            "F7b", "points lower without management", 0.05, 1.0, managed - mean_attendance(worlds["unmanaged"], 1, 52)
        ),
        Pattern("F8", "left in month 5: active a year on", 0.0, 0.4, float(np.mean([a[22 + 52] for a in left]))),
        Pattern("-", "partners at 52 regular", 0, 99, float(regular)),
        Pattern("-", "mean size of groups", 5, 15, float(sizes.mean())),
        Pattern(
            "-",
            "year: active a year after the exit",
            0,
            1,
            float(np.mean([a[104] for w in groups for a in w.active_by_week.values()])),
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--wide", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE")
    args = parser.parse_args()
    changes = {name: float(value) for name, value in (pair.split("=") for pair in args.set)}
    parameters = (
        draw_parameters(args.seed, range(args.runs), changes)
        if args.wide
        else np.repeat(default_parameters(**changes), args.runs)
    )
    found = patterns(play_all(args.runs, parameters, args.seed), parameters)
    for p in found:
        mark = "met   " if p.met else "MISSED"
        print(f"{p.name:4} {mark} {p.value:7.3f}  ({p.low:g} to {p.high:g})  {p.what}")
    if args.json:
        args.json.write_text(json.dumps([vars(p) | {"met": p.met} for p in found], indent=1) + "\n")


if __name__ == "__main__":
    main()
