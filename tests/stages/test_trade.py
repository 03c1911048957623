"""Trade from before the project: who has it, and that it is nobody's benefit."""

import numpy as np
import pytest
from migsim.chance import FIRST_TIE, MATCH, uniform
from migsim.scenario.market import build_market
from migsim.scenario.parameters import draw_parameters
from migsim.scenario.schema import Scenario, Tie
from migsim.stages.people import draw_people
from migsim.stages.record import open_week
from migsim.stages.shocks import hit, lose_buyer
from migsim.stages.trade import first_ties, mature_former
from migsim.stages.trust import first_trust
from migsim.state import ANYWAY, DEALS, NO_TIE, PARTNER, WEEK_ANYWAY, Array

from calling import World
from playing import future

FARMERS, TRADERS, BANKS, OFFICES = range(6), range(6, 9), range(9, 11), range(11, 13)


def traders_of(world: World, **changes: float) -> Array:
    """Let week 0 come; returns the pairs that trade."""
    for name, value in changes.items():
        world.parameters[name] = value
    world.call(draw_people)
    world.call(first_trust, added=0.0)
    world.call(first_ties)
    return np.argwhere(world.state.tie != NO_TIE)


def with_ties(small: Scenario, *ties: Tie) -> World:
    return World(build_market(small.model_copy(update={"ties": ties}), seed=1))


def tie(one: str, other: str, share: float = 1.0) -> Tie:
    return Tie(between=(one, other), share=share, source="made-up")


@pytest.fixture
def plain(small: Scenario) -> World:
    """The small market, whose file says nothing on who trades."""
    return with_ties(small)


def test_the_chance_to_trade_by_hand(small):
    """A farmer and a trader, complement 1: 0.6 x their sizes, where their businesses fit."""
    roomy = tuple(role.model_copy(update={"deals": 100}) for role in small.roles)
    world = with_ties(small.model_copy(update={"roles": roomy}))
    pairs = {tuple(pair) for pair in traders_of(world, existing_trade=0.6).tolist()}
    turnover, ids, key = world.state.actors["turnover"], world.market.pool["id"], world.key
    for i in FARMERS:
        for j in TRADERS:
            low, high = sorted((int(ids[i]), int(ids[j])))
            sizes = 2 * turnover[i] / (turnover[i] + 1040.0) * 2 * turnover[j] / (turnover[j] + 5200.0)
            fits = uniform(key, MATCH, 0, low, high) < world.parameters[0]["match_share"]
            assert ((i, j) in pairs) == (fits and uniform(key, FIRST_TIE, 0, low, high) < 0.6 * sizes)
    assert pairs


def test_trade_is_between_complements_with_turnover_and_room(plain):
    pairs = traders_of(plain, existing_trade=0.6, match_share=0.6)
    roles = plain.market.pool["role"]
    assert len(pairs) > 0
    assert all(plain.market.complements[roles[i], roles[j]] > 0 for i, j in pairs)
    assert np.all(plain.state.actors["ties"] <= plain.market.roles["deals"][roles])
    assert not plain.state.actors["ties"][OFFICES].any()


def test_old_partners_know_that_deals_are_kept(plain):
    (i, j), *_ = traders_of(plain, existing_trade=0.6, match_share=0.6, trade_history=4.0, deal_evidence=0.5)
    assert plain.state.tie[i, j] == PARTNER
    assert plain.state.positive[i, j] == plain.state.positive[j, i] == 2.0
    assert 1 <= plain.state.tie_due[i, j] <= 13


def test_switched_off_nobody_trades(plain):
    assert len(traders_of(plain, existing_trade=0.6, trade_on=0)) == 0


def test_the_scenario_says_who_trades(small):
    """All traders with bank A, whatever fits; no farmer with a trader, but farmer C with trader B."""
    said = with_ties(
        small, tie("trader A", "bank A"), tie("farmer", "trader", 0.0), tie("farmer", "bank", 0.0),
        tie("trader", "bank"), tie("trader B", "farmer C"), tie("trader C", "bank B", 0.0),
    )  # fmt: skip
    assert traders_of(said).tolist() == [[2, 7], [6, 9], [6, 10], [7, 9], [7, 10], [8, 9]]


def test_the_loss_of_a_buyer_is_felt_with_and_without_the_project(small):
    """The largest trader is gone: every farmer that sold to it has lost its tie."""
    world = with_ties(small, tie("farmer", "trader", 1.0))
    traders_of(world, first_meetings=1.0)
    buyer = int(max(TRADERS, key=lambda i: world.state.actors["turnover"][i]))
    before = world.state.actors["ties"][buyer]
    shock = next(n for n, one in enumerate(small.shocks) if one.kind == "buyer-loss")
    world.call(lose_buyer, week=70, s=shock)
    assert before > 0
    assert world.state.actors["ties"][buyer] == 0
    former = world.state.former[: world.state.ledger[0]["ties_before"]]
    assert np.array_equal(former["kind"] == NO_TIE, (former["first"] == buyer) | (former["second"] == buyer))


def test_what_old_ties_pay_without_the_project_by_hand(small):
    """One tie, both sure to keep their word: each has its gain in the week in which the deal is due."""
    world = with_ties(small, tie("farmer", "trader", 0.0), tie("farmer", "bank", 0.0), tie("trader", "bank", 0.0),
                      tie("farmer A", "trader A"))  # fmt: skip
    traders_of(world)
    world.state.actors["reliability"] = 100.0
    due, gain = world.state.tie_due[0, 6], world.state.tie_gain[0, 6]
    paid = []
    for week in range(1, 19):  # prices are those of an average week until week 20
        world.call(open_week, week=week)
        world.call(mature_former, week=week)
        if world.state.accounts[WEEK_ANYWAY, 0] != 0.0:
            paid.append((week, *world.state.accounts[WEEK_ANYWAY, [0, 6]]))
    assert paid == [(week, gain, gain) for week in (due, due + 13) if week < 19]
    smaller = world.state.actors["turnover"][[0, 6]].min()
    assert gain == pytest.approx(world.parameters[0]["tie_value"] * smaller / 4)


def test_a_buyer_kept_parts_the_ties_from_what_they_would_be(small):
    """Nobody has met, but somebody visits the buyer: its ties live on, and would have been lost."""
    world = with_ties(small, tie("farmer", "trader", 1.0))
    traders_of(world, buyer_kept=1.0)
    world.state.ledger[0]["untouched"], world.state.levers[0]["recruiting"] = True, 1.0
    ties, buyer = world.state.tie.copy(), int(max(TRADERS, key=lambda i: world.state.actors["turnover"][i]))
    shock = next(n for n, one in enumerate(small.shocks) if one.kind == "buyer-loss")
    world.call(hit, week=70, s=shock)
    assert np.array_equal(world.state.tie, ties)
    assert not world.state.ledger[0]["untouched"]
    former = world.state.former[: world.state.ledger[0]["ties_before"]]
    assert np.array_equal(former["kind"] == NO_TIE, (former["first"] == buyer) | (former["second"] == buyer))
    assert (former["kind"] == NO_TIE).any()


@pytest.mark.parametrize("run", range(6))
def test_without_a_project_trade_is_no_benefit_to_the_bit(run):
    played = future("nothing", draw_parameters(1, range(run, run + 1), {}), run)
    state = played.desk.state
    assert state.accounts[DEALS].any()
    assert np.array_equal(state.accounts[DEALS], state.accounts[ANYWAY])


@pytest.mark.parametrize("name", ["coached", "doing", "workshop"])
@pytest.mark.parametrize("run", range(3))
def test_what_there_would_have_been_anyway_is_what_there_is_without_the_project(name, run):
    drawn = draw_parameters(1, range(run, run + 1), {})
    anyway = future(name, drawn, run).desk.state.accounts[ANYWAY].copy()
    assert np.array_equal(anyway, future("nothing", drawn, run).desk.state.accounts[DEALS])
