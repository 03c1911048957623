"""One future told in full: every week, every actor, every event."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.defaults import DEFAULT_PRIOR
from migsim.engine.future import play, with_whole_log
from migsim.engine.worlds import Cell, Desk, prepare_cell
from migsim.facilitation.library import load_strategy
from migsim.facilitation.rules import rule_names
from migsim.facilitation.strategy import Strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.parameters import PARAMETERS
from migsim.scenario.priors import load_prior
from migsim.scenario.schema import Scenario
from migsim.stages import events
from migsim.state import ANYWAY, DEALS, DELIVERY, NO_MIG, OWN_COST, RELIEF, SHOCK_LOSS, Array
from migsim.vocabulary import COOPERATION_TYPES, EXIT_COLUMNS, KITTIES, MIG_STATUS, SCORECARD, WEEKLY
from migsim.writers import writer

if TYPE_CHECKING:
    import pandas as pd

    from migsim.engine.twin import Twin

# What the column `other` of an event refers to.
_OTHER_CONSTRAINT = {
    events.VOTED,
    events.FORMED,
    events.REPLANNED,
    events.CHANGED,
    events.GOAL,
    events.COMPLETED,
    events.DISSOLVED_NOW,
    events.DECIDED,
    events.REFUSED,
    events.LAPSED,
}
_OTHER_ACTOR = {
    events.DEAL,
    events.DEAL_HONOURED,
    events.DEAL_BROKEN,
    events.PARTNERS,
    events.TIE_ENDED,
    events.TIE_SUSPENDED,
    events.TIE_RESUMED,
}
_OTHER_SHOCK = {events.SHOCK_HIT, events.BUYER_KEPT}

_MIG_COLUMNS = ("mig", "constraint", "formed_on", "status", "members", "chair", "interval", "meetings", "capacity",
                "ownership", "goals", "plan", "kitty")  # fmt: skip


@dataclass(frozen=True)
class History:
    """One future in full.

    Attributes
    ----------
    scenario, strategy, seed, run
        What it is a history of.
    weekly : DataFrame
        Week and the weekly measures; rows 0 to the horizon.
    actors : DataFrame
        One row for each actor of the pool, as it stands at the end.
    migs : DataFrame
        One row for each group that was formed.
    constraints : DataFrame
        Week, constraint, relief (share of severity relieved).
    events : DataFrame
        Week, event, mig (number from 1), actor, other, value.
    scorecard : dict
        Missing values are None.
    parameters : dict
        As drawn for this future.
    horizon : int
        Last week of the future, which a history may stop short of.
    drawn : ndarray
        Parameters and switches as one record, shape (1,).
    prior : str
        What the parameters were drawn from: "fitted", "wide", "fixed", or the name of a file.
    pool_incomes : ndarray
        Income of each actor of the pool in each week (money), shape (weeks, P).
    """

    scenario: Scenario
    strategy: Strategy
    seed: int
    run: int
    weekly: "pd.DataFrame"
    actors: "pd.DataFrame"
    migs: "pd.DataFrame"
    constraints: "pd.DataFrame"
    events: "pd.DataFrame"
    scorecard: dict[str, float | None]
    parameters: dict[str, float]
    horizon: int = field(repr=False)
    drawn: Array = field(repr=False, compare=False)
    pool_incomes: Array = field(repr=False, compare=False)
    prior: str = field(default="given", repr=False)

    def twin(self, strategy: str | Path | Strategy = "no-project") -> "Twin":
        """Play the same world again under another strategy: the same people, parameters, luck and shocks.

        Parameters
        ----------
        strategy : str, Path or Strategy
            What the twin lives with; no project by default.

        Returns
        -------
        Twin
            Both histories, and any actor with and without.

        Raises
        ------
        InputError
            There is no such strategy, or it is wrong.
        """
        twin: Twin = writer("twin")(self, strategy)
        return twin


def simulate(
    scenario: str | Path | Scenario,
    strategy: str | Path | Strategy,
    seed: int = 1,
    run: int = 0,
    *,
    fixed: bool = False,
    prior: str | Path = DEFAULT_PRIOR,
    weeks: int | None = None,
    changes: Mapping[str, float] | None = None,
    beyond_range: bool = False,
) -> History:
    """Run one future and keep everything about it.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name, a file, or a scenario.
    strategy : str, Path or Strategy
        A name, a file, or a strategy.
    seed, run : int
        The same future as row `run` of an ensemble of that seed; both below 2**32.
    fixed : bool
        Take every parameter at its default instead of drawing it.
    prior : str or Path
        As in `ensemble`.
    weeks : int, optional
        Horizon; the scenario's when missing.
    changes : mapping of str to float, optional
        Parameters held at a value, and switches (0 off, 1 on), by name.
    beyond_range : bool
        Whether these values may lie outside the parameters' ranges.

    Returns
    -------
    History
        Columns and units of its frames: documentation, "Columns of the results".

    Raises
    ------
    InputError
        Whatever is wrong with the input.
    """
    from migsim.engine.ensemble import check_counts

    seed, run, weeks = check_counts(seed=seed, run=run, weeks=weeks)
    chosen = load_strategy(strategy, scenario)
    scenario = load_scenario(scenario)
    cell = prepare_cell(scenario, chosen, seed, weeks)
    drawn_from = load_prior(prior, fixed=fixed, changes=changes, beyond_range=beyond_range)
    parameters = drawn_from.draw(seed, range(run, run + 1))
    return replace(play_history(cell, parameters, run), prior=drawn_from.label)


def play_history(cell: Cell, parameters: Array, run: int) -> History:
    """Run future `run` of a cell, with one record of parameters, shape (1,), and keep everything about it."""
    desk = with_whole_log(cell, lambda desk: play(cell, desk, parameters, run))
    return tell_history(cell, desk, parameters, run)


def tell_history(cell: Cell, desk: Desk, parameters: Array, run: int) -> History:
    """Read a history off a desk on which a future was played."""
    import pandas as pd

    weekly = pd.DataFrame({name: desk.weekly[name] for name in WEEKLY})
    weekly.insert(0, "week", np.arange(len(weekly)))
    return History(
        scenario=cell.scenario,
        strategy=cell.strategy,
        seed=cell.seed,
        run=run,
        weekly=weekly,
        actors=actors_frame(cell, desk),
        migs=migs_frame(cell, desk),
        constraints=constraints_frame(cell, desk, bool(parameters["influence_on"][0])),
        events=events_frame(cell, desk),
        scorecard=scorecard_dict(cell, desk),
        parameters={p.name: float(parameters[p.name][0]) for p in PARAMETERS},
        horizon=cell.weeks,
        drawn=parameters.copy(),
        pool_incomes=desk.incomes.copy(),
    )


def scorecard_dict(cell: Cell, desk: Desk) -> dict[str, float | None]:
    """Scorecard by column, None where a value has no meaning."""
    values: dict[str, float | None] = {}
    for name, value in zip(SCORECARD, desk.scorecard[0], strict=True):
        meaningless = np.isnan(value) or (name in EXIT_COLUMNS and not cell.design[0]["workshop"])
        values[name] = None if meaningless else float(value)
    return values


def actors_frame(cell: Cell, desk: Desk) -> "pd.DataFrame":
    """One row for each actor of the pool."""
    import pandas as pd

    state, money, scenario = desk.state.actors, desk.state.accounts, cell.scenario
    traded = state["turnover"] > 0
    return pd.DataFrame(
        {
            "actor": [actor.name for actor in scenario.actors],
            "role": [actor.role for actor in scenario.actors],
            "groups": [", ".join(actor.groups) for actor in scenario.actors],
            "in_room": state["in_room"],
            "mapping_days": state["came"],
            "member": state["member_ever"],
            "memberships": state["memberships"],
            "turnover": state["turnover"],
            "cooperation": [COOPERATION_TYPES[int(kind)] for kind in state["type"]],
            "voice": state["voice"],
            "ties": state["ties"],
            "gain": desk.gains["gain"][: len(state)],
            "gain_relative": np.where(traded, desk.gains["relative"][: len(state)], np.nan),
            "hours_given": state["hours_given"],
            "gain_relief": money[RELIEF],
            "gain_deals": money[DEALS] - money[ANYWAY],
            "gain_delivery": money[DELIVERY],
            "own_cost": money[OWN_COST],
            "shock_loss": money[SHOCK_LOSS],
        }
    )


def migs_frame(cell: Cell, desk: Desk) -> "pd.DataFrame":
    """One row for each group that was formed."""
    import pandas as pd

    return pd.DataFrame(mig_rows(cell, desk), columns=list(_MIG_COLUMNS))


def mig_rows(cell: Cell, desk: Desk) -> list[dict[str, Any]]:
    """Each group that was formed, by column."""
    names = [constraint.name for constraint in cell.scenario.constraints]
    actors = [actor.name for actor in cell.scenario.actors]
    formed = [(place, mig) for place, mig in enumerate(desk.state.migs) if mig["status"] != NO_MIG]
    return [
        {
            "mig": place + 1,
            "constraint": names[mig["constraint"]],
            "formed_on": names[mig["formed_on"]],
            "status": MIG_STATUS[mig["status"]],
            "members": int(mig["members"]),
            "chair": actors[mig["chair"]] if mig["chair"] >= 0 else "",
            "interval": int(mig["interval"]),
            "meetings": int(mig["meetings"]),
            "capacity": float(mig["capacity"]),
            "ownership": float(mig["ownership"]),
            "goals": int(mig["goals"]),
            "plan": int(mig["plan"]) + 1,
            "kitty": KITTIES[mig["kitty"]],
        }
        for place, mig in formed
    ]


def constraints_frame(cell: Cell, desk: Desk, influence: bool) -> "pd.DataFrame":
    """Relief of each constraint in each week, from what was worked on each and how work flows; and who made that."""
    import pandas as pd

    worked = np.diff(desk.state.plain_path[:, :, 0], axis=0, prepend=0.0)
    by_outsiders = np.diff(desk.state.plain_path[:, :, 4], axis=0, prepend=0.0)
    flow = cell.market.flow if influence else np.eye(len(cell.scenario.constraints))
    # Summed cause by cause: a product of matrices has other last bits with another library for linear algebra.
    eased = np.zeros_like(worked)
    for cause in range(len(flow)):
        eased += worked[:, cause, None] * flow[:, cause]
    relief = np.minimum(eased, 1.0)
    weeks, count = relief.shape
    return pd.DataFrame(
        {
            "week": np.repeat(np.arange(weeks), count),
            "constraint": np.tile([constraint.name for constraint in cell.scenario.constraints], weeks),
            "relief": relief.ravel(),
            "worked_by_members": (worked - by_outsiders).ravel(),
            "worked_by_outsiders": by_outsiders.ravel(),
        }
    )


def events_frame(cell: Cell, desk: Desk) -> "pd.DataFrame":
    """The event log with names instead of rows and codes."""
    import pandas as pd

    log = desk.state.events[: int(desk.state.ledger[0]["events"])]
    actors = [actor.name for actor in cell.scenario.actors]
    constraints = [constraint.name for constraint in cell.scenario.constraints]
    shocks = [shock.name for shock in cell.scenario.shocks]
    plan = getattr(cell.strategy, "plan", None)
    rules = rule_names(plan.rules) if plan else []

    def other(event: int, row: int) -> str:
        if row < 0:
            return ""
        if event in _OTHER_ACTOR:
            return actors[row]
        if event in _OTHER_CONSTRAINT:
            return constraints[row]
        if event == events.RULE_FIRED:
            return rules[row]
        return shocks[row] if event in _OTHER_SHOCK else str(row)

    columns: dict[str, Any] = {
        "week": log["week"],
        "event": [events.NAMES[code] for code in log["event"]],
        "mig": pd.array([int(mig) + 1 if mig >= 0 else None for mig in log["mig"]], dtype="Int64"),
        "actor": [actors[row] if row >= 0 else "" for row in log["actor"]],
        "other": [other(int(code), int(row)) for code, row in zip(log["event"], log["other"], strict=True)],
        "value": log["value"],
    }
    return pd.DataFrame(columns)
