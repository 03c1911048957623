"""Registers of programmes that the model made up: written as a file, as a programme would keep them."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from migsim.analysis.calibration.measures import QUARTER
from migsim.engine.future import play
from migsim.engine.worlds import Cell, Desk, make_desk, prepare_cell
from migsim.facilitation.library import load_strategy
from migsim.scenario import load_scenario
from migsim.scenario.market import build_market
from migsim.stages import events
from migsim.state import Array

SCENARIO, STRATEGY = "treyl-poultry", "phased-handover"
HEADINGS = ("week", "weeks", "group", "measure", "value", "n")
Row = tuple[int, int | str, str, str, float, int | str]


@dataclass(frozen=True)
class Register:
    """What a programme writes down.

    Attributes
    ----------
    name : str
    weeks : int
        How long.
    kept : callable
        Whether a row is there, by its week and group; "" stands for all groups together.
    income : tuple of int
        Weeks up to which members' income of a quarter was asked.
    """

    name: str
    weeks: int
    kept: Callable[[int, str], bool]
    income: tuple[int, ...]


def _gaps(week: int, group: str) -> bool:
    return week >= 14 and not 40 <= week <= 52 and group in ("", "group 1")


FULL = Register("full", 104, lambda week, group: True, (52, 104))
YEAR = Register("year", 52, lambda week, group: True, (52,))
GAPS = Register("gaps", 104, _gaps, ())
REGISTERS = (FULL, YEAR, GAPS)


class Programme:
    """A programme on people and a network of its own, played for as long as the longest register."""

    def __init__(self, seed: int, weeks: int = 104) -> None:
        self.scenario = load_scenario(SCENARIO)
        cell = prepare_cell(self.scenario, load_strategy(STRATEGY), seed)
        self.cell: Cell = replace(cell, market=build_market(self.scenario, seed, weeks))
        self.desk: Desk = make_desk(self.cell.market, len(self.scenario.groups), True, 30_000)

    def rows(self, parameters: Array, run: int, register: Register) -> list[Row]:
        """Play a future and write down what the register has; `parameters` is one record, shape (1,)."""
        play(self.cell, self.desk, parameters, run)
        log = self.desk.state.events[: int(self.desk.state.ledger[0]["events"])]
        rows = _meetings(log) + _promises(log) + _deals(log, register.weeks)
        rows += [row for week in register.income if (row := self._income(log, week))]
        return [row for row in rows if row[0] <= register.weeks and register.kept(row[0], row[2])]

    def _income(self, log: Array, week: int) -> Row | None:
        joined = np.unique(log["actor"][(log["event"] == events.JOINED) & (log["week"] <= week)])
        turnover = self.desk.state.actors["turnover"][joined] / 52
        asked = joined[turnover > 0]
        if not len(asked):
            return None
        change = self.desk.incomes[week - QUARTER + 1 : week + 1, asked].mean(axis=0) / turnover[turnover > 0]
        return week, QUARTER, "", "income", round(float(change.mean()), 4), len(asked)


def _meetings(log: Array) -> list[Row]:
    met = log[(log["event"] == events.MET) & (log["other"] > 0)]
    return [
        (int(row["week"]), "", f"group {row['mig'] + 1}", "present", int(row["other"]),
         round(float(row["other"] / row["value"])))
        for row in met
    ]  # fmt: skip


def _promises(log: Array) -> list[Row]:
    promised = log[np.isin(log["event"], (events.KEPT, events.BROKEN))]
    counted: dict[tuple[int, int], list[int]] = {}
    for row in promised:
        tally = counted.setdefault((int(row["week"]), int(row["mig"])), [0, 0])
        tally[0] += int(row["event"] == events.KEPT)
        tally[1] += 1
    return [(week, "", f"group {mig + 1}", "kept_count", kept, made) for (week, mig), (kept, made) in counted.items()]


def _deals(log: Array, weeks: int) -> list[Row]:
    struck = log["week"][log["event"] == events.DEAL]
    ends = range(QUARTER, weeks + 1, QUARTER)
    return [(end, QUARTER, "", "deals", int(((struck > end - QUARTER) & (struck <= end)).sum()), "") for end in ends]


def write_register(rows: list[Row], path: Path) -> None:
    """Write rows as a file that calibration reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(sorted(rows, key=lambda row: (row[0], row[3], row[2])))
