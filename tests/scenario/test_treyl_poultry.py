"""The poultry case holds what the guidance tells of it, and says what each figure rests on."""

from collections import Counter

import numpy as np
from migsim.scenario import load_scenario

SCENARIO = load_scenario("treyl-poultry")
SMALL = "smallholder"
MIGS = ["access-to-finance", "market-information", "knowledge-and-skills"]


def flow(role: str) -> dict[str, float]:
    """Burden of each constraint on a role: its own, and what it causes through the others."""
    names = [constraint.name for constraint in SCENARIO.constraints]
    shares = np.array([[SCENARIO.influence.get(cause, {}).get(effect, 0.0) for effect in names] for cause in names])
    own = np.array([constraint.burden.get(role, 0.0) * constraint.severity for constraint in SCENARIO.constraints])
    return dict(zip(names, np.linalg.solve(np.eye(len(names)) - shares, own), strict=True))


def test_size() -> None:
    assert (SCENARIO.currency, SCENARIO.horizon, SCENARIO.room, SCENARIO.outside.size) == ("GBP", 260, 30, 7100)
    assert 40 <= len(SCENARIO.actors) <= 45
    roles = Counter(actor.role for actor in SCENARIO.actors)
    assert set(roles) == {role.name for role in SCENARIO.roles}
    assert all(actor.represents == 20 for actor in SCENARIO.actors if actor.role == SMALL)
    for group in ("women", "youth"):
        assert sum(group in actor.groups for actor in SCENARIO.actors) >= 6


def test_constraints_on_three_levels() -> None:
    levels = Counter(constraint.level for constraint in SCENARIO.constraints)
    assert set(levels) == {"market-chain", "inputs-services", "enabling"}
    assert len(SCENARIO.constraints) == 10
    assert set(MIGS) <= {constraint.name for constraint in SCENARIO.constraints}
    assert any(share < 0 for constraint in SCENARIO.constraints for share in constraint.burden.values())


def test_burden_on_smallholders() -> None:
    burden = [constraint.burden[SMALL] for constraint in SCENARIO.constraints]
    assert min(burden) >= 0.05
    assert max(burden) <= 0.2
    assert 0.11 <= np.mean(burden) <= 0.13


def test_the_loud_ones_are_symptoms() -> None:
    causes = flow(SMALL)
    due = Counter[str]()
    for effects in SCENARIO.influence.values():
        due.update(effects)  # type: ignore[arg-type]
    tractability = {constraint.name: constraint.tractability for constraint in SCENARIO.constraints}
    for constraint in SCENARIO.constraints:
        loud = constraint.visibility >= 0.9
        assert loud == (constraint.name in {"low-prices", "costly-feed", "diseases"})
        if loud:
            assert due[constraint.name] >= 0.6
            best = max(causes[name] * tractability[name] for name in MIGS)
            assert best > 2 * causes[constraint.name] * constraint.tractability


def test_everything_says_what_it_rests_on() -> None:
    figures = SCENARIO.figures()
    assert Counter(figure.grade for figure in figures)["assumed"] > len(figures) / 2
    assert {figure.source for figure in figures} == {source.id for source in SCENARIO.sources}


def test_kinds_of_shocks() -> None:
    assert Counter(shock.kind for shock in SCENARIO.shocks) == Counter(
        ["severity", "price-spike", "buyer-loss", "meeting-ban", "members-leave"]
    )
    [test] = [shock for shock in SCENARIO.shocks if shock.test]
    assert (test.name, test.week) == ("newcastle-disease", 182)
