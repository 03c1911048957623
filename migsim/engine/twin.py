"""The counterfactual twin of a history: the same people, luck and shocks under another strategy."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from migsim.engine.history import History, play_history
from migsim.engine.worlds import prepare_cell
from migsim.errors import InputError
from migsim.facilitation.library import load_strategy
from migsim.facilitation.strategy import Strategy
from migsim.scenario.suggest import advice

if TYPE_CHECKING:
    import pandas as pd

_YEAR = 52
#: What is set side by side for one actor: column of `History.actors`, unit.
_MEASURES = (
    ("gain", "money"),
    ("gain_relief", "money"),
    ("gain_deals", "money"),
    ("gain_delivery", "money"),
    ("own_cost", "money"),
    ("shock_loss", "money"),
    ("ties", "pairs"),
    ("voice", "share"),
    ("memberships", "groups"),
    ("hours_given", "hours"),
)


@dataclass(frozen=True)
class Twin:
    """One history beside another of the same world: what differs between them is what the strategy did.

    Attributes
    ----------
    told : History
        The history that was asked for its twin.
    history : History
        The same people, luck and shocks under the other strategy.

    Examples
    --------
    >>> import migsim
    >>> twin = migsim.simulate("treyl-poultry", "phased-handover", seed=1).twin("no-project")
    >>> list(twin.actor(twin.typical()).columns)
    ['measure', 'unit', 'history', 'twin', 'difference']
    """

    told: History
    history: History

    def actor(self, name: str) -> "pd.DataFrame":
        """Set one actor beside its twin.

        Parameters
        ----------
        name : str
            An actor of the pool.

        Returns
        -------
        DataFrame
            One row for each measure: measure, unit, history, twin, difference. Gains are present values and add up:
            `gain` is relief, deals and delivery less own cost and shock loss, where deals are what they pay beyond the
            trade that would have been there without a project; `income` is the mean of the last 52 weeks (money a
            week), with that trade.

        Raises
        ------
        InputError
            No such actor.
        """
        import pandas as pd

        row = self._row(name)
        values = [
            (column, unit, *(float(side.actors[column].iloc[row]) for side in self._sides()))
            for column, unit in _MEASURES
        ]
        incomes = [float(side.pool_incomes[1:, row][-_YEAR:].mean()) for side in self._sides()]
        values.insert(1, ("income", "money a week", *incomes))
        frame = pd.DataFrame(values, columns=["measure", "unit", "history", "twin"])
        return frame.assign(difference=frame["history"] - frame["twin"])

    def incomes(self, name: str) -> "pd.DataFrame":
        """Weekly income of one actor and its twin, against week-0 burdens and net of own time and travel.

        Parameters
        ----------
        name : str
            An actor of the pool.

        Returns
        -------
        DataFrame
            One row a week: week, history, twin, difference (money a week).
        """
        import pandas as pd

        row = self._row(name)
        told, twin = (side.pool_incomes[:, row] for side in self._sides())
        weeks = np.arange(len(told))
        return pd.DataFrame({"week": weeks, "history": told, "twin": twin, "difference": told - twin})

    def actors(self) -> "pd.DataFrame":
        """Set the gain of every actor of the pool beside its twin's.

        Returns
        -------
        DataFrame
            One row for each actor: actor, role, groups, member (in the history), gain, gain_twin, difference (present
            value, money).
        """
        frame = self.told.actors[["actor", "role", "groups", "member", "gain"]].copy()
        frame["gain_twin"] = self.history.actors["gain"].to_numpy()
        return frame.assign(difference=frame["gain"] - frame["gain_twin"])

    def typical(self) -> str:
        """Name an actor to look at: the median gainer among the members who are households.

        Where there is none, among all members; among households; among everybody. The difference to the twin decides;
        of an even number the lower middle one.
        """
        frame = self.actors()
        households = [role.name for role in self.told.scenario.roles if role.household]
        household, member = frame["role"].isin(households), frame["member"]
        for chosen in (household & member, member, household):
            if chosen.any():
                frame = frame[chosen]
                break
        ordered = frame.sort_values(["difference", "actor"], kind="stable")
        return str(ordered["actor"].iloc[(len(ordered) - 1) // 2])

    def _sides(self) -> tuple[History, History]:
        return self.told, self.history

    def _row(self, name: str) -> int:
        names = list(self.told.actors["actor"])
        if name not in names:
            raise InputError(f"actor {name!r} is not in this market; {advice(name, names)}")
        return names.index(name)


def twin_of(told: History, strategy: str | Path | Strategy = "no-project") -> Twin:
    """Play the world of a history again under another strategy, to the same week."""
    cell = prepare_cell(told.scenario, load_strategy(strategy), told.seed, told.horizon)
    week = int(told.weekly["week"].iloc[-1])
    if week == told.horizon:
        return Twin(told, play_history(cell, told.drawn, told.run))
    from migsim.engine.walk import Walk

    walk: Any = Walk(cell, told.drawn, told.run)
    while walk.week < week:
        walk.step()
    return Twin(told, walk.history())
