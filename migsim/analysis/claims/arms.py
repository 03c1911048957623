"""The arms of `arms.toml`: one base programme, and variants of it that differ in one thing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migsim.analysis.claims.data import expanded, table
from migsim.analysis.claims.markets import MARKETS
from migsim.analysis.claims.model import Arm
from migsim.facilitation.library import load_strategy
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import FileStrategy, Strategy
from migsim.vocabulary import PRACTICES

_TABLE = table("arms")
_BASE: Mapping[str, Any] = _TABLE["base"]
_WORDS = {"practice": PRACTICES, "weeks": _TABLE["weeks"]}


def plan(
    name: str,
    title: str,
    *,
    hours: Mapping[str, float] | None = None,
    prepare: Mapping[str, float] | None = None,
    without: str = "",
    start: Mapping[str, Any] | None = None,
    phase: Mapping[str, Any] | None = None,
    only_workshop: bool = False,
    **top: Any,
) -> FileStrategy:
    """Make a variant of the base programme; arguments as the fields in `arms.toml`, `top` as in a strategy file."""
    weekly, preparation = share_out(_BASE["hours"], hours or {}), share_out(_BASE["prepare"], prepare or {})
    weekly.pop(without, None)
    preparation.pop(without, None)
    phases = [{"weeks": _BASE["weeks"], "hours": weekly} | {k: _whole(v) for k, v in (phase or {}).items()}]
    whole = {
        "name": name,
        "title": title,
        "description": f"An arm of the claims: {title}.",
        "source": "practice guidance on Market Interest Groups, as an experiment",
        "start": _BASE["start"] | {"preparation": preparation} | (start or {}),
        "phases": () if only_workshop else phases,
    }
    return FileStrategy(Plan.model_validate(whole | top))


def share_out(hours: Mapping[str, float], given: Mapping[str, float]) -> dict[str, float]:
    """Give some practices their hours and scale the others, so that the sum stays.

    Examples
    --------
    >>> share_out({"management": 6.0, "reflection": 2.0}, {"reflection": 0.0})
    {'management': 8.0, 'reflection': 0.0}
    """
    others = sum(h for name, h in hours.items() if name not in given)
    scale = (sum(hours.values()) - sum(given.values())) / others
    return {name: float(given[name]) if name in given else h * scale for name, h in hours.items()}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdigit() else value


def _arms() -> Iterator[Arm]:
    for name, row in _TABLE["arms"].items():
        for one in expanded({"name": name} | row, _WORDS):
            changes, market = one.pop("changes", {}), one.pop("market", None)
            library = one.pop("library", None)
            strategy: Strategy = load_strategy(library) if library else plan(**one)
            yield Arm(one["name"], one["title"], strategy, changes, MARKETS[market] if market else None)


ARMS: dict[str, Arm] = {arm.name: arm for arm in _arms()}
BASE = ARMS["base"]


def arms_named(names: Iterable[str]) -> tuple[Arm, ...]:
    """Arms by name; a name such as ``weeks-{weeks}`` stands for several."""
    return tuple(ARMS[one["name"]] for name in names for one in expanded({"name": name}, _WORDS))
