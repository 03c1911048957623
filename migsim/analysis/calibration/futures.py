"""Simulated futures of a programme, counted as its register counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from migsim.analysis.calibration.measures import Window
from migsim.engine.future import play
from migsim.engine.many import in_chunks, many
from migsim.engine.worlds import Cell, Desk, desk_for, prepare_cell
from migsim.facilitation.strategy import Strategy
from migsim.scenario.market import build_market
from migsim.scenario.schema import Scenario
from migsim.stages import events
from migsim.state import Array

_LOG = 30_000  # events of one future; a future that logs more is refused rather than half counted
_YEAR = 52

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Counted:
    """What one future gives in each window: the value, how many it is of, and for income its spread over members."""

    value: Array
    n: Array
    spread: Array


def people(seed: int, count: int) -> list[int]:
    """Seeds of so many draws of people and network; the programme's own are one more such draw."""
    return [int(number) for number in np.random.SeedSequence(seed).generate_state(count)]


def play_counted(
    scenario: Scenario,
    strategy: Strategy,
    windows: list[Window],
    parameters: Array,
    seeds: list[int],
    *,
    threads: int,
    progress: Progress | None = None,
) -> Counted:
    """Play one future for each record of parameters, and count it in the windows; arrays of shape (N, windows).

    Future n is played with the people of ``seeds[n % len(seeds)]``, as far as the last window reaches.
    """
    last = max(window.last for window in windows)
    cells = []
    for seed in seeds:
        # A programme is planned on the whole horizon, and played only as far as the data reach.
        cell = prepare_cell(scenario, strategy, seed)
        cells.append(replace(cell, market=build_market(scenario, seed, last)))
    found = np.full((3, len(parameters), len(windows)), np.nan)
    done = 0

    def one(row: int, run: int, record: Array) -> None:
        cell = cells[row]
        desk = desk_for(cell, recorded=True, event_capacity=_LOG)
        play(cell, desk, record, run)
        found[:, run] = count(cell, desk, windows)

    def tell(runs: int) -> None:
        nonlocal done
        done += runs
        if progress is not None:
            progress(done, len(parameters))

    chunks = (
        (row, chunk) for row in range(len(cells)) for _, chunk in in_chunks(1, range(row, len(parameters), len(cells)))
    )
    many(chunks, lambda runs: parameters[list(runs)], one, lambda *_: None, threads=threads, done=tell)
    return Counted(*found)


def count(cell: Cell, desk: Desk, windows: list[Window]) -> Array:
    """Value, number and spread in each window of the future that lies on the desk, shape (3, windows)."""
    logged = int(desk.state.ledger[0]["events"])
    assert logged <= len(desk.state.events), "a log that holds every event"
    log = desk.state.events[:logged]
    weekly = _weekly(log, cell.weeks)
    return np.array([_in_window(cell, desk, log, weekly, window) for window in windows]).T


def _weekly(log: Array, weeks: int) -> dict[str, Array]:
    """Counts of each week, shape (weeks + 1,)."""

    def tally(event: int, weights: Array | None = None) -> Array:
        rows = log["event"] == event
        return np.bincount(log["week"][rows], None if weights is None else weights[rows], minlength=weeks + 1)

    kept = tally(events.KEPT)
    return {
        "came": tally(events.MET, log["other"].astype(float)),
        "invited": tally(events.MET, _invited(log)),
        "kept": kept,
        "made": kept + tally(events.BROKEN),
        "deals": tally(events.DEAL),
    }


def _invited(log: Array) -> Array:
    """Members at each meeting, from those who came and the share that they were; of the last one if nobody came."""
    invited = np.zeros(len(log))
    met = (log["event"] == events.MET) & (log["other"] > 0)
    invited[met] = np.round(log["other"][met] / log["value"][met])
    sizes: dict[int, float] = {}
    for n in np.flatnonzero((log["event"] == events.MET) | (log["event"] == events.FORMED)):
        mig = int(log["mig"][n])
        if log["event"][n] == events.FORMED:
            sizes[mig] = float(log["value"][n])
        elif met[n]:
            sizes[mig] = float(invited[n])
        else:
            invited[n] = sizes.get(mig, 0.0)
    return invited


def _in_window(
    cell: Cell, desk: Desk, log: Array, weekly: dict[str, Array], window: Window
) -> tuple[float, float, float]:
    weeks = np.array(window.weeks)
    if window.subject == "deals":
        return float(weekly["deals"][weeks].sum()), np.nan, np.nan
    if window.subject == "income":
        return _income(desk, log, weeks)
    part, whole = ("came", "invited") if window.subject == "attendance" else ("kept", "made")
    of = float(weekly[whole][weeks].sum())
    return (float(weekly[part][weeks].sum()) / of if of else np.nan), of, np.nan


def _income(desk: Desk, log: Array, weeks: Array) -> tuple[float, float, float]:
    """Mean and spread over those who had joined by then of their income against week 0, over their turnover."""
    joined = np.unique(log["actor"][(log["event"] == events.JOINED) & (log["week"] <= weeks[-1])])
    turnover = desk.state.actors["turnover"][joined] / _YEAR
    rows = joined[turnover > 0]
    if not len(rows):
        return np.nan, 0.0, np.nan
    change = desk.incomes[np.ix_(weeks, rows)].mean(axis=0) / turnover[turnover > 0]
    return float(change.mean()), float(len(rows)), float(change.std())


def as_seen(windows: list[Window], counted: Counted, rng: np.random.Generator) -> Array:
    """Values as a register of the programme's size would show them, shape (N, windows).

    Where fewer things were counted than the simulated market has, the luck of counting few is added.
    """
    seen = counted.value.copy()
    for column, window in enumerate(windows):
        if window.n is None:
            continue
        value, of = counted.value[:, column], counted.n[:, column]
        variance = counted.spread[:, column] ** 2 if window.subject == "income" else value * (1.0 - value)
        with np.errstate(divide="ignore", invalid="ignore"):
            extra = np.sqrt(variance * np.maximum(1.0 / window.n - 1.0 / of, 0.0))
        seen[:, column] = value + extra * rng.standard_normal(len(value))
        if window.subject != "income":
            seen[:, column] = np.clip(seen[:, column], 0.0, 1.0)
    return seen
