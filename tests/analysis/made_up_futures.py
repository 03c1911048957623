"""A made-up ensemble with realistic numbers, in the shape the engine gives it."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from migsim.analysis.outcomes import OUTCOMES

#             title, benefit, cost, households, exit, cost basis
LIBRARY = {
    "no-project": ("No project", 0, 0, 0, None, "own"),
    "one-workshop": ("One workshop, then nothing", 9_000, 4_800, 21, 1, "own"),
    "light-touch": ("Light touch", 61_000, 49_500, 120, 104, "equal"),
    "intensive": ("Intensive", 88_000, 50_300, 170, 52, "equal"),
    "directive": ("Doing it for them", 52_000, 49_800, 111, 78, "equal"),
    "phased-handover": ("Phased hand-over", 112_000, 50_100, 224, 104, "equal"),
    "inclusive": ("Inclusive", 93_000, 50_600, 230, 104, "equal"),
    "deal-broker": ("Deal broker", 97_000, 49_700, 160, 104, "equal"),
    "systems-first": ("Systems first", 104_000, 50_000, 205, 104, "equal"),
    "direct-delivery": ("Direct delivery", 58_000, 50_000, 300, None, "equal"),
}
PARAMETER_NAMES = ("breach", "forgetting", "dead_end", "h_half", "relapse", "take_up")


@dataclass
class MadeUpEnsemble:
    runs: pd.DataFrame
    parameters: pd.DataFrame
    weekly: pd.DataFrame
    groups: pd.DataFrame
    strategies: dict[str, Any] = field(default_factory=dict)
    prior: Any = field(default_factory=lambda: SimpleNamespace(label="wide", note="", table=None))


def made_up_ensemble(names=tuple(LIBRARY), runs=500, weeks=260, weekly_runs=100, luck=1.0, titles=None, seed=7):
    rng = np.random.default_rng(seed)
    drawn = pd.DataFrame({name: rng.uniform(0.1, 0.4, runs) for name in PARAMETER_NAMES})
    world = rng.normal(1, 0.25, runs).clip(0.2)
    strategies = {
        name: SimpleNamespace(
            name=name,
            title=(titles or {}).get(name, LIBRARY[name][0]),
            description=f"{LIBRARY[name][0]} in one sentence.",
            source="made up",
            cost=LIBRARY[name][5],
            exit_week=LIBRARY[name][4],
        )
        for name in names
    }
    frames, weekly, groups = [], [], []
    for name in names:
        benefit = LIBRARY[name][1] * world * (1 + 0.25 * luck * rng.normal(size=runs))
        if name == "phased-handover":
            benefit = benefit - 260_000 * (drawn["breach"].to_numpy() - 0.22)
        frames.append(_scorecard(name, benefit, runs, rng))
        weekly.append(_weekly(name, benefit, weekly_runs, weeks, rng))
        groups.append(_groups(name, benefit, runs, rng))
    parameters = drawn.assign(run=np.arange(runs))[["run", *PARAMETER_NAMES]]
    return MadeUpEnsemble(pd.concat(frames), parameters, pd.concat(weekly), pd.concat(groups), strategies)


def _scorecard(name, benefit, runs, rng):
    _, mean, cost, households, exit_week, _ = LIBRARY[name]
    cost = cost * rng.normal(1, 0.03, runs) if cost else np.zeros(runs)
    reached = (households * benefit / mean).round() if mean else np.zeros(runs)
    table = {
        "member_benefit": 0.2 * benefit,
        "constituent_benefit": 0.18 * benefit,
        "wider_benefit": 0.62 * benefit,
        "system_benefit": benefit,
        "cost": cost,
        "net_benefit": benefit - cost,
        "benefit_cost_ratio": np.where(cost > 0, benefit / np.maximum(cost, 1), np.nan),
        "member_hours": 0.02 * np.abs(benefit),
        "households_reached": reached.clip(0),
        "cost_per_household": np.where(reached > 0, cost / np.maximum(reached, 1), np.nan),
        "deals": rng.poisson(mean / 2000, runs),
        "partners": rng.poisson(mean / 6000, runs),
        "migs_formed": rng.poisson(3, runs) if exit_week else np.zeros(runs),
        "goals_reached": rng.poisson(mean / 70_000, runs),
        "benefit_gap_absolute": rng.normal(90, 20, runs),
        "benefit_gap_relative": rng.normal(1.0, 0.1, runs),
        "facilitator_hours": np.full(runs, 80.0 + 10.0 * (exit_week - 1) if exit_week else 0.0),
    }
    for column in OUTCOMES:
        if column not in table:
            table[column] = rng.beta(2 + mean / 20_000, 4, runs)
    for column in ("migs_alive", "migs_completed"):
        table[column] = rng.poisson(mean / 80_000, runs) if exit_week else np.full(runs, np.nan)
    if not exit_week:
        for column in ("attendance", "attendance_marginalised", "adapt_alive", "adapt_completed"):
            table[column] = np.full(runs, np.nan)
    head = {"scenario": "made-up", "strategy": name, "point": 0, "run": np.arange(runs), "seed": 1}
    return pd.DataFrame(head | {"prior": "wide", "status": "ok"} | {c: table[c] for c in OUTCOMES})


def _weekly(name, benefit, runs, weeks, rng):
    _, mean, cost, _, exit_week, _ = LIBRARY[name]
    runs = min(runs, len(benefit))
    week = np.tile(np.arange(weeks + 1), runs)
    run = np.repeat(np.arange(runs), weeks + 1)
    end = exit_week or 0
    strength = (benefit[:runs] / 100_000)[run]
    growth = 1 - np.exp(-week / 60)
    fade = np.where(week > end, np.exp(-(week - end) / 300), 1.0)
    level = strength * growth * fade
    meetings = np.where(week % 4 == 0, rng.poisson(2.4 * fade * (mean > 0), len(week)), 0)
    hours = np.where(week == 0, 80, np.where(week < end, 10, 0)) if end else np.zeros(len(week))
    gains = 900 * level
    table = {
        "facilitator_hours": hours,
        "live_migs": (3 * fade).round(),
        "meetings": meetings,
        "attendance": np.where(meetings > 0, 0.7 * fade, np.nan),
        "trust": 0.4 + 0.25 * np.tanh(level),
        "understanding": 0.2 + 0.3 * np.tanh(level),
        "deals_struck": rng.poisson(np.maximum(0.1 * level, 0)),
        "deals_running": np.maximum(6 * level, 0),
        "partners": np.maximum(9 * level, 0),
        "severity": 1 - 0.4 * np.tanh(level),
        "adopters": 0.4 * np.tanh(level),
        "member_income": 0.2 * gains,
        "constituent_income": 0.18 * gains,
        "wider_income": 0.62 * gains,
        "cost": np.where(week <= end, cost / (end + 1), 0.0),
    }
    return pd.DataFrame({"strategy": name, "run": run, "week": week} | table)


def _groups(name, benefit, runs, rng):
    shares = {"members": 30, "constituents": 300, "wider": 300, "women": 310, "youth": 140, "others": 240}
    shares["marginalised"] = 390
    rows = []
    for group, count in shares.items():
        weight = {"members": 6, "constituents": 1.4, "wider": 0.8, "women": 0.7, "youth": 0.8, "others": 1.5}.get(
            group, 0.7
        )
        gain = weight * benefit / 600 * rng.normal(1, 0.1, runs)
        relative = gain / (1500 + 900 * weight)
        table = {"strategy": name, "run": np.arange(runs), "group": group, "actors": count}
        rows.append(
            pd.DataFrame(table | {"gain": gain, "gain_relative": relative, "added": gain, "added_relative": relative})
        )
    return pd.concat(rows)


def made_up_scenario(**changes):
    figure = SimpleNamespace(
        where="constraints.diseases.severity",
        value=0.7,
        unit="share",
        source="guidance",
        text="Practice guidance, 2021",
        grade="assumed",
    )
    measured = SimpleNamespace(
        where="costs.facilitator_hour",
        value=35.0,
        unit="money/hour",
        source="budget",
        text="Programme budget <2020>",
        grade="measured",
    )
    plain = {
        "name": "made-up",
        "title": "Poultry around a lake",
        "description": "A made-up market.",
        "currency": "GBP",
        "horizon": 260,
        "room": 30,
        "costs": SimpleNamespace(facilitator_hour=35.0, discount=0.05, budget=50_000.0),
        "groups": (SimpleNamespace(name="women", marginalised=True), SimpleNamespace(name="youth", marginalised=True)),
        "figures": lambda: [figure, measured],
        "mechanisms": (),
        "outcomes": {},
        "model_dump_json": lambda: '{"name": "made-up"}',
    }
    return SimpleNamespace(**(plain | changes))


def made_up_parameters():
    rows = {
        name: SimpleNamespace(
            name=name,
            symbol="x",
            unit="share",
            default=0.2,
            low=0.1,
            high=0.4,
            source="made up",
            grade="assumed",
            what=f"Made-up {name.replace('_', ' ')}.",
        )
        for name in PARAMETER_NAMES
    }
    rows["breach"].what = "Chance that a promise is broken."
    return rows
