"""What holds for any parameters in their ranges, any switches and any plan."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from migsim.scenario.parameters import PARAMETERS, SWITCHES, default_parameters, draw_parameters
from migsim.state import ACTIVE, ANYWAY, DORMANT, NO_MIG, NO_TIE, PARTNER, RUNNING_DEAL, Array, State, as_numbers
from migsim.vocabulary import WEEKLY

from playing import PLANS, Future, events, future, small_scenario

_ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _within(low: float, high: float) -> st.SearchStrategy[float]:
    return st.sampled_from([low, high]) | st.floats(low, high)


parameter_records = st.fixed_dictionaries(
    {p.name: _within(p.low, p.high) for p in PARAMETERS}
    | {s.name: st.sampled_from([True, True, True, False]) for s in SWITCHES}
).map(lambda values: default_parameters(**values))
futures = st.builds(future, st.sampled_from(sorted(PLANS)), parameter_records, st.integers(0, 2**32 - 1))


def _shares(name: str, values: Array) -> None:
    assert np.all(values >= -1e-12), f"{name}: {values.min()}"
    assert np.all(values <= 1.0 + 1e-12), f"{name}: {values.max()}"


def shares_stay_shares(played: Future) -> None:
    state, market = played.desk.state, played.cell.market
    _shares("trust", played.trust())
    _shares("understanding", state.understanding)
    _shares("belief", state.belief)
    _shares("belief of all", state.belief.sum(axis=1))
    now = state.constraints
    _shares("severity", market.constraints["severity"] * (1.0 - now["relief"]) + now["shock"])
    for name in ("worked", "relief", "tilt", "shock", "worked_by_members", "worked_by_outsiders", "decision"):
        _shares(name, now[name])
    for name in ("voice", "voice_peak", "systems"):
        _shares(name, state.actors[name])
    for name in ("capacity", "ownership", "activity", "quality", "members_ran", "believed", "coverage", "resistance"):
        _shares(name, state.migs[name])
    for name in ("seen_attendance", "seen_kept", "seen_members_ran", "seen_mood"):
        _shares(name, state.migs[name])
    for name in ("motivation", "expected", "share"):
        _shares(name, state.members[name])


def work_does_no_more_than_it_can_and_has_its_makers(played: Future) -> None:
    now, given_at_first = played.desk.state.constraints, played.cell.market.constraints
    if played.parameters[0]["reach_on"]:
        assert np.all(now["worked"] <= given_at_first["tractability"] + 1e-12)
    assert now["worked_by_members"] + now["worked_by_outsiders"] == pytest.approx(now["worked"])


def no_goal_is_reached_without_the_roles_that_it_needs(played: Future) -> None:
    if not played.parameters[0]["binding_roles_on"]:
        return
    market, state = played.cell.market, played.desk.state
    members: dict[int, set[int]] = {}
    for event in state.events[: played.ledger["events"]]:
        group = members.setdefault(int(event["mig"]), set())
        if event["event"] == events.JOINED:
            group.add(int(event["actor"]))
        elif event["event"] == events.LEFT:
            group.discard(int(event["actor"]))
        elif event["event"] == events.GOAL:
            there = {int(market.pool["role"][actor]) for actor in group}
            assert set(np.flatnonzero(market.needs[event["other"]])) <= there


@_ANY
@given(st.sampled_from(sorted(PLANS)), parameter_records, st.integers(0, 2**32 - 1))
def test_policy_does_not_move_where_no_office_decides(name: str, parameters: Array, run: int) -> None:
    parameters["reach_on"] = True
    market = small_scenario()
    without = tuple(constraint.model_copy(update={"decides": ()}) for constraint in market.constraints)
    state = future(name, parameters, run, market.model_copy(update={"constraints": without})).desk.state
    enabling = [constraint.level == "enabling" for constraint in without]
    assert not state.constraints["worked"][enabling].any()


def nothing_is_missing_that_has_a_meaning(played: Future) -> None:
    state = played.desk.state
    for table in (state.ledger, state.actors, state.constraints, state.migs, state.members):
        for name in table.dtype.names:
            assert np.all(np.isfinite(table[name])), name
    card = played.scorecard
    for name in ("member_benefit", "wider_benefit", "system_benefit", "cost", "net_benefit", "trust", "resilience"):
        assert np.isfinite(card[name]), name
    assert np.isnan(card["benefit_cost_ratio"]) == (card["cost"] == 0)
    assert np.isnan(card["deals_honoured_share"]) == (played.ledger["matured"] == 0)
    missing = np.isnan(as_numbers(played.desk.weekly))
    missing[:, WEEKLY.index("attendance")] = False  # attendance of a week without a meeting
    assert not missing.any()


def money_and_hours_balance(played: Future) -> None:
    card, state = played.scorecard, played.desk.state
    paid = sum(played.present_value(name) for name in ("member_income", "constituent_income", "wider_income"))
    scale = np.abs(played.desk.gains["gain"]).sum() + 1.0
    anyway = state.accounts[ANYWAY]  # trade that there would have been without the project
    assert paid == pytest.approx(card["system_benefit"], rel=1e-9, abs=1e-9 * scale)
    assert played.desk.incomes.T @ played.discounts == pytest.approx(
        played.desk.gains["gain"][: len(state.actors)] + anyway, abs=1e-6
    )
    assert played.desk.gains["gain"].sum() == pytest.approx(card["system_benefit"], rel=1e-9, abs=1e-9 * scale)
    assert played.present_value("cost") == pytest.approx(card["cost"], rel=1e-9)
    assert played.weekly("facilitator_hours").sum() == pytest.approx(played.ledger["programme_hours"], rel=1e-9)
    assert state.actors["hours_given"].sum() == pytest.approx(card["member_hours"], rel=1e-9)


def _calendar(state: State) -> list[int]:
    """Pairs on the calendar of deals that are yet to mature."""
    pairs = []
    for slot in state.due_first:
        while slot >= 0:
            pairs.append(int(slot))
            slot = state.due_next[slot]
    return pairs


def _flow_of_ties(played: Future, running: Array) -> Array:
    """What running ties pay each actor a week; of a delegate's new ones she keeps only what her own business is."""
    state, pool, p = played.desk.state, played.cell.market.pool, played.parameters[0]
    own, for_others = state.actors["turnover"], p["delegates_on"] * p["deal_reach"] * pool["constituents_turnover"]
    keeps = np.divide(own, own + for_others, out=np.ones_like(own), where=own > 0)
    weekly = np.where(running, state.tie_gain, 0.0) / 13
    old, new = np.where(state.tie_before, weekly, 0.0), np.where(state.tie_before, 0.0, weekly)
    return old.sum(axis=0) + old.sum(axis=1) + keeps * (new.sum(axis=0) + new.sum(axis=1))


def counts_agree_with_what_they_count(played: Future) -> None:
    state, market, ledger = played.desk.state, played.cell.market, played.ledger
    tied = (state.tie != NO_TIE) | (state.tie != NO_TIE).T
    assert np.array_equal(tied.sum(axis=1), state.actors["ties"])
    assert np.all(state.actors["ties"] <= market.roles["deals"][market.pool["role"]])
    running = (state.tie == RUNNING_DEAL) | (state.tie == PARTNER)
    assert (running & ~state.tie_before).sum() == ledger["running"]
    assert ((state.tie == PARTNER) & ~state.tie_before).sum() == ledger["partners"]
    assert state.actors["deal_flow"] == pytest.approx(_flow_of_ties(played, running), rel=1e-9, abs=1e-9)
    assert len(set(_calendar(state))) == len(_calendar(state))
    assert set(np.flatnonzero(state.tie)) <= set(_calendar(state))
    assert 0 <= ledger["honoured"] <= ledger["matured"]
    assert np.array_equal(state.members["member"].sum(axis=1), state.migs["members"])
    living = np.isin(state.migs["status"], [ACTIVE, DORMANT])
    assert np.array_equal(state.members["member"][living].sum(axis=0), state.actors["memberships"])
    assert (state.migs["status"] != NO_MIG).sum() == played.scorecard["migs_formed"]
    splits = played.desk.splits
    assert splits["actors"][:3].sum() == len(played.desk.gains)
    by_role = splits[-len(played.cell.market.roles) :]
    roles = np.concatenate([played.cell.market.pool["role"], played.cell.market.outside["role"]])
    assert list(by_role["actors"]) == list(np.bincount(roles, minlength=len(by_role)))
    assert by_role["gain"].sum() == pytest.approx(played.desk.gains["gain"].sum())
    for role in range(len(by_role)):
        assert by_role["gain"][role] == pytest.approx(played.desk.gains["gain"][roles == role].sum())


RULES = (
    shares_stay_shares,
    work_does_no_more_than_it_can_and_has_its_makers,
    no_goal_is_reached_without_the_roles_that_it_needs,
    nothing_is_missing_that_has_a_meaning,
    money_and_hours_balance,
    counts_agree_with_what_they_count,
)


@_ANY
@given(futures)
def test_every_rule_holds_for_any_future(played: Future) -> None:
    for rule in RULES:
        rule(played)


def _drawn(run: int, **changes: float) -> Array:
    return draw_parameters(1, range(run, run + 1), changes)


@pytest.mark.parametrize("run", range(6))
@pytest.mark.parametrize("name", sorted(PLANS))
def test_the_order_of_the_actors_does_not_matter(name: str, run: int) -> None:
    plain = future(name, _drawn(run), run)
    scenario = plain.cell.scenario
    order = np.random.default_rng(run).permutation(len(scenario.actors))
    shuffled = scenario.model_copy(update={"actors": tuple(scenario.actors[row] for row in order)})
    other = future(name, _drawn(run), run, shuffled)
    assert other.scorecard == pytest.approx(plain.scorecard, rel=1e-9, nan_ok=True)
    assert other.desk.state.actors["turnover"] == pytest.approx(plain.desk.state.actors["turnover"][order])
    mine = plain.desk.gains["gain"][: len(order)][order]
    assert other.desk.gains["gain"][: len(order)] == pytest.approx(mine, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("run", range(6))
@pytest.mark.parametrize("name", ["coached", "broad", "delivered"])
def test_the_order_of_the_constraints_does_not_matter(name: str, run: int) -> None:
    plain = future(name, _drawn(run), run)
    scenario = plain.cell.scenario
    shuffled = scenario.model_copy(update={"constraints": scenario.constraints[::-1], "roles": scenario.roles[::-1]})
    other = future(name, _drawn(run), run, shuffled)
    assert other.scorecard == pytest.approx(plain.scorecard, rel=1e-9, nan_ok=True)
