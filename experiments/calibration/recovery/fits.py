"""Many fits to registers with a known truth, on one set of futures of the prior."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from migsim.analysis.calibration.adjustment import interval, limits
from migsim.analysis.calibration.fitting import posterior
from migsim.analysis.calibration.futures import Counted, as_seen, people, play_counted
from migsim.analysis.calibration.measures import QUARTER, SUBJECTS, Window, windows_of
from migsim.analysis.calibration.register import read_register
from migsim.analysis.places import places
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy
from migsim.scenario import load_scenario
from migsim.scenario.parameters import PARAMETERS
from migsim.scenario.priors import load_prior
from migsim.state import Array

from recovery.registers import SCENARIO, STRATEGY, Programme, Register, write_register

_LENGTH = 104  # weeks of the longest register
_PEOPLE = 10


def every_window() -> list[Window]:
    """All windows that any register can have: four subjects by quarter."""
    quarters = [tuple(range(end - QUARTER + 1, end + 1)) for end in range(QUARTER, _LENGTH + 1, QUARTER)]
    return [Window(subject, weeks[0], weeks[-1], weeks, 0.0, None) for subject in SUBJECTS for weeks in quarters]


@dataclass(frozen=True)
class Stock:
    """Futures of a prior, counted in every window, on which all fits draw."""

    prior: str
    parameters: Array
    counted: Counted
    windows: list[Window]

    def without(self, truth: Array) -> Array:
        """Rows whose parameters are not those of the truth."""
        same = np.ones(len(self.parameters), bool)
        for parameter in PARAMETERS:
            same &= self.parameters[parameter.name] == truth[parameter.name][0]
        return np.flatnonzero(~same)

    def seen(self, windows: list[Window], rows: Array, rng: np.random.Generator) -> Array:
        """Values of these rows in the windows of one register."""
        spans = [(window.subject, window.weeks) for window in self.windows]
        columns = [spans.index((window.subject, window.weeks)) for window in windows]
        part = [values[np.ix_(rows, columns)] for values in (self.counted.value, self.counted.n, self.counted.spread)]
        return as_seen(windows, Counted(*part), rng)


def stock(prior: str, runs: int) -> Stock:
    """Play the futures of a prior, once for all fits."""
    windows = every_window()
    parameters = load_prior(prior).draw(1, range(runs))
    seeds = people(1, _PEOPLE)
    counted = play_counted(load_scenario(SCENARIO), load_strategy(STRATEGY), windows, parameters, seeds, threads=1)
    return Stock(prior, parameters, counted, windows)


def fits(register: Register, futures: Stock, count: int, first: int) -> pd.DataFrame:
    """One row for each fit and parameter: the truth, the interval after, the width over that before, the mark.

    Truths are draws from number `first` on; the futures of the fits have lower numbers. A truth in which no group ever
    meets leaves no register, and the next draw is taken.
    """
    frames: list[pd.DataFrame] = []
    run = first
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        while len(frames) < count:
            truth = load_prior(futures.prior).draw(1, range(run, run + 1))
            rows = Programme(seed=run).rows(truth, run, register)
            run += 1
            if {row[3] for row in rows} >= {"present", "kept_count", "deals"}:
                write_register(rows, file)
                found = fit_one(file, futures, truth, np.random.default_rng(run))
                if found is not None:
                    frames.append(found.assign(fit=len(frames)))
    return pd.concat(frames, ignore_index=True).assign(register=register.name, prior=futures.prior, tried=run - first)


def fit_one(file: Path, futures: Stock, truth: Array, rng: np.random.Generator) -> pd.DataFrame | None:
    """Fit one register; None where too few futures are like it at all, which calibration refuses."""
    windows = [whole(window) for window in windows_of(read_register(file, _LENGTH), _LENGTH)]
    kept = futures.without(truth)
    at = places(futures.parameters[kept])
    observed = np.array([[window.value for window in windows]])
    try:
        draws, accepted, weight, _ = posterior(at, windows, futures.seen(windows, kept, rng), observed)
    except InputError:
        return None
    before, after, true = interval(at), interval(draws, weight), places(truth)[0]
    narrowest, farthest = limits(at, accepted, rng)
    width = (after[2] - after[0]) / (before[2] - before[0])
    moved = np.abs(after[1] - before[1]) / (before[2] - before[0])
    return pd.DataFrame(
        {
            "parameter": [parameter.name for parameter in PARAMETERS],
            "truth": true,
            "low": after[0],
            "middle": after[1],
            "high": after[2],
            "width": width,
            "covered": (after[0] <= true) & (true <= after[2]),
            "covered_before": (before[0] <= true) & (true <= before[2]),
            "marked": (width < narrowest) | (moved > farthest),
        }
    )


def whole(window: Window) -> Window:
    """The window with all weeks of its quarter, as the futures were counted."""
    first = (window.last - 1) // QUARTER * QUARTER + 1
    weeks = tuple(range(first, first + QUARTER))
    assert window.weeks == weeks, "registers here are kept by whole quarters"
    return replace(window, weeks=weeks)
