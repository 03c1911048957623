"""Constraints: what holds the market back, and how relief of one eases others."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import mesa
from migsim.chance import permanent_id
from migsim.scenario.schema import Constraint as Given
from migsim.scenario.schema import Scenario

from object_model.arithmetic import inverse

if TYPE_CHECKING:
    from object_model.mig import MIG


SOME = 1e-6  # the least relief that can be a goal


class Constraint(mesa.Agent):
    """One constraint."""

    def __init__(self, model: Any, given: Given) -> None:
        super().__init__(model)
        self.name = given.name
        self.id = permanent_id("constraint", given.name)
        self.enabling = given.level == "enabling"
        self.service = given.service
        self.lapse_clock = 0.0  # hazard of lapsing so far
        self.kept_up = 0.0  # by active groups
        self.severity, self.visibility, self.tractability = given.severity, given.visibility, given.tractability
        self.needs, self.decides, self.burden = given.needs, given.decides, given.burden
        firms = {role.name for role in model.roles.values() if role.deals and role.turnover and not role.household}
        self.provider = bool(firms & set(self.needs))  # a firm that users pay
        self.flow: dict[Constraint, float] = {}  # relief of this one by full work on each
        self.by_members = self.by_outsiders = 0.0  # what was worked, by whoever made it
        self.steps = 0  # decisions taken by the office, of an enabling constraint
        self.relief = 0.0
        self.tilt = 0.0
        self.shock = 0.0
        self.keep = 1.0  # what a week leaves of the shock
        self.clock = 0.0  # of take-up, years of full visibility
        self.uptake = 0  # outside actors who have what relieves it
        self.news = 0.0
        self.worked_on = False  # by any group, ever
        self.mean_power = 0.0  # weighted by what each gains

    @property
    def worked(self) -> float:
        """Share of it that work on it has relieved."""
        return min(self.by_members + self.by_outsiders, 1.0)

    @property
    def goal(self) -> float:
        """Relief at which a goal is reached: the target share of what work can do."""
        cut = float(self.model.scenario.target_cut)
        return max(cut * self.tractability, SOME) if self.model.parameters.reach_on else cut

    def burden_of(self, role: str) -> float:
        """Share of a role's turnover lost at full severity; negative: lives off it."""
        return self.burden.get(role, 0.0)

    def groups(self) -> "list[MIG]":
        """Active groups that work on it."""
        return [mig for mig in self.model.migs if mig.active and mig.constraint is self]

    @property
    def plain(self) -> float:
        """How plain relief is to see, 0 to 1."""
        return min(self.worked / self.model.parameters.visible_relief, 1.0)

    @property
    def reach(self) -> float:
        """Share of the market that takes part in its relief."""
        if self.enabling or not self.model.outside:
            return 1.0
        return self.uptake / float(self.model.size_outside)

    def worsen(self, size: float, weeks: int) -> None:
        """Add to its severity for a time; `weeks` is the half-life."""
        self.shock = min(self.shock + size, 1.0 - self.severity * (1.0 - self.relief))
        self.keep = 2.0 ** (-1.0 / weeks)


def lay_flow(constraints: list[Constraint], influence: Mapping[str, Mapping[str, float]]) -> None:
    """Work out how much full work on each constraint relieves every other."""

    def share(cause: Constraint, effect: Constraint) -> float:
        return influence.get(cause.name, {}).get(effect.name, 0.0)

    own = {effect: 1.0 - sum(share(cause, effect) for cause in constraints) for effect in constraints}
    left = [[float(row is column) - share(column, row) for column in constraints] for row in constraints]
    for effect, row in zip(constraints, inverse(left), strict=True):
        effect.flow = {cause: x * own[cause] for cause, x in zip(constraints, row, strict=True)}


def build_constraints(model: Any, scenario: Scenario, influence_on: bool) -> list[Constraint]:
    """All constraints of a scenario, with the flow of relief between them."""
    constraints = [Constraint(model, given) for given in scenario.constraints]
    lay_flow(constraints, scenario.influence if influence_on else {})
    return constraints
