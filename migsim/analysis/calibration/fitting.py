"""Calibration: a programme's own monitoring data narrow the parameters for its market."""

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.analysis.calibration.adjustment import adjust, interval, limits, nearest, resample
from migsim.analysis.calibration.futures import Counted, as_seen, people, play_counted
from migsim.analysis.calibration.measures import SUBJECTS, Observed, Window, summaries, summary_names, windows_of
from migsim.analysis.places import places, values_at
from migsim.defaults import DEFAULT_PRIOR
from migsim.errors import InputError
from migsim.scenario.parameters import PARAMETERS
from migsim.state import Array
from migsim.writers import writer

if TYPE_CHECKING:
    import pandas as pd

    from migsim.facilitation.strategy import Strategy
    from migsim.scenario.schema import Scenario

RUNS = 10_000
DRAWS = 400
STRATEGY = "phased-handover"
LEAST_RUNS = 200
_ACCEPTED = 0.05  # of the futures, but
_LEAST_ACCEPTED = 100  # for a regression on at most eight summaries
_PEOPLE = 10  # draws of people and network
_CHECKS = 400  # futures of the posterior, for the check against the data
_FAR = 0.01  # share of simulated futures beyond the data at which the model hardly shows them
_DIGITS = 4

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Calibration:
    """What monitoring data say about the parameters of a market.

    Attributes
    ----------
    scenario, strategy : Scenario, Strategy
        The market, and what the programme did there.
    prior : str
        What the parameters were drawn from before: "fitted", "wide", or the name of a file.
    seed, futures, accepted : int
        Futures played, and those near enough to the data to be used.
    observations : list of Observed
        Rows of the data.
    windows : list of Window
        What they come to in the windows of weeks that are compared.
    posterior : DataFrame
        One row a draw, one column a parameter: what ``--prior FILE`` takes.
    parameters : DataFrame
        One row a parameter: 5th, 50th and 95th percentile before (``prior_low`` ...) and after (``low``, ``middle``,
        ``high``), ``width`` (of the interval after over before, on the prior's scale), ``moved`` (of the median, in
        widths of the interval before), and ``narrowed``: more than chance does to any.
    predictive : DataFrame
        One row a window: data, and what futures show before and after (5th, 50th and 95th percentile); ``inside``.
    told : DataFrame
        One row a summary of the data: its value, and the share of futures of the prior below it.
    missing : list of str
        Subjects on which there are no data.
    """

    scenario: "Scenario"
    strategy: "Strategy"
    prior: str
    seed: int
    futures: int
    accepted: int
    observations: list[Observed]
    windows: list[Window]
    posterior: "pd.DataFrame"
    parameters: "pd.DataFrame"
    predictive: "pd.DataFrame"
    told: "pd.DataFrame"
    missing: list[str]

    @property
    def narrowed(self) -> "pd.DataFrame":
        """Parameters that the data narrow or move beyond chance, narrowest first."""
        return self.parameters[self.parameters["narrowed"]].sort_values("width", kind="stable")

    @property
    def strained(self) -> "pd.DataFrame":
        """Summaries of the data that hardly any future of the prior shows: the model does not fit this market there."""
        return self.told[(self.told["below"] < _FAR) | (self.told["below"] > 1 - _FAR)]

    def report(self, out: str | Path) -> Path:
        """Write ``posterior.csv``, the tables, the figures and the report into a folder; returns the report's path."""
        written: Path = writer("calibration")(self, Path(out))
        return written


def calibrate(
    scenario: "str | Path | Scenario",
    data: str | Path,
    strategy: "str | Path | Strategy" = STRATEGY,
    *,
    prior: str | Path = DEFAULT_PRIOR,
    runs: int = RUNS,
    seed: int = 1,
    start: datetime.date | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Narrow the parameters of a market by a programme's own monitoring data.

    Futures of the programme are drawn from the prior and counted as the data count; the nearest to the data are kept,
    and their parameters moved to where the data are (approximate Bayesian computation with regression adjustment).

    Parameters
    ----------
    scenario : str, Path or Scenario
        The market in which the programme worked.
    data : str or Path
        CSV file or workbook; its columns are those of the template (`migsim calibrate SCENARIO --template FILE`).
    strategy : str, Path or Strategy
        What the programme did.
    prior : str or Path
        As in `compare`.
    runs : int
        Futures to play; at least 200.
    seed : int
        Same seed, same numbers.
    start : date, optional
        First day of week 1, where the data have dates.
    threads : int, optional
        All cores when missing. Does not change the numbers.
    progress : callable, optional
        Called as ``progress(done, total)``.

    Returns
    -------
    Calibration

    Raises
    ------
    InputError
        For anything wrong in the input, all at once where possible, or data that no future of the programme is like.

    Examples
    --------
    >>> found = calibrate("treyl-poultry", "register.csv", "light-touch")  # doctest: +SKIP
    >>> found.report("my-market")  # doctest: +SKIP
    """
    from migsim.analysis.calibration.register import read_register
    from migsim.engine.ensemble import check_counts
    from migsim.facilitation.library import load_strategy
    from migsim.scenario.library import load_scenario

    seed, threads = check_counts(seed=seed, threads=threads)
    runs = check_runs(runs)
    loaded = load_scenario(scenario)
    observations = read_register(data, loaded.horizon, start)
    return fit(loaded, load_strategy(strategy, scenario), observations, prior, runs, seed, threads, progress)


def check_runs(runs: int) -> int:
    """Return the number of futures; raise `InputError` where there are too few for a posterior."""
    from migsim.engine.ensemble import check_counts

    (whole,) = check_counts(runs=runs)
    if whole < LEAST_RUNS:
        raise InputError(f"runs = {whole}: too few for a calibration; give at least {LEAST_RUNS}")
    return int(whole)


def fit(
    scenario: "Scenario",
    strategy: "Strategy",
    observations: list[Observed],
    prior: str | Path,
    runs: int,
    seed: int,
    threads: int | None,
    progress: Progress | None = None,
) -> Calibration:
    """Do what `calibrate` does, from rows that are checked."""
    from migsim.scenario.priors import load_prior

    drawn_from = load_prior(prior)
    before = drawn_from.draw(seed, range(runs))
    windows = windows_of(observations, scenario.horizon)
    rng = np.random.default_rng(seed)
    cores = threads or os.cpu_count() or 1
    crowd = people(seed, _PEOPLE + 1)
    counted = play_counted(scenario, strategy, windows, before, crowd[:-1], threads=cores, progress=progress)
    simulated = as_seen(windows, counted, rng)
    observed = np.array([[window.value for window in windows]])
    again = partial(play_counted, scenario, strategy, windows, seeds=crowd[-1:], threads=cores)
    return Calibration(
        scenario=scenario,
        strategy=strategy,
        prior=drawn_from.label,
        seed=seed,
        futures=runs,
        observations=observations,
        windows=windows,
        missing=[words for subject, words in SUBJECTS.items() if subject not in {w.subject for w in windows}],
        **conclude(windows, before, simulated, observed, rng, again),
    )


def conclude(
    windows: list[Window],
    before: Array,
    simulated: Array,
    observed: Array,
    rng: np.random.Generator,
    again: Callable[[Array], Counted],
) -> dict[str, Any]:
    """From futures played and data, to the posterior and its checks; `again` plays futures of the posterior."""
    import pandas as pd

    at = places(before)
    draws, accepted, weight, shown = posterior(at, windows, simulated, observed)
    kept = resample(weight, DRAWS, rng)
    after = np.vectorize(lambda x: float(f"{x:.{_DIGITS}g}"))(values_at(draws[kept]))
    lows, highs = np.array([[p.low for p in PARAMETERS], [p.high for p in PARAMETERS]])
    table = pd.DataFrame(np.clip(after, lows, highs), columns=[p.name for p in PARAMETERS])
    records = np.repeat(before[:1], _CHECKS)
    for name in table.columns.astype(str):
        records[str(name)] = table[name].to_numpy()[:_CHECKS]
    return {
        "accepted": len(weight),
        "posterior": table,
        "parameters": _parameters(at, draws, weight, limits(at, accepted, rng)),
        "predictive": _predictive(windows, simulated, as_seen(windows, again(records), rng)),
        "told": shown,
    }


def posterior(at: Array, windows: list[Window], simulated: Array, observed: Array):  # type: ignore[no-untyped-def]
    """Accepted draws (places), the futures they are from, their weights, and where the data lie among all futures."""
    import pandas as pd

    reduced, target = summaries(windows, simulated), summaries(windows, observed)[0]
    known = np.isfinite(reduced).all(axis=1)
    count = min(max(round(_ACCEPTED * len(at)), _LEAST_ACCEPTED), len(at))
    if known.sum() < count:
        raise InputError(
            f"data: only {known.sum()} of {len(at)} simulated futures of this strategy have anything to compare in all "
            "of the weeks that the data cover; check --strategy and the weeks, or give more --runs"
        )
    accepted = nearest(reduced, target, count)
    told = pd.DataFrame(
        {
            "summary": summary_names(windows),
            "value": target,
            "below": (reduced[known] < target).mean(axis=0) + (reduced[known] == target).mean(axis=0) / 2,
        }
    )
    return adjust(at[accepted.rows], accepted), accepted, accepted.weight, told


def _parameters(at: Array, draws: Array, weight: Array, chance: tuple[float, float]) -> "pd.DataFrame":
    import pandas as pd

    before, after = interval(at), interval(draws, weight)
    width = np.maximum(before[2] - before[0], 1e-9)
    columns: dict[str, object] = {"parameter": [p.name for p in PARAMETERS]}
    columns |= dict(zip(("prior_low", "prior_middle", "prior_high"), values_at(before), strict=True))
    columns |= dict(zip(("low", "middle", "high"), values_at(after), strict=True))
    frame = pd.DataFrame(columns)
    frame["width"] = (after[2] - after[0]) / width
    frame["moved"] = (after[1] - before[1]) / width
    narrowest, farthest = chance
    frame["narrowed"] = (frame["width"] < narrowest) | (frame["moved"].abs() > farthest)
    return frame


def _predictive(windows: list[Window], prior: Array, after: Array) -> "pd.DataFrame":
    import pandas as pd

    rows = []
    for column, window in enumerate(windows):
        row: dict[str, object] = {"subject": window.subject, "first": window.first, "last": window.last}
        row |= {"data": window.value, "n": np.nan if window.n is None else window.n}
        for name, values in (("prior_", prior[:, column]), ("", after[:, column])):
            ends = np.nanquantile(values, (0.05, 0.5, 0.95))
            row |= {f"{name}{end}": float(x) for end, x in zip(("low", "middle", "high"), ends, strict=True)}
        rows.append(row | {"inside": bool(row["low"] <= window.value <= row["high"])})  # type: ignore[operator]
    return pd.DataFrame(rows)
