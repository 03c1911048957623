"""What must hold for the shocks of a scenario."""

from collections.abc import Iterator
from typing import Any

from migsim.scenario.checked import Mistake
from migsim.scenario.checks import WEEKS_AFTER_TEST, Data, entries, names, number, role_in_pool, rows, unknown
from migsim.scenario.wording import percent_hint
from migsim.vocabulary import SHOCKS

CALM_BEFORE_TEST = 4  # weeks whose income the test is held against

_KINDS = {kind.name: kind for kind in SHOCKS}
_STRIKES_A_ROLE = " or ".join(f'"{kind.name}"' for kind in SHOCKS if kind.has_role)


def shock_mistakes(data: Data) -> Iterator[Mistake]:
    """Yield what is wrong with the shocks, each by itself and all together."""
    for at, row in rows(data, "shocks"):
        yield from _one(data, at, row)
        yield from _when(data, at, row)
    yield from _test(data)


def _one(data: Data, at: int, row: Data) -> Iterator[Mistake]:
    kind, size = row.get("kind"), number(row.get("size"))
    known = _KINDS.get(kind) if isinstance(kind, str) else None
    if known is not None:
        for key in known.needs:
            if key not in row:
                yield Mistake(("shocks", at, key), f'is missing; a shock of kind "{kind}" needs it')
        if "role" in row and not known.has_role:
            yield Mistake(
                ("shocks", at, "role"), f"only a shock of kind {_STRIKES_A_ROLE} has a role; take the line out"
            )
        if known.most is not None and size is not None and size > known.most:
            hint = percent_hint(row["size"], known.most) or "; lower it"
            yield Mistake(("shocks", at, "size"), f"is a share here, must be at most {known.most:g}{hint}")
    yield from unknown(("shocks", at, "constraint"), row.get("constraint"), names(data, "constraints"), "constraint")
    yield from role_in_pool(data, ("shocks", at, "role"), row.get("role"))


def _when(data: Data, at: int, row: Data) -> Iterator[Mistake]:
    """Every shock comes for certain or by chance, and within the horizon."""
    horizon, week = _weeks(data, row)
    if "week" in row and "rate" in row:
        yield Mistake(("shocks", at, "rate"), "the shock has a week as well; keep week (certain) or rate (by chance)")
    if "week" not in row and "rate" not in row:
        yield Mistake(("shocks", at), "has neither week (certain) nor rate (by chance); add one of them")
    if week is not None and horizon is not None and week > horizon and row.get("test") is not True:
        yield Mistake(("shocks", at, "week"), f"lies after the last week, {horizon:g}; choose an earlier one")


def _test(data: Data) -> Iterator[Mistake]:
    """Exactly one shock is the test of resilience, with a year after it to see."""
    tests = [(at, row) for at, row in rows(data, "shocks") if row.get("test") is True]
    if not tests and rows(data, "shocks"):
        yield Mistake(("shocks",), "none is the test of resilience; give one that has a week the line test = true")
    for at, _ in tests[1:]:
        yield Mistake(("shocks", at, "test"), "another shock is the test already; keep test = true on one only")
    for at, row in tests:
        horizon, week = _weeks(data, row)
        if "week" not in row:
            yield Mistake(("shocks", at, "test"), "the test shock must come for certain; give it a week, not a rate")
        elif week is not None and week <= CALM_BEFORE_TEST:
            text = f"leaves no {CALM_BEFORE_TEST} calm weeks before it to compare with; choose a later week"
            yield Mistake(("shocks", at, "week"), text)
        elif week is not None and horizon is not None and week + WEEKS_AFTER_TEST > horizon:
            latest = f"choose week {horizon - WEEKS_AFTER_TEST:g} or earlier, or a longer horizon"
            text = f"leaves less than {WEEKS_AFTER_TEST} weeks to the horizon of {horizon:g}; {latest}"
            yield Mistake(("shocks", at, "week"), text)


def _weeks(data: Data, row: Any) -> tuple[float | None, float | None]:
    """Return the horizon, if it can be one, and the week of a shock."""
    horizon = number(entries(data, "scenario").get("horizon"))
    return horizon if horizon is not None and horizon > WEEKS_AFTER_TEST else None, number(row.get("week"))
