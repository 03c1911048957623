"""Playing the programmes at many points of the parameters, and reading off what the patterns are made of."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from migsim.engine.future import play
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.scenario import load_scenario
from migsim.scenario.market import build_market
from migsim.stages import events
from migsim.state import Array

from patternfit.patterns import COUNTS
from patternfit.programmes import FIVE_MONTHS, HALF, PROGRAMMES, SCENARIO, YEAR

_RECORDED = ("year", "no-project")  # whose weekly incomes are looked at
_LOG = 30_000  # events; several times the busiest future
_EXPECTED = {"access-to-finance", "market-information", "knowledge-and-skills"}
_TANGIBLE = 0.1  # relief by work, share of the starting severity
_WINDOWS = {"gain_early": (40, 52), "gain_late": (92, 104)}


class Theatre:
    """The seven programmes on one draw of people and network, ready to be played."""

    def __init__(self, seed: int) -> None:
        scenario = load_scenario(SCENARIO)
        whole = build_market(scenario, seed)
        cut = {weeks: build_market(scenario, seed, weeks) for weeks in {weeks for _, weeks in PROGRAMMES.values()}}
        self.stages: dict[str, tuple[Cell, Desk]] = {}
        for name, (strategy, weeks) in PROGRAMMES.items():
            # A programme is planned on the whole horizon, and played only as far as a pattern looks.
            cell = prepare_cell(scenario, strategy, seed, market=whole)
            cell = replace(cell, market=cut[weeks])
            self.stages[name] = cell, make_desk(cell.market, len(scenario.groups), name in _RECORDED, _LOG)

    def world(self, parameters: Array, run: int) -> list[float]:
        """Play one future under all programmes; what it gives, by `COUNTS`. `parameters` is one record, shape (1,)."""
        logs = {}
        for name, (cell, desk) in self.stages.items():
            play(cell, desk, parameters, run)
            logs[name] = desk.state.events[: int(desk.state.ledger[0]["events"])]
        counts = self._groups(logs) | self._attendance(logs) | self._gains(logs["year"])
        return [counts[name] for name in COUNTS]

    def _groups(self, logs: dict[str, Array]) -> dict[str, float]:
        cell, desk = self.stages["year"]
        log, five = logs["year"], logs["five-months"]
        formed = log[log["event"] == events.FORMED]
        alive = any_active(log, YEAR)
        goal, nothing = work_of_groups(log, formed, desk.state.plain_path[:, :, 0], 3 * YEAR)
        once = self.stages["one-workshop"][1].state.ledger[0]["partners"]
        constraints = [cell.scenario.constraints[int(k)].name for k in formed["other"]]
        return {
            "groups": len(formed),
            "sized": int(((formed["value"] >= 5) & (formed["value"] <= 15)).sum()),
            "named": sum(name in _EXPECTED for name in constraints),
            "partners_regular": float(desk.weekly["partners"][YEAR]) if alive else 0.0,
            "partners_once": float(once) if alive else 0.0,
            "goals": goal,
            "nothing": nothing,
            "left": int((five["event"] == events.FORMED).sum()),
            "alive": active(five, FIVE_MONTHS + YEAR),
        }

    def _attendance(self, logs: dict[str, Array]) -> dict[str, float]:
        found = {}
        looked = {"supported": "supported", "ended": "support-ends", "managed": "year", "unmanaged": "unmanaged"}
        for arm, programme in looked.items():
            log = logs[programme]
            first = HALF + 1 if arm in ("supported", "ended") else 1
            met = log[(log["event"] == events.MET) & (log["week"] >= first) & (log["week"] <= YEAR)]
            found |= {f"met_{arm}": len(met), f"came_{arm}": float(met["value"].sum())}
        return found

    def _gains(self, log: Array) -> dict[str, float]:
        """Income of members by week 52 against their twins without a project, over their turnover."""
        desk, twin = self.stages["year"][1], self.stages["no-project"][1]
        joined = np.unique(log["actor"][(log["event"] == events.JOINED) & (log["week"] <= YEAR)])
        turnover = desk.state.actors["turnover"][joined] / YEAR
        rows = joined[turnover > 0]
        if not len(rows):
            return dict.fromkeys(("joined", *_WINDOWS), 0.0)
        found = {"joined": 1.0}
        for name, (first, last) in _WINDOWS.items():
            extra = desk.incomes[first : last + 1, rows] - twin.incomes[first : last + 1, rows]
            found[name] = float((extra.mean(axis=0) / turnover[turnover > 0]).mean())
        return found


def active(log: Array, week: int) -> int:
    """Number of groups active in `week`, by what the log says of them."""
    ends = (events.DORMANT_NOW, events.DISSOLVED_NOW, events.COMPLETED)
    state = dict.fromkeys(log["mig"][log["event"] == events.FORMED].tolist(), True)
    for row in log[np.isin(log["event"], (*ends, events.REVIVED)) & (log["week"] <= week)]:
        state[int(row["mig"])] = row["event"] == events.REVIVED
    return sum(state.values())


def any_active(log: Array, week: int) -> bool:
    """Whether any group is active in `week`."""
    return active(log, week) > 0


def work_of_groups(log: Array, formed: Array, worked: Array, week: int) -> tuple[int, int]:
    """Groups that reached a goal by `week`, and groups whose work relieved too little of anything they took on.

    `worked` is the summed relief by work, shape (weeks + 1, constraints). What others' work did to a constraint through
    influence is no output of a group and does not count.
    """
    relief = worked[week] - worked[week - 1]
    until = log[log["week"] <= week]
    goals, nothing = 0, 0
    for row in formed:
        own = until[until["mig"] == row["mig"]]
        taken = {int(row["other"]), *own["other"][own["event"] == events.CHANGED].tolist()}
        goals += bool((own["event"] == events.GOAL).any())
        nothing += max(relief[k] for k in taken) < _TANGIBLE
    return goals, nothing


def play_points(parameters: Array, runs: Sequence[int], seeds: Sequence[int], progress: str = "") -> Array:
    """What the futures of many points give, shape (N, seeds, counts).

    Point n is played once on each seed (other people, other network), as future `runs[n]` of it.
    """
    counts = np.zeros((len(parameters), len(seeds), len(COUNTS)))
    for s, seed in enumerate(seeds):
        theatre = Theatre(seed)
        for n, run in enumerate(runs):
            counts[n, s] = theatre.world(parameters[n : n + 1], int(run))
        if progress:
            print(f"{progress}: seed {seed}, {s + 1} of {len(seeds)}", flush=True)
    return counts
