"""Every mechanism can be switched off, then leaves no trace; switched on, it shows."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from migsim.scenario.parameters import PARAMETERS, SWITCHES, draw_parameters
from migsim.state import ACTIVE, DEALS, NEVER, NO_TIE, SHOCK_LOSS

from playing import PLANS, Future, events, future

FEW, MANY = range(10), range(80)
RANGES = {parameter.name: (parameter.low, parameter.high) for parameter in PARAMETERS}

#: Parameters that speak to nobody once their mechanism is off.
OWN = {
    "mapping_on": ["mapping_learning", "mapping_evidence"],
    "trust_on": ["contact_evidence", "commitment_evidence", "deal_evidence", "negative_weight"],
    "commitments_on": ["commitment_evidence", "expectation_memory", "kept_visibility"],
    "understanding_on": ["understanding_rate", "understanding_boost"],
    "deals_on": ["deal_rate", "match_share", "deal_talk", "tie_value", "deal_loss", "deal_spread", "relationship"],
    "motivation_on": ["motivation_memory", "worth_progress", "worth_deals", "worth_heard", "worth_waste"],
    "conditional_on": ["conditional_slope", "free_rider_share", "unconditional_share", "expectation_memory"],
    "resistance_on": ["resistance"],
    "capture_on": ["capture", "fund_capture"],
    "review_on": ["review_meetings", "patience", "replan_learning"],
    "capacity_on": ["capacity_coaching", "capacity_practice", "capacity_decay"],
    "ownership_on": ["ownership_rate"],
    "joining_on": ["join_rate", "leave_rate"],
    "simple_on": ["bass_news", "bass_neighbours", "peer_weight"],
    "complex_on": ["share_complex", "complex_neighbours"],
    "reports_on": ["report_exposure"],
    "relapse_on": ["relapse"],
    "rerouting_on": ["rerouting"],
    "voice_on": ["voice_growth", "voice_kept"],
    "contacts_on": ["first_meetings"],
    "suspension_on": ["suspension"],
    "displacement_on": ["displacement"],
    "delegates_on": ["deal_reach"],
    "voice_fade_on": ["voice_fade"],
    "trade_on": ["existing_trade", "trade_history"],
    "going_on_on": ["going_on"],
    "giving_less_on": ["giving_less"],
    "disagreement_on": ["disagreement"],
    "kitty_on": ["kitty_share", "worth_kitty", "fee_floor"],
    "chair_on": ["chair_term", "chair_grip", "chair_rent", "chair_loss", "key_person"],
    "reach_on": ["hearings", "half_case", "decision_steps"],
}

#: A second mechanism that listens to the same parameter, which is off as well where the parameter is to be silent.
ALSO_HEARD_BY = {"relationship": {"kitty_on": False}}  # fees are promises too
#: What makes a rare occasion of a parameter more frequent.
OCCASIONS = {"key_person": {"chair_loss": RANGES["chair_loss"][1]}}


@cache
def _bytes(run: int, **changes: float) -> bytes:
    name = sorted(PLANS)[run] if run < len(PLANS) else "doing"
    played = future(name, draw_parameters(1, range(run, run + 1), changes), run)
    return played.desk.scorecard.tobytes() + played.desk.weekly.tobytes()


@pytest.mark.parametrize("switch", [switch.name for switch in SWITCHES])
def test_switched_on_it_shows(switch):
    assert any(_bytes(run, **{switch: True}) != _bytes(run, **{switch: False}) for run in MANY)


@pytest.mark.parametrize(("switch", "parameter"), [(s, p) for s, own in OWN.items() for p in own])
def test_switched_off_its_parameters_are_silent(switch, parameter):
    low, high = ({parameter: value, **OCCASIONS.get(parameter, {})} for value in RANGES[parameter])
    off = {switch: False, **ALSO_HEARD_BY.get(parameter, {})}
    assert all(_bytes(run, **low, **off) == _bytes(run, **high, **off) for run in FEW)
    assert any(_bytes(run, **low) != _bytes(run, **high) for run in MANY)


def _no_evidence(played: Future) -> bool:
    return not played.desk.state.positive.any() and not played.desk.state.negative.any()


def _nothing_against_anybody(played: Future) -> bool:
    return not played.desk.state.negative.any()


def _no_deals(played: Future) -> bool:
    state = played.desk.state
    return (
        played.count(events.DEAL) == played.ledger["deals"] == played.ledger["running"] == 0
        and not state.accounts[DEALS].any()
        and bool((state.tie == NO_TIE).all())
    )


def _moods_as_on_joining(played: Future) -> bool:
    state, joined = played.desk.state, {}
    for event in state.events[: played.ledger["events"]]:
        if event["event"] == events.JOINED:
            joined[int(event["mig"]), int(event["actor"])] = event["value"]
    members = np.argwhere(state.members["member"])
    return all(state.members[g, i]["motivation"] == joined[g, i] for g, i in members)


def _everybody_gives_half(played: Future) -> bool:
    return set(np.unique(played.desk.state.members["share"])) <= {0.0, 0.5}


def _no_shocks(played: Future) -> bool:
    state = played.desk.state
    return not (played.count(events.SHOCK_HIT) or state.accounts[SHOCK_LOSS].any() or state.path[:, :, 3].any())


def _relief_never_falls(played: Future) -> bool:
    worked = np.diff(played.desk.state.plain_path[:, :, 0], axis=0)
    return bool((np.diff(worked, axis=0) >= -1e-12).all())


def _nobody_outside_took_up(played: Future) -> bool:
    return played.ledger["adopters"] == 0


#: What must be true of any future without the mechanism (and of not every future with it).
TRACES: dict[str, tuple[dict[str, bool], Callable[[Future], bool]]] = {
    "mapping": (
        {"mapping_on": False},
        lambda f: bool((f.desk.state.actors["systems"] == f.parameters[0]["first_systems"]).all()),
    ),
    "trust": ({"trust_on": False}, _no_evidence),
    "commitments": ({"commitments_on": False, "deals_on": False}, _nothing_against_anybody),
    "understanding": (
        {"understanding_on": False},
        lambda f: bool((f.desk.state.understanding == f.parameters[0]["first_understanding"]).all()),
    ),
    "deals": ({"deals_on": False}, _no_deals),
    "partners": ({"partners_on": False}, lambda f: f.count(events.PARTNERS) == f.ledger["partners"] == 0),
    "motivation": ({"motivation_on": False}, _moods_as_on_joining),
    "conditional": ({"conditional_on": False}, _everybody_gives_half),
    "influence": (
        {"influence_on": False},
        lambda f: bool((f.desk.state.constraints["relief"] == f.desk.state.constraints["worked"]).all()),
    ),
    "resistance": ({"resistance_on": False}, lambda f: not f.desk.state.migs["resistance"].any()),
    "capture": ({"capture_on": False}, lambda f: not f.desk.state.constraints["tilt"].any()),
    "review": (
        {"review_on": False},
        lambda f: f.count(events.REPLANNED) + f.count(events.CHANGED) + f.count(events.COMPLETED) == 0,
    ),
    "capacity": ({"capacity_on": False}, lambda f: set(np.unique(f.desk.state.migs["capacity"])) <= {0.0, 0.1}),
    "ownership": ({"ownership_on": False}, lambda f: len(set(f.desk.state.migs["ownership"]) - {0.0}) <= 1),
    "revival": ({"revival_on": False}, lambda f: f.count(events.REVIVED) == 0),
    # a chair that is lost leaves too
    "joining": ({"joining_on": False, "shocks_on": False, "chair_on": False}, lambda f: f.count(events.LEFT) == 0),
    "take-up": ({"simple_on": False, "reports_on": False}, _nobody_outside_took_up),
    "complex": ({"complex_on": False}, lambda f: not f.desk.state.needed.any()),
    "lapse": ({"lapse_on": False}, lambda f: bool((f.desk.state.until == NEVER).all())),
    "relapse": ({"relapse_on": False}, _relief_never_falls),
    "shocks": ({"shocks_on": False}, _no_shocks),
    "chair": ({"chair_on": False}, lambda f: f.count(events.CAPTURED) + f.count(events.LEADERLESS) == 0),
    "kitty": ({"kitty_on": False}, lambda f: f.count(events.KITTY_STARTED) == 0),
    "reach": (
        {"reach_on": False},
        lambda f: f.count(events.DECIDED) + f.count(events.REFUSED) + f.count(events.LAPSED) == 0,
    ),
    "voice": (
        {"voice_on": False},
        lambda f: bool((f.desk.state.actors["voice"] == f.cell.market.pool["voice"]).all()),
    ),
}


@pytest.mark.parametrize("mechanism", TRACES)
def test_switched_off_it_leaves_no_trace(mechanism):
    off, holds = TRACES[mechanism]
    without = [future("coached", draw_parameters(1, range(run, run + 1), off), run) for run in range(40)]
    assert sum(played.scorecard["migs_formed"] for played in without) > 10
    assert all(holds(played) for played in without)
    # `holds` is false of some future with the mechanism, or it would say nothing
    usual = [future("coached", draw_parameters(1, range(run, run + 1)), run) for run in range(40)]
    assert not all(holds(played) for played in usual)
    assert any((played.desk.state.migs["status"] == ACTIVE).any() for played in usual)
