"""The answer of `compare` on every market that ships, and one-lever controls: python experiments/markets/answers.py.

Writes answers.csv (each strategy on each market), leaders.csv (the recommendation on each market), levers.csv (what
carries the leader: the strategy `directive` with one lever changed) and answers.svg. The same seed and runs give the
same files. The prior is that of `compare` unless told otherwise, and stands in the tables.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from migsim import compare
from migsim.analysis.comparison import Comparison
from migsim.defaults import DEFAULT_PRIOR
from migsim.facilitation.library import load_strategy
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy
from migsim.scenario import Scenario, scenario_names
from picture import draw

HERE = Path(__file__).parent
LARGE = "large-forum"
LARGE_SHARE = 5  # it gets one run for every so many of the others
SEED = 1
#: What the facilitator's own work is worth, held at an end of its range.
HELD: dict[str, dict[str, float]] = {
    "its work counts half": {"doing_rate": 0.5},
    "it stands in for nobody": {"stand_in": 0.0},
    "it stands in for all who are missing": {"stand_in": 1.0},
}

#: `directive` with one lever changed, and with all of them: that is coaching with the same hours.
LEVERS: dict[str, dict[str, Any]] = {
    "directive": {},
    "members do the work": {"style": 0.0},
    "members choose chair and interval": {"chair": "members", "interval": 0},
    "no travel paid": {"travel_support": 0.0},
    "all three": {"style": 0.0, "chair": "members", "interval": 0, "travel_support": 0.0},
}


def variant(name: str, changes: dict[str, Any]) -> FileStrategy:
    """The library's `directive` with some levers changed; the budget is the same, so the hours are scaled to it."""
    plan = load_strategy("directive").plan.model_dump()
    for lever, value in changes.items():
        table = plan["phases"][0] if lever in ("style", "travel_support") else plan["start"]
        table[lever] = value
    return FileStrategy(Plan.model_validate(plan | {"name": name, "title": name}))


def per_budget(found: Comparison) -> dict[str, float]:
    """Mean net benefit over no project, for each unit of the scenario's budget, by strategy."""
    means = {name: float(found.futures.of("net_benefit", name).mean()) for name in found.titles}
    return {name: (value - means["no-project"]) / found.scenario.costs.budget for name, value in means.items()}


def loss_per_budget(scenario: Scenario) -> float:
    """What the constraints together cost the whole market in a year, for each unit of the budget.

    Mean turnovers (the mean of a log-normal is its median times exp(sigma^2/2)), full burdens at the starting severity.
    """
    turnover = {
        role.name: role.turnover
        * np.exp(role.spread**2 / 2)
        * (role.outside_share * scenario.outside.size + sum(actor.role == role.name for actor in scenario.actors))
        for role in scenario.roles
    }
    loss = sum(
        constraint.severity * max(share, 0.0) * turnover[role]
        for constraint in scenario.constraints
        for role, share in constraint.burden.items()
    )
    return float(loss / scenario.costs.budget)


def answers(found: Comparison, prior: str) -> list[dict[str, Any]]:
    """One row for each strategy on one market."""
    best, over = found.probability_best(), per_budget(found)
    rows = []
    for name in found.titles:
        values = found.futures.of("net_benefit", name)
        rows.append(
            {
                "market": found.scenario.name,
                "currency": found.scenario.currency,
                "strategy": name,
                "prior": prior,
                "runs": len(values),
                "seed": SEED,
                "cost": found.futures.of("cost", name).mean(),
                "net_benefit": values.mean(),
                "low": np.quantile(values, 0.1),
                "high": np.quantile(values, 0.9),
                "over_no_project_per_budget": over[name],
                "best_in": best[name],
                "groups_formed": found.futures.of("migs_formed", name).mean(),
                "goals_reached": found.futures.of("goals_reached", name).mean(),
            }
        )
    return rows


def leader(found: Comparison, prior: str) -> dict[str, Any]:
    """The recommendation on one market, with what sets the market apart."""
    told, over = found.recommendation(), per_budget(found)
    costs = found.scenario.costs
    return {
        "market": found.scenario.name,
        "prior": prior,
        "runs": found.futures.of("cost", "no-project").size,
        "leader": told.leader,
        "runner_up": told.runner_up,
        "recommended": told.strategy,
        "sureness": told.sureness,
        "futures_won": told.futures_won,
        "of": told.of,
        "leader_over_no_project_per_budget": over[told.leader] if told.leader else None,
        "loss_a_year_per_budget": loss_per_budget(found.scenario),
        "budget_hours": costs.budget / costs.facilitator_hour,
        "households_outside": sum(r.outside_share for r in found.scenario.roles if r.household)
        * found.scenario.outside.size,
    }


def levers(name: str, runs: int, prior: str) -> dict[str, Any]:
    """`directive` on one market, with one lever changed at a time."""
    tried = [variant(title, changes) for title, changes in LEVERS.items()]
    over = per_budget(compare(name, ["no-project", *tried], runs=runs, seed=SEED, prior=prior))
    row = {"market": name, "prior": prior, "runs": runs} | {title: over[title] for title in LEVERS}
    for title, changes in HELD.items():
        held = compare(name, ["no-project", "directive"], runs=runs, seed=SEED, prior=prior, changes=changes)
        row[title] = per_budget(held)["directive"]
    return row


def write(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Write a table as CSV, rounded to what 500 futures can tell."""
    frame = pd.DataFrame(rows)
    frame.to_csv(HERE / f"{name}.csv", index=False, float_format="%.4g", lineterminator="\n")
    return frame


def make_answers(runs: int, prior: str) -> None:
    """Compare all strategies on all markets; tables and figure."""
    rows, leaders = [], []
    for name in markets():
        found = compare(name, runs=runs_of(name, runs), seed=SEED, prior=prior)
        rows += answers(found, prior)
        leaders.append(leader(found, prior))
        print(f"{name}: {leaders[-1]['leader']} ({leaders[-1]['sureness']})", flush=True)
    (HERE / "answers.svg").write_text(draw(write("answers", rows)), encoding="utf-8", newline="\n")
    write("leaders", leaders)


def markets() -> list[str]:
    """Names of all markets, the large forum last, since it takes longest."""
    return sorted(scenario_names(), key=lambda name: (name == LARGE, name))


def runs_of(name: str, runs: int) -> int:
    """Futures for one market: fewer for the large forum, whose futures take a hundred times as long."""
    return max(runs // LARGE_SHARE, 2) if name == LARGE else runs


def main() -> None:
    """Make all parts again, or one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--prior", default=DEFAULT_PRIOR, help="wide, fitted or a file, as in `migsim compare`")
    parser.add_argument("--part", choices=("answers", "levers"), help="only this part")
    args = parser.parse_args()
    prior = args.prior
    if args.part in (None, "answers"):
        make_answers(args.runs, prior)
    if args.part in (None, "levers"):
        write("levers", [levers(name, runs_of(name, args.runs), prior) for name in markets()])


if __name__ == "__main__":
    main()
