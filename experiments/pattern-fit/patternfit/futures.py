"""Playing the programmes at many points of the parameters, and reading off what the patterns are made of."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from migsim.engine.future import play
from migsim.engine.run import begin_future, finish_future, step_future
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.scenario import load_scenario
from migsim.scenario.market import build_market
from migsim.stages import events
from migsim.state import NEVER, OWN_COST, Array, Market, State

from patternfit.markets import FITTED_ON, FOR_A_POUND, GOATS
from patternfit.patterns import COUNTS
from patternfit.programmes import END, EXIT, FIVE_MONTHS, HALF, LATER, PROGRAMMES, YEAR

_RECORDED = ("year", "no-project")  # whose weekly incomes are looked at
_ONLY = {"supported": GOATS, "support-ends": GOATS}  # asked of one market alone
_LOG = 30_000  # events; several times the busiest future
_EXPECTED = {"access-to-finance", "market-information", "knowledge-and-skills"}
_TANGIBLE = 0.1  # relief by work, share of the starting severity
_IN_BUSINESS = 1.0 / 3.0  # share of members who struck a deal in the group, from which it has a private reason to meet
_HAPPENS = 0.01  # share of actors outside that take a practice up, from which take-up is said to happen
_WINDOWS = {"gain_early": (40, 52), "gain_late": (92, 104)}
_PRESSED = {"pressed": (HALF + 1, YEAR), "pressed_later": (3 * YEAR - 13, 3 * YEAR)}
_WORKED, _BY_OUTSIDERS = 0, 4  # sums of `State.plain_path`
_CHUNKS = 4  # tasks that the points of one market and seed are split into


class Played(NamedTuple):
    """One programme's future: its log, the desk on which the rest lies, and what members gave of their own."""

    log: Array
    desk: Desk
    own_cost: Array | None = None  # money a week, (weeks + 1, P), of the programme whose gains are looked at


class Theatre:
    """The programmes on one draw of people and network, ready to be played."""

    def __init__(self, market: str, seed: int) -> None:
        scenario = load_scenario(market)
        whole = build_market(scenario, seed)
        self.pound = FOR_A_POUND[scenario.currency]
        self.stages: dict[str, tuple[Cell, Desk]] = {}
        cut = {weeks: build_market(scenario, seed, weeks) for weeks in {weeks for _, weeks in PROGRAMMES.values()}}
        for name, (strategy, weeks) in PROGRAMMES.items():
            if _ONLY.get(name, market) == market:
                # A programme is planned on the whole horizon, and played only as far as a pattern looks.
                cell = prepare_cell(scenario, strategy, seed, market=whole)
                cell = replace(cell, market=cut[weeks])
                self.stages[name] = cell, make_desk(cell.market, len(scenario.groups), name in _RECORDED, _LOG)

    def world(self, parameters: Array, run: int) -> list[float]:
        """Play one future under all programmes; what it gives, by `COUNTS`. `parameters` is one record, shape (1,)."""
        played = {}
        for name, (cell, desk) in self.stages.items():
            own_cost = play_watched(cell, desk, parameters, run) if name == "year" else None
            if own_cost is None:
                play(cell, desk, parameters, run)
            played[name] = Played(desk.state.events[: int(desk.state.ledger[0]["events"])], desk, own_cost)
        year = played["year"]
        counts = (
            self._groups(played) | business(played) | attendances(played) | gains(year, played["no-project"])
            | goals(played) | life(year.log) | relief(played) | spread(year.desk.state, self.stages["year"][0].market)
            | self._money(played)
        )  # fmt: skip
        return [counts[name] for name in COUNTS]

    def _groups(self, played: dict[str, Played]) -> dict[str, float]:
        scenario, five = self.stages["year"][0].scenario, played["five-months"].log
        formed = only(played["year"].log, events.FORMED)
        constraints = [scenario.constraints[int(k)].name for k in formed["other"]]
        return {
            "groups": len(formed),
            "sized": int(((formed["value"] >= 5) & (formed["value"] <= 15)).sum()),
            "named": sum(name in _EXPECTED for name in constraints),
            "left": len(only(five, events.FORMED)),
            "alive": sum(active(five, FIVE_MONTHS + YEAR).values()),
        }

    def _money(self, played: dict[str, Played]) -> dict[str, float]:
        """Benefit of the ways of deciding over no project, and what a household that gains costs."""
        score = {name: one.desk.scorecard[0] for name, one in played.items()}
        nothing = score["no-project"]["system_benefit"]
        arms = {"staff": "staff-decide", "inclusive": "inclusive", "captured": "captured"}
        return {arm: score[name]["system_benefit"] - nothing for arm, name in arms.items()} | {
            "cost": score["year"]["cost"] / self.pound,
            "gained": score["year"]["households_reached"],
        }


def play_watched(cell: Cell, desk: Desk, parameters: Array, run: int) -> Array:
    """Play a future week by week; the value of own time and travel that each of the pool gave, (weeks + 1, P)."""
    key, setup, results, state = (cell.seed, run), cell.lent_setup, desk.lent_results, desk.state
    costs = np.zeros((cell.weeks + 1, len(cell.market.pool)))
    begin_future(desk.lent, cell.lent, parameters, setup, key, results)
    for week in range(1, cell.weeks + 1):
        before = state.accounts[OWN_COST].copy()  # present values
        step_future(desk.lent, cell.lent, parameters, setup, key, week, results)
        costs[week] = (state.accounts[OWN_COST] - before) / state.ledger[0]["factor"]
    finish_future(desk.lent, cell.lent, parameters, key, results)
    return costs


def only(log: Array, event: int, first: int = 0, last: int = NEVER) -> Array:
    """Rows of one kind of event in these weeks."""
    return log[(log["event"] == event) & (log["week"] >= first) & (log["week"] <= last)]


def active(log: Array, week: int) -> dict[int, bool]:
    """Which groups are active in `week`, by what the log says of them."""
    ends = (events.DORMANT_NOW, events.DISSOLVED_NOW, events.COMPLETED)
    state = dict.fromkeys(log["mig"][log["event"] == events.FORMED].tolist(), True)
    for row in log[np.isin(log["event"], (*ends, events.REVIVED)) & (log["week"] <= week)]:
        state[int(row["mig"])] = bool(row["event"] == events.REVIVED)
    return state


def business(played: dict[str, Played]) -> dict[str, float]:
    """Partners after a year of meetings and after one workshop, and deals struck in the workshop."""
    year, once = played["year"], played["one-workshop"]
    alive = any(active(year.log, YEAR).values())
    struck = only(year.log, events.DEAL, 0, YEAR)
    return {
        "partners_regular": float(partners(year.log, YEAR)) if alive else 0.0,
        "partners_once": float(partners(once.log, YEAR)) if alive else 0.0,
        "deals": len(struck),
        "deals_workshop": int((struck["week"] == 0).sum()),
    }


def partners(log: Array, week: int) -> int:
    """Pairs that became partners and are so in `week`: less those whose tie ended or is suspended."""
    changes = (events.PARTNERS, events.TIE_ENDED, events.TIE_SUSPENDED, events.TIE_RESUMED)
    made: set[tuple[int, int]] = set()
    apart: set[tuple[int, int]] = set()
    for row in log[np.isin(log["event"], changes) & (log["week"] <= week)]:
        pair = (min(int(row["actor"]), int(row["other"])), max(int(row["actor"]), int(row["other"])))
        match row["event"]:
            case events.PARTNERS:
                made.add(pair)
            case events.TIE_ENDED:
                made.discard(pair)
            case events.TIE_SUSPENDED:
                apart.add(pair)
            case events.TIE_RESUMED:
                apart.discard(pair)
    return len(made - apart)


def attendances(played: dict[str, Played]) -> dict[str, float]:
    """Meetings and shares of members there; and attendances a week that are due to those who press from outside."""
    found: dict[str, float] = {}
    looked = {"supported": "supported", "ended": "support-ends", "managed": "year", "unmanaged": "unmanaged"}
    for arm, programme in looked.items():
        met = np.zeros(0, [("value", "f8")])
        if programme in played:
            first = HALF + 1 if arm in ("supported", "ended") else 1
            met = only(played[programme].log, events.MET, first, YEAR)
        found |= {f"met_{arm}": len(met), f"came_{arm}": float(met["value"].sum())}
    for name, (first, last) in _PRESSED.items():
        came = [only(played[arm].log, events.MET, first, last)["other"].sum() for arm in ("for-them", "one-workshop")]
        found[name] = float(came[0] - came[1]) / (last - first + 1)
    return found


def gains(year: Played, nothing: Played) -> dict[str, float]:
    """What members by week 52 gain against their twins without a project, over their turnover.

    Before their own time and travel, which no firm takes off its revenue: that is what the source measures.
    """
    joined = np.unique(only(year.log, events.JOINED, 0, YEAR)["actor"])
    turnover = year.desk.state.actors["turnover"][joined] / YEAR
    rows = joined[turnover > 0]
    if not len(rows):
        return dict.fromkeys(("joined", *_WINDOWS), 0.0)
    found = {"joined": 1.0}
    for name, (first, last) in _WINDOWS.items():
        weeks = slice(first, last + 1)
        extra = (year.desk.incomes + year.own_cost - nothing.desk.incomes)[weeks, rows]
        found[name] = float((extra.mean(axis=0) / turnover[turnover > 0]).mean())
    return found


def goals(played: dict[str, Played]) -> dict[str, float]:
    """Groups that reached a goal, coached or done for them, and coached groups that relieved too little."""
    year, done = played["year"], played["for-them"].log
    return {
        "goals": reached(year.log, 3 * YEAR),
        "goals_soon": reached(year.log, HALF),
        "nothing": came_to_nothing(year.log, year.desk.state.plain_path[:, :, _WORKED], 3 * YEAR),
        "done_groups": len(only(done, events.FORMED)),
        "done_goals": reached(done, 3 * YEAR),
        "done_soon": reached(done, HALF),
    }


def reached(log: Array, week: int) -> int:
    """Groups that reached a goal by `week`."""
    return len(np.unique(only(log, events.GOAL, 0, week)["mig"]))


def came_to_nothing(log: Array, worked: Array, week: int) -> int:
    """Groups whose work had relieved too little of anything they took on by `week`.

    `worked` is the summed relief by work, shape (weeks + 1, constraints). What others' work did to a constraint through
    influence is no output of a group and does not count.
    """
    standing = worked[week] - worked[week - 1]
    changed = only(log, events.CHANGED, 0, week)
    nothing = 0
    for row in only(log, events.FORMED):
        taken = {int(row["other"]), *changed["other"][changed["mig"] == row["mig"]].tolist()}
        nothing += max(standing[k] for k in taken) < _TANGIBLE
    return nothing


def life(log: Array) -> dict[str, float]:
    """Groups with a private reason to meet that were active at the exit, and what they are two years later."""
    at_exit, later = active(log, YEAR), active(log, END)
    done = set(only(log, events.COMPLETED, YEAR + 1, END)["mig"].tolist())
    reason = [g for g, alive in at_exit.items() if alive and has_reason(log, g)]
    return {
        "reason": len(reason),
        "live": sum(later[g] for g in reason),
        "on_purpose": sum(not later[g] and g in done for g in reason),
    }


def has_reason(log: Array, g: int) -> bool:
    """Whether, by the exit, enough members did business with each other at the meetings, or there is a kitty."""
    own = log[(log["mig"] == g) & (log["week"] <= YEAR)]
    if (own["event"] == events.KITTY_STARTED).sum() > (own["event"] == events.KITTY_ENDED).sum():
        return True
    members = set(own["actor"][own["event"] == events.JOINED].tolist())
    members -= set(own["actor"][own["event"] == events.LEFT].tolist())
    struck = own[own["event"] == events.DEAL]
    traders = {*struck["actor"].tolist(), *struck["other"].tolist()} & members
    return len(traders) >= _IN_BUSINESS * max(len(members), 1)


def relief(played: dict[str, Played]) -> dict[str, float]:
    """Relief at the exit by who made it, and what is left of it two years later, each constraint at most whole."""
    found = {}
    for arm, programme in (("staff", "for-them"), ("members", "year")):
        path = played[programme].desk.state.plain_path
        made, later = (made_by(path, week, outsiders=arm == "staff") for week in (EXIT, END))
        found[f"made_by_{arm}"] = float(made.sum())
        found[f"left_by_{arm}"] = float(np.minimum(made, later).sum())
    return found


def made_by(path: Array, week: int, outsiders: bool) -> Array:
    """Relief of each constraint that outsiders, or members, have made and that stands in `week`.

    `path` is `State.plain_path`, shape (weeks + 1, constraints, sums).
    """
    whole, by_outsiders = ((path[week] - path[week - 1])[:, at] for at in (_WORKED, _BY_OUTSIDERS))
    return by_outsiders if outsiders else whole - by_outsiders


def spread(state: State, market: Market) -> dict[str, float]:
    """Users of practices outside at the exit and those of them left at the end; take-up two years after it began."""
    pool, weight = len(market.pool), market.outside["stands_for"].astype(float)
    adopted, until = state.adopted[:, pool:], state.until[:, pool:]
    before = adopted <= YEAR
    found = {
        "took_up": float((before * weight).sum()),
        "keep_up": float(((before & (until > END)) * weight).sum()),
        "spread": 0.0,
        "spread_in": 0.0,
    }
    for weeks in adopted:
        first = int(weeks.min(initial=NEVER))
        if first + LATER <= END:
            share = float(weight[weeks <= first + LATER].sum() / weight.sum())
            if share >= _HAPPENS:
                found["spread"] += 1.0
                found["spread_in"] += share
    return found


@lru_cache(maxsize=1)
def theatre(market: str, seed: int) -> Theatre:
    """The theatre that is being played in; one at a time, since each holds a dozen markets."""
    return Theatre(market, seed)


def play_some(task: tuple[str, int, Array, Array]) -> Array:
    """Play some points in one market on one seed, shape (points, counts)."""
    market, seed, parameters, runs = task
    stage = theatre(market, seed)
    return np.array([stage.world(parameters[n : n + 1], int(run)) for n, run in enumerate(runs)])


def play_points(
    parameters: Array,
    runs: Sequence[int] | Array,
    seeds: Sequence[int],
    markets: Sequence[str] = FITTED_ON,
    pool: Executor | None = None,
    progress: str = "",
) -> Array:
    """What the futures of many points give, shape (N, markets, seeds, counts).

    Point n is played once on each seed (other people, other network) in each market, as future `runs[n]` of it. The
    numbers do not depend on `pool`, which only shares the work out.
    """
    runs = np.asarray(runs)
    counts = np.zeros((len(runs), len(markets), len(seeds), len(COUNTS)))
    parts = [part for part in np.array_split(np.arange(len(runs)), _CHUNKS) if len(part)]
    places = [(m, s, part) for m, s in product(range(len(markets)), range(len(seeds))) for part in parts]
    tasks = [(markets[m], seeds[s], parameters[part], runs[part]) for m, s, part in places]
    played = pool.map(play_some, tasks) if pool is not None else map(play_some, tasks)
    for (m, s, part), found in zip(places, played, strict=True):
        counts[part, m, s] = found
        if progress and part is parts[-1]:
            print(f"{progress}: {markets[m]}, seed {s + 1} of {len(seeds)}", flush=True)
    return counts
