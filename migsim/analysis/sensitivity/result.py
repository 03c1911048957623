"""What a sensitivity analysis found."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from migsim.analysis.sensitivity.cases import Case
from migsim.analysis.sensitivity.intervals import FEWEST_FUTURES
from migsim.analysis.sensitivity.words import CONSTANT, NOT_DISTINGUISHABLE, SMALLEST_SHARE, UNSETTLED, UNTOLD
from migsim.analysis.sweep.factors import Factor
from migsim.analysis.sweep.results import Sweep
from migsim.writers import writer

if TYPE_CHECKING:
    from migsim.analysis.sensitivity.curves import Curve
    from migsim.analysis.sensitivity.emulator import Emulator

LUCK = "luck"


@dataclass(frozen=True)
class LuckParts:
    """What luck is made of, as shares of the variance of one run.

    Attributes
    ----------
    both : float
        Luck: everything in which runs at one point differ.
    people : tuple of float
        People and chance, in which runs with the same parameters differ, with the 90 % interval (NaN where there is
        none).
    """

    both: float
    people: tuple[float, float, float]

    @property
    def parameters(self) -> tuple[float, float, float]:
        """Parameters that were not varied, which are the rest; with the interval."""
        value, low, high = self.people
        return self.both - value, self.both - high, self.both - low

    def document(self) -> dict[str, Any]:
        """Make it JSON-ready."""
        names = ("value", "low", "high")
        people, parameters = (dict(zip(names, one, strict=True)) for one in (self.people, self.parameters))
        return {"people_and_chance": people, "parameters_not_varied": parameters, "both": self.both}


@dataclass(frozen=True)
class Finding:
    """What matters for one outcome.

    Attributes
    ----------
    case : Case
    method : {"sobol", "morris", "curves", "emulator"}
    columns : tuple of str
        What was estimated of each factor.
    table : DataFrame
        A row a factor and last one for luck: `factor`, the `columns` with ``_low`` and ``_high``, `verdict`.
    curves : dict of str to Curve
        The outcome along each factor.
    rows : int
        Rows of the design (points, for curves) that had a value.
    left_out : int
        Those that had none.
    futures : int
        At each point.
    futures_left_out : int
        Those in which the outcome has no value at more than one point in ten.
    emulator : Emulator or None
    matters : float
        Smallest share that counts.
    repeats : int
        Futures that share their parameters.
    luck_parts : LuckParts or None
        Where futures repeat one draw of the parameters.
    """

    case: Case
    method: str
    columns: tuple[str, ...]
    table: pd.DataFrame
    curves: "dict[str, Curve]"
    rows: int
    left_out: int
    futures: int
    futures_left_out: int
    emulator: "Emulator | None"
    matters: float = SMALLEST_SHARE
    repeats: int = 1
    luck_parts: LuckParts | None = None

    @property
    def main(self) -> str:
        """The column by which factors are ordered."""
        return {"morris": "mu_star", "curves": "first"}.get(self.method, "total")

    @property
    def draws(self) -> int:
        """Futures at each point that differ in everything: those that share their parameters count once."""
        return self.futures // self.repeats

    def ranked(self) -> pd.DataFrame:
        """Factors from what matters most down, luck last."""
        factors = self.table.iloc[:-1].sort_values(self.main, ascending=False, kind="stable")
        return pd.concat([factors, self.table.iloc[-1:]], ignore_index=True)

    def sentence(self) -> str:
        """Say what matters, in one sentence."""
        from migsim.analysis.words import listed

        found = self.ranked().iloc[:-1]
        counts = found[self.main] >= (self.matters if self.method != "morris" else 0.0)
        clear = list(found.loc[~found["verdict"].isin(UNTOLD) & counts, "factor"])
        told = list(found.loc[~found["verdict"].isin(UNTOLD), "factor"])
        if (found["verdict"] == CONSTANT).all():
            return "The outcome is the same in every run: nothing varies that could be explained."
        if self.draws < FEWEST_FUTURES and self.repeats > 1:
            return (
                f"With {self.draws} draw{'s' if self.draws > 1 else ''} of the parameters that were not varied nothing "
                f"can be told from luck: give the experiment at least {FEWEST_FUTURES * self.repeats} runs, better "
                f"{20 * self.repeats}."
            )
        if self.draws < FEWEST_FUTURES:
            return (
                f"With {self.futures} future{'s' if self.futures > 1 else ''} at each point nothing can be told from "
                f"luck: give the experiment at least {FEWEST_FUTURES} runs, better 20."
            )
        if not told:
            return "No factor can be told from luck here." + self._open(found)
        if not clear:
            return f"No factor decides as much as {self.matters:.0%} of the variance of one run." + self._open(found)
        said = f"Most matters {listed(clear[:3])}" if len(clear) > 1 else f"Only {clear[0]} counts"
        less, untold = len(told) - len(clear), int((found["verdict"] == NOT_DISTINGUISHABLE).sum())
        rest = [
            *([f"{less} of {len(found)} decide less than {self.matters:.0%}"] if less else []),
            *([f"{untold} of {len(found)} factors are {NOT_DISTINGUISHABLE}"] if untold else []),
        ]
        return "; ".join([said, *rest]) + "." + self._open(found)

    def _open(self, found: pd.DataFrame) -> str:
        """Say which factors may matter, for all that is known."""
        from migsim.analysis.words import listed

        names = list(found.loc[found["verdict"] == UNSETTLED, "factor"])
        return f" Not settled: {listed(names[:3])}, whose intervals reach from nothing to much." if names else ""


@dataclass(frozen=True)
class Sensitivity:
    """What matters in a sweep; see `migsim.sensitivity`.

    Attributes
    ----------
    sweep : Sweep
    factors : tuple of Factor
    findings : list of Finding
        One for each scenario, outcome, and strategy or difference.
    emulated : bool
    silent : tuple of str
        What could not be explained, and why.
    """

    sweep: Sweep
    factors: tuple[Factor, ...]
    findings: Sequence[Finding]
    emulated: bool
    silent: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """All indices: scenario, strategy, against, outcome, method, then the columns of each finding's table."""
        return pd.concat([_named(one, one.table) for one in self.findings], ignore_index=True)

    def curves(self) -> pd.DataFrame:
        """All curves: scenario, strategy, against, outcome, factor, value, and the outcome there."""
        parts = []
        for finding in self.findings:
            for factor in self.factors:
                if factor.name in finding.curves:
                    drawn = finding.curves[factor.name]
                    columns = {name: getattr(drawn, name) for name in ("mean", "mean_low", "mean_high", "low", "high")}
                    values = pd.Series(factor.at(drawn.at), dtype=object)
                    frame = pd.DataFrame({"factor": factor.name, "value": values, "points": drawn.points, **columns})
                    parts.append(_named(finding, frame))
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def text(self) -> str:
        """Say it all in plain text."""
        return str(writer("sensitivity text")(self))

    def document(self) -> dict[str, Any]:
        """Make one JSON-ready document; missing values are NaN still."""
        return {
            "experiment": self.sweep.name,
            "design": self.sweep.design,
            "emulated": self.emulated,
            "complete": self.sweep.complete,
            "not_explained": list(self.silent),
            "findings": [
                {
                    "scenario": one.case.scenario,
                    "strategy": one.case.strategy,
                    "against": one.case.against,
                    "outcome": one.case.outcome,
                    "method": one.method,
                    "rows": one.rows,
                    "left_out": one.left_out,
                    "futures": one.futures,
                    "futures_left_out": one.futures_left_out,
                    "emulator": one.emulator.document() if one.emulator else None,
                    "sentence": one.sentence(),
                    "luck": one.luck_parts.document() if one.luck_parts else None,
                    "indices": one.table.to_dict("records"),
                }
                for one in self.findings
            ],
        }

    def report(self, out: str | Path, *, decimal_comma: bool = False) -> list[Path]:
        """Write tables (CSV) and figures (SVG and PNG) into a folder.

        Raises
        ------
        InputError
            The folder holds something else or cannot be written.
        """
        written: list[Path] = writer("sensitivity")(self, Path(out), decimal_comma=decimal_comma)
        return written


def _named(finding: Finding, frame: pd.DataFrame) -> pd.DataFrame:
    case = finding.case
    names = {
        "scenario": case.scenario,
        "strategy": case.strategy,
        "against": case.against or "",
        "outcome": case.outcome,
        "method": finding.method,
    }
    named = frame.copy()
    for place, (name, value) in enumerate(names.items()):
        named.insert(place, name, value)
    return named
