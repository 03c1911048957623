"""What an experiment file refers to: loaded, checked, and told all at once what is wrong with it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

from migsim.analysis.sweep.factors import Factor, flat
from migsim.analysis.sweep.points import MAX_POINTS, count_points, read_points
from migsim.analysis.sweep.ranges import PRIOR, prior_range, read_factor
from migsim.analysis.sweep.schema import Kind
from migsim.analysis.sweep.targets import Target, Targets
from migsim.defaults import DEFAULT_PRIOR
from migsim.engine.measured import measured
from migsim.errors import InputError
from migsim.facilitation.library import STANDARD, load_strategy, strategy_names
from migsim.facilitation.strategy import Strategy
from migsim.scenario.checked import Mistake
from migsim.scenario.library import load_scenario
from migsim.scenario.priors import Prior, load_prior
from migsim.scenario.schema import Scenario

EVERY = "*"  # all parameters that are not named
FIXED = "fixed"
PRIORS = ("wide", "fitted", FIXED)


class Given:
    """Loads what an experiment refers to, and holds it.

    Parameters
    ----------
    folder : Path
        Where relative paths begin.
    scenarios, strategies : mapping of str to Scenario, Strategy
        Those that need no loading, by name.

    Attributes
    ----------
    scenarios, strategies : list
        As loaded, in the order of the file.
    varied : list of Factor
    held : dict of str to Any
        Single values by name.
    table : dict of str to list
        Points of a CSV file, by factor.
    messages : list of str
        What is wrong in other files than the experiment's own.
    """

    def __init__(
        self,
        folder: Path = Path(),
        scenarios: Mapping[str, Scenario] | None = None,
        strategies: Mapping[str, Strategy] | None = None,
    ) -> None:
        self.folder = folder
        self._scenarios, self._strategies = dict(scenarios or {}), dict(strategies or {})
        self.scenarios: list[Scenario] = []
        self.strategies: list[Strategy] = []
        self.varied: list[Factor] = []
        self.held: dict[str, Any] = {}
        self.table: dict[str, list[Any]] = {}
        self.targets = Targets([], [])
        self.messages: list[str] = []

    def check(self, data: Mapping[str, Any]) -> Iterator[Mistake]:
        """Load all that an experiment refers to and yield what is wrong; bears any kind of input."""
        scenarios = data.get("scenarios", ("treyl-poultry",))
        strategies = data.get("strategies") or STANDARD
        yield from self._load("scenarios", scenarios, self.scenario, self.scenarios)
        yield from self._load("strategies", strategies, self.strategy, self.strategies)
        yield from self._prior(data.get("prior", DEFAULT_PRIOR))
        if len(self.scenarios) != len(scenarios) or len(self.strategies) != len(strategies):
            return  # the names of figures and levers are not all known
        self.targets = Targets(self.scenarios, self.strategies, data.get("beyond_range") is True)
        design = data.get("design")
        yield from self._factors(data.get("factors", {}), design if isinstance(design, Mapping) else {})
        if data.get("weeks") is not None and "scenario.horizon" in {*self.held, *(f.name for f in self.varied)}:
            yield Mistake(("weeks",), "the factor scenario.horizon sets the horizon too; keep one of the two")
        if isinstance(design, Mapping):
            yield from self._design(design)
        yield from self._outcomes(data.get("outcomes"))
        runs, repeats = data.get("runs", 1), data.get("repeats", 1)
        if isinstance(runs, int) and isinstance(repeats, int) and repeats > 0 and runs % repeats:
            yield Mistake(
                ("repeats",), f"{runs} runs are no multiple of it; take runs = {-(-runs // repeats) * repeats}"
            )

    def _outcomes(self, asked: Any) -> Iterator[Mistake]:
        """Put outcomes in words into all scenarios; a sweep has the same columns everywhere."""
        found: dict[str, Callable[[Any], float]] = {}
        for name, text in asked.items() if isinstance(asked, Mapping) else ():
            try:
                found[str(name)] = measured(str(text))
                self.scenarios[0].with_outcomes(**found)
            except InputError as error:
                yield Mistake(("outcomes", name), "; ".join(error.messages))
        own: dict[str, Callable[[Any], float]] = {
            name: function for one in self.scenarios for name, function in {**one.outcomes, **found}.items()
        }
        same = self.scenarios[0].mechanisms
        if any([m.name for m in one.mechanisms] != [m.name for m in same] for one in self.scenarios):
            yield Mistake(("scenarios",), "go with other mechanisms each; give all of them the same")
        with suppress(InputError):
            self.scenarios[:] = [one.with_outcomes(**own) for one in self.scenarios]

    def _load(self, key: str, named: Any, load: Callable[[str], Any], loaded: list[Any]) -> Iterator[Mistake]:
        if not isinstance(named, Sequence) or isinstance(named, str):
            return
        for at, name in enumerate(named):
            if not isinstance(name, str):
                continue
            try:
                one = load(name)
            except InputError as error:
                if Path(name).suffix and os.path.isfile(self.folder / name):
                    self.messages += error.messages
                    yield Mistake((key, at), "has mistakes of its own, which stand below; mend them")
                else:
                    yield Mistake((key, at), "; ".join(error.messages))
                continue
            if one.name in {other.name for other in loaded}:
                yield Mistake((key, at), f"{one.name} is named twice; name it once")
            loaded.append(one)

    def scenario(self, name: str) -> Scenario:
        """Load a scenario by name, or from a path that begins at the experiment's folder."""
        if name in self._scenarios:
            return self._scenarios[name]
        path = Path(name)
        return load_scenario(self.folder / path if path.suffix or len(path.parts) > 1 else name)

    def strategy(self, name: str) -> Strategy:
        """Load a strategy by name, or from a path that begins at the experiment's folder."""
        if name in self._strategies:
            return self._strategies[name]
        if name in strategy_names() or Path(name).suffix != ".toml":
            return load_strategy(name)
        return load_strategy(self.folder / name)

    def prior(self, name: str) -> Prior:
        """Load a prior by name, or from a path that begins at the experiment's folder; held parameters are left out."""
        changes = {key: value for key, value in self.held.items() if self.targets.find(key).is_parameter}
        path = name if name in PRIORS else self.folder / name
        return load_prior(
            DEFAULT_PRIOR if name == FIXED else path,
            fixed=name == FIXED,
            changes=changes,
            beyond_range=self.targets.beyond_range,
        )

    def _prior(self, name: Any) -> Iterator[Mistake]:
        if not isinstance(name, str):
            return
        try:
            self.prior(name)
        except InputError as error:
            yield Mistake(("prior",), "; ".join(error.messages))

    def _factors(self, table: Any, design: Mapping[str, Any]) -> Iterator[Mistake]:
        if not isinstance(table, Mapping):
            return
        wildcard = None
        seen: set[str] = set()
        for path, value in flat(dict(table)).items():
            if not path:
                continue
            name, place = ".".join(path), ("factors", *path)
            if name in seen:
                yield Mistake(place, "is given twice; keep one of the two")
            elif name == EVERY:
                wildcard = value
                if value != PRIOR:
                    yield Mistake(
                        place, f'stands for all other parameters; write "{PRIOR}" to vary each over its prior'
                    )
            else:
                said = self._factor(name, value, str(design.get("kind", "grid")))
                if said:
                    yield Mistake(place, said)
            seen.add(name)
        if wildcard == PRIOR:
            named = {*self.held, *(factor.name for factor in self.varied)}
            self.varied += [prior_range(Target(name)) for name in self.targets.parameters if name not in named]

    def _factor(self, name: str, value: Any, kind: str) -> str | None:
        """Take one factor in, or return what is wrong with it."""
        try:
            target = self.targets.find(name)
            factor = read_factor(target, value, kind)
        except InputError as error:
            return error.messages[0]
        if factor is None:
            self.held[name] = int(value) if isinstance(value, bool) and target.is_parameter else value
            return self.targets.complaint(target, [self.held[name]])
        self.varied.append(factor)
        if kind == "csv":
            return "varies, but the points come from a file; hold a single value here, or take it out"
        return self.targets.complaint(target, factor.ends())

    def _design(self, design: Mapping[str, Any]) -> Iterator[Mistake]:
        kind = design.get("kind")
        wanted = {"latin-hypercube": "points", "sobol": "rows", "morris": "rows", "csv": "file"}.get(str(kind))
        for key in ("points", "rows", "file"):
            if key == wanted and design.get(key) is None:
                yield Mistake(("design", key), f"is missing; a design of kind {kind} needs it")
            elif key != wanted and design.get(key) is not None and kind in get_args(Kind):
                yield Mistake(("design", key), f"means nothing for a design of kind {kind}; take it out")
        rows = design.get("rows")
        if kind == "sobol" and isinstance(rows, int) and rows > 0 and rows & (rows - 1):
            yield Mistake(("design", "rows"), f"must be a power of two for sobol; write {1 << (rows.bit_length())}")
        if kind == "csv" and isinstance(design.get("file"), str):
            yield from self._table(design["file"])
        elif kind in {"latin-hypercube", "sobol", "morris"} and not self.varied:
            yield Mistake(("design", "kind"), "nothing varies; give a factor a list or a range, or take [design] out")
        if count_points(design, self.varied) > MAX_POINTS:
            yield Mistake(("design",), f"makes more than {MAX_POINTS:,} points; take fewer")

    def _table(self, file: str) -> Iterator[Mistake]:
        try:
            self.table = read_points(self.folder / file, self.targets)
        except InputError as error:
            self.messages += error.messages
            yield Mistake(("design", "file"), "has mistakes of its own, which stand below; mend them")
        for name in self.table:
            if name in self.held:
                yield Mistake(("design", "file"), f"has a column {name}, which [factors] holds; keep one of the two")
