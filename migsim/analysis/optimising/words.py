"""What is told of a search: on the terminal, as data, and in the strategy file itself."""

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from migsim.analysis.optimising.aim import PERCENTILE
from migsim.analysis.optimising.rivals import WRITTEN
from migsim.analysis.optimising.space import RECRUIT, full_weeks, total_hours
from migsim.analysis.outcomes import outcome_named
from migsim.analysis.words import value
from migsim.vocabulary import PRACTICES, Outcome

if TYPE_CHECKING:
    from migsim.analysis.optimise import Optimisation
    from migsim.analysis.optimising.verdict import Check
    from migsim.analysis.statistics import Summary

_WIDTH = 100
_NOT_YET = "It was stopped before it was checked in fresh worlds, so nothing is known of how well it does."


def description(found: "Optimisation") -> str:
    """How a strategy was found and what came of the check, for its file."""
    outcome = outcome_named(found.objective)
    parts = [
        f"Found by migsim optimise on {found.scenario.name}: {found.hours:g} facilitator hours a week on average while "
        f"it runs, preparation included; for {_aim(found, outcome)}; seed {found.seed}, prior {found.prior}; "
        f"{found.generations} of {found.of} generations of CMA-ES over {found.worlds} worlds, started from "
        f"{found.start}, whose workshop it keeps but for the hours of preparation.",
        _NOT_YET if found.check is None else verdict(found, found.check),
        "It is the best that a search found on simulated futures, not the best there is; it may suit no other market.",
    ]
    return " ".join(parts)


def verdict(found: "Optimisation", check: "Check") -> str:
    """Say whether it beats the library's best."""
    best = check.rivals[0]
    rival = f"{best.name}, as written" if best.rescaled == WRITTEN else f"{best.name} at {best.rescaled}"
    measure = "in regret" if found.robust else f"in {outcome_named(found.objective).label}"
    interval = f"90 % interval {_interval(found, check.lead)}"
    worlds = f"in {check.worlds:,} fresh worlds"
    if check.verdict == "ahead":
        return (
            f"It beats the best of the library ({rival}) {measure} by {_by(found, check.lead)} {worlds} ({interval})."
        )
    if check.verdict == "behind":
        return (
            f"It does not beat the best of the library ({rival}), which is ahead {measure} {worlds}: difference "
            f"{_by(found, check.lead)} ({interval})."
        )
    return (
        f"It could not beat the best of the library ({rival}) by more than the interval {measure} {worlds}: difference "
        f"{_by(found, check.lead)} ({interval})."
    )


def report(found: "Optimisation", width: int = _WIDTH) -> str:
    """Compose what `migsim optimise` prints."""
    outcome, total = outcome_named(found.objective), total_hours(found.plan)
    weeks = sum(phase.weeks for phase in found.plan.phases)
    head = (
        f"{found.scenario.title}: {total:,.0f} facilitator hours over {weeks} weeks, {found.hours:g} a week on average,"
        f" for {_aim(found, outcome)}; seed {found.seed}"
    )
    lines = [*textwrap.wrap(head, width), "", *_hours(found), "", *textwrap.wrap(_levers(found), width), ""]
    if found.check is None:
        lines += textwrap.wrap(f"Stopped after {found.generations} of {found.of} generations. {_NOT_YET}", width)
    else:
        lines += [*_table(found, found.check), "", *textwrap.wrap(verdict(found, found.check), width)]
        lines += textwrap.wrap(_bias(found, found.check), width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def document(found: "Optimisation") -> dict[str, Any]:
    """The report as data."""
    check = found.check
    told: dict[str, Any] = {
        "scenario": found.scenario.name,
        "seed": found.seed,
        "prior": found.prior,
        "objective": found.objective,
        "robust": found.robust,
        "hours": found.hours,
        "total_hours": total_hours(found.plan),
        "weeks": sum(phase.weeks for phase in found.plan.phases),
        "start": found.start,
        "search": {"generations": found.generations, "of": found.of, "worlds": found.worlds},
        "interrupted": found.interrupted,
        "strategy": found.plan.model_dump(exclude_unset=True, mode="json"),
        "check": None,
    }
    if check is not None:
        told["check"] = {
            "worlds": check.worlds,
            "verdict": check.verdict,
            "text": verdict(found, check),
            "optimised": asdict(check.own),
            "rivals": [asdict(one) for one in check.rivals],
            "lead": check.lead,
            "lead_searched": check.lead_searched,
            "bias": check.bias,
            "searched": check.searched,
        }
    return told


def _aim(found: "Optimisation", outcome: Outcome) -> str:
    if found.robust:
        return f"the least regret in {outcome.label} ({PERCENTILE}th percentile over worlds)"
    return f"the {'lowest' if outcome.lower_is_better else 'highest'} mean {outcome.label}"


def _hours(found: "Optimisation") -> list[str]:
    """Hours by practice and for recruiting: before the workshop, and a week in each phase."""
    plan, end, ends = found.plan, 0, []
    for phase in plan.phases:
        ends.append((end + 1, end + phase.weeks))
        end += phase.weeks
    heads = ["Preparation", *(f"Weeks {first}-{last}" for first, last in ends), "Of all"]
    prepared = plan.start.preparation if plan.start is not None else {}
    total, weeks = total_hours(plan), full_weeks(plan)
    lines = [f"{'Practice':<18}" + "".join(f"{head:>16}" for head in heads)]
    lines.append("-" * len(lines[0]))
    for what in (*PRACTICES, RECRUIT):
        before = prepared.get(what, 0.0)
        weekly = [{**phase.hours, RECRUIT: phase.recruit}.get(what, 0.0) for phase in plan.phases]
        share = (before + sum(h * w for h, w in zip(weekly, weeks, strict=True))) / total
        cells = [f"{before:,.0f} h" if before else "–", *(f"{h:.1f} h/week" if h else "–" for h in weekly)]
        lines.append(f"{what:<18}" + "".join(f"{cell:>16}" for cell in [*cells, f"{share:.0%}"]))
    return lines


def _levers(found: "Optimisation") -> str:
    """Style, travel and hand-over in a sentence."""
    plan, handover = found.plan, found.plan.handover
    styles = " then ".join(f"{phase.style:.0%}" for phase in plan.phases)
    leave = f"hours fade over the last {handover.weeks} weeks" if handover.kind == "taper" else "ends at once"
    return (
        f"Style: does {styles} of the work for the groups, coaches for the rest. Travel paid: "
        f"{plan.phases[0].travel_support:.0%}. Hand-over: {leave}. Workshop: as in {found.start}."
    )


def _table(found: "Optimisation", check: "Check") -> list[str]:
    """The optimised strategy and its strongest rivals in fresh worlds."""
    heads = ["Mean", "90 % interval", *(["Regret"] if found.robust else []), "Cost"]
    lines = [_row("In fresh worlds", heads)]
    lines.append("-" * len(lines[0]))
    for one in (check.own, *check.rivals):
        name = f"{one.name}, {one.rescaled}" if one.rescaled else f"*{one.name}"
        cells = [_said(found, one.value["mean"]), _interval(found, one.value)]
        cells += [_said(found, one.regret)] if one.regret is not None else []
        cells.append(value(one.cost, "money", found.scenario.currency))
        lines.append(_row(name, cells))
    return lines


def _row(name: str, cells: list[str]) -> str:
    """One row of the table; intervals have the widest column."""
    return f"{name:<44}" + "".join(f"{cell:>18}" if at == 1 else f"{cell:>11}" for at, cell in enumerate(cells))


def _bias(found: "Optimisation", check: "Check") -> str:
    """How much better the search thought it was: the bias of having searched."""
    own = check.own.regret if check.own.regret is not None else check.own.value["mean"]
    what = f"{PERCENTILE}th percentile of regret" if found.robust else "mean"
    return (
        f"Bias of the search: {what} {_said(found, check.searched)} in the worlds searched in, {_said(found, own)} in "
        f"fresh ones; lead over that rival {_by(found, check.lead_searched)} there and {_by(found, check.lead)} here. "
        f"The lead where it was searched is larger by {_by(found, check.bias)} (90 % interval "
        f"{_interval(found, check.bias)}; below nothing: the fresh worlds were kinder)."
    )


def _said(found: "Optimisation", x: float) -> str:
    return value(x, outcome_named(found.objective).unit, found.scenario.currency)


def _by(found: "Optimisation", lead: "Summary") -> str:
    return _said(found, lead["mean"])


def _interval(found: "Optimisation", lead: "Summary") -> str:
    return f"{_said(found, lead['mean_low'])} to {_said(found, lead['mean_high'])}"
