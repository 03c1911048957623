"""Side-deals: who strikes them, what they pay, and what becomes of the tie."""

import numpy as np
import pytest
from migsim.stages import events
from migsim.stages.contact import note_contacts
from migsim.stages.deals import close_tie, crowd_out, mature_deals, open_tie, settle, strike_deals, worth_it
from migsim.stages.record import open_week
from migsim.state import LONGEST_DEAL, NO_TIE, PARTNER, RUNNING_DEAL, SUSPENDED, WEEK_CASH, WEEK_GROUP

FARMERS, TRADERS, OFFICES = [0, 1, 2], [6, 7, 8], [11, 12]
ALWAYS, NEVER = 100.0, -100.0  # reliability, logit


@pytest.fixture
def eager(world):
    """Everybody fits, knows and trusts everybody; a deal is worth 13 money to both."""
    world.parameters["deal_rate"] = world.parameters["match_share"] = 1.0
    world.parameters["deal_spread"] = 0.0
    world.parameters["tie_value"] = 0.05
    world.state.prior[:] = 0.9
    world.state.understanding[:] = 1.0
    world.state.met[:] = 9
    world.parameters["displacement"] = 0.0
    world.parameters["delegates_on"] = world.parameters["season_on"] = False
    world.state.actors["turnover"] = 1040.0
    world.state.actors["reliability"] = ALWAYS
    return world


def meeting(world, rows, week=1):
    world.call(strike_deals, week=week, g=-1, room=world.seat(rows), length=1.0)
    return int(world.state.ledger[0]["deals"])


def test_those_who_fit_and_trust_strike_deals(eager):
    assert meeting(eager, [0, 6]) == 1
    assert eager.state.tie[0, 6] == RUNNING_DEAL
    assert eager.state.tie_gain[0, 6] == pytest.approx(0.05 * 1040 / 52 * LONGEST_DEAL)
    assert list(eager.state.actors["ties"][[0, 6]]) == [1, 1]


def test_without_trust_there_are_no_deals(eager):
    eager.state.prior[:] = 0.0
    assert meeting(eager, FARMERS + TRADERS) == 0


def test_both_have_to_expect_a_gain(eager):
    eager.state.prior[0, 6] = 0.0
    assert meeting(eager, [0, 6]) == 0
    assert meeting(eager, [1, 6]) == 1


def test_roles_that_do_not_complement_each_other_strike_no_deals(eager):
    assert meeting(eager, [0, 1, 2, 3, 4, 5]) == 0
    assert meeting(eager, FARMERS + OFFICES) == 0
    assert meeting(eager, FARMERS + TRADERS) > 0


def test_without_understanding_nobody_is_found(eager):
    eager.state.understanding[:] = 0.0
    assert meeting(eager, FARMERS + TRADERS) == 0


def test_nobody_has_more_ties_than_room(eager):
    meeting(eager, [0, 6, 7, 8, 9, 10])  # a farmer has room for three
    assert eager.state.actors["ties"][0] == 3
    assert meeting(eager, [0, 6, 7, 8, 9, 10], week=2) == eager.state.ledger[0]["running"]


def test_a_tie_is_struck_once(eager):
    assert meeting(eager, [0, 6], week=1) == meeting(eager, [0, 6], week=2) == 1


@pytest.mark.parametrize(("risk", "worth"), [(0.99, True), (1.01, False)])
def test_worth_it_at_even_odds_up_to_a_loss_as_large_as_the_gain(eager, risk, worth):
    eager.state.prior[0, 6] = 0.5
    assert eager.call(worth_it, i=0, j=6, risk=risk) == worth


@pytest.mark.parametrize(
    ("farmer", "trader", "money"),
    [
        (ALWAYS, ALWAYS, (10.0, 10.0)),
        (ALWAYS, NEVER, (-7.0, 10.0)),
        (NEVER, ALWAYS, (10.0, -7.0)),
        (NEVER, NEVER, (0.0, 0.0)),
    ],
)
def test_what_a_deal_pays(eager, farmer, trader, money):
    eager.state.actors["reliability"][[0, 6]] = farmer, trader
    eager.state.tie_gain[0, 6], eager.state.tie_risk[0, 6] = 10.0, 0.7
    eager.call(open_tie, i=0, j=6, tie=RUNNING_DEAL, due=13)
    eager.call(settle, week=13, i=0, j=6)
    assert tuple(eager.state.accounts[WEEK_CASH, [0, 6]]) == pytest.approx(money)
    assert (eager.state.positive[0, 6] > 0) == (trader == ALWAYS)
    assert (eager.state.negative[6, 0] > 0) == (farmer == NEVER)
    assert (eager.state.tie[0, 6] == PARTNER) == (farmer == trader == ALWAYS)


def test_an_honoured_deal_goes_on_as_a_partnership(eager):
    eager.state.ledger[0]["week"] = 1
    meeting(eager, [0, 6])
    for week in range(2, 30):
        eager.call(open_week, week=week)
        eager.call(mature_deals, week=week)
    assert list(eager.events(events.DEAL_HONOURED)["week"]) == [14, 27]
    assert eager.state.tie[0, 6] == PARTNER
    assert eager.state.ledger[0]["partners"] == 1


def test_a_breach_ends_a_first_deal_where_ties_are_not_suspended(eager):
    eager.parameters["suspension_on"] = False
    eager.state.ledger[0]["week"] = 1
    meeting(eager, [0, 6])
    eager.state.actors["reliability"][6] = NEVER
    eager.call(mature_deals, week=14)
    assert eager.state.tie[0, 6] == NO_TIE
    assert list(eager.state.actors["ties"]) == [0] * 13
    assert list(eager.state.actors["deal_flow"]) == [0.0] * 13


@pytest.mark.parametrize(("trust", "goes_on"), [(0.9, True), (0.3, False)])
def test_partners_forgive_a_breach_at_once_where_ties_are_not_suspended(eager, trust, goes_on):
    eager.parameters["trust_on"] = eager.parameters["suspension_on"] = False
    eager.state.ledger[0]["week"] = 1
    meeting(eager, [0, 6])
    eager.state.tie[0, 6], eager.state.ledger[0]["partners"] = PARTNER, 1
    eager.state.prior[:] = trust
    eager.state.actors["reliability"][6] = NEVER
    eager.call(mature_deals, week=14)
    assert (eager.state.tie[0, 6] == PARTNER) == goes_on
    assert eager.state.ledger[0]["partners"] == goes_on


@pytest.mark.parametrize(("again", "matures"), [(13, []), (14, []), (15, [(28, 1)])])
def test_a_pair_that_lost_its_deal_can_strike_another_when_its_term_is_over(eager, again, matures):
    """Three deals of week 1; the middle one on the calendar is lost in week 5. Week 14 still clears the calendar."""
    for farmer in (0, 1, 2):
        eager.state.ledger[0]["week"] = 1
        meeting(eager, [farmer, 6])
    for week in range(2, 31):
        eager.call(open_week, week=week)
        if week == 5:
            eager.call(close_tie, i=1, j=6)
        if week in (6, again):
            meeting(eager, [1, 6], week=week)
        eager.call(mature_deals, week=week)
    honoured = eager.events(events.DEAL_HONOURED)
    first = [(14, 0), (14, 2), (27, 0), (27, 2)]
    assert sorted(zip(honoured["week"], honoured["actor"], strict=True)) == [*first, *matures]


@pytest.mark.parametrize(("asked", "first_deal"), [(1.4, 2), (1.6, 3), (4.0, 5)])
def test_deals_come_after_meetings(eager, asked, first_deal):
    """The first meeting makes a contact; with n asked, to the nearest whole, the deal is struck at meeting n + 1."""
    eager.parameters["first_meetings"] = asked
    eager.state.met[:] = 0
    for meetings in range(1, 7):
        struck = meeting(eager, [0, 6], week=meetings)
        eager.call(note_contacts, room=eager.seat([0, 6]))
        assert struck == (meetings >= first_deal)


def test_only_those_who_sat_together_get_to_know_each_other(eager):
    eager.state.met[:] = 0
    for rows in ([0, 6], [0, 7], [0, 6, 7]):
        eager.call(note_contacts, room=eager.seat(rows))
    assert [int(eager.state.met[pair]) for pair in ((0, 6), (0, 7), (6, 7), (0, 1))] == [2, 2, 1, 0]


@pytest.mark.parametrize(("trust", "resumed"), [(0.9, True), (0.3, False)])
@pytest.mark.parametrize("partners", [True, False])
def test_a_breach_suspends_a_tie_until_both_want_it_again(eager, partners, trust, resumed):
    """Broken in week 14; nothing for 8 weeks, in which the pair keeps its room; then a deal on trial, or the end."""
    eager.parameters["trust_on"], eager.parameters["suspension"] = False, 8.0
    eager.state.ledger[0]["week"] = 1
    meeting(eager, [0, 6])
    if partners:
        eager.state.tie[0, 6], eager.state.ledger[0]["partners"] = PARTNER, 1
    eager.state.prior[:] = trust
    eager.state.actors["reliability"][6] = NEVER
    for week in range(2, 23):
        eager.call(open_week, week=week)
        eager.call(mature_deals, week=week)
        if week == 14:
            assert eager.state.tie[0, 6] == SUSPENDED
            assert eager.state.actors["ties"][0] == 1
            assert eager.state.actors["deal_flow"][0] == pytest.approx(0.0, abs=1e-12)
            assert eager.state.ledger[0]["running"] == eager.state.ledger[0]["partners"] == 0
        if week == 21:
            assert eager.state.tie[0, 6] == SUSPENDED
    assert eager.state.tie[0, 6] == (RUNNING_DEAL if resumed else NO_TIE)
    assert eager.state.ledger[0]["running"] == resumed
    if resumed:
        assert eager.state.tie_due[0, 6] == 22 + LONGEST_DEAL


@pytest.mark.parametrize(("displacement", "ended"), [(0.0, 0), (1.0, 1)])
def test_a_new_deal_crowds_out_an_old_one_with_the_same_role(eager, displacement, ended):
    """With one old tie to a trader and one to a bank, a deal with another trader can only end the first."""
    for j in (6, 9):
        eager.call(open_tie, i=0, j=j, tie=RUNNING_DEAL, due=13)
    eager.parameters["displacement"] = displacement
    eager.call(crowd_out, week=1, mig=100, i=0, j=7)
    assert eager.state.tie[0, 6] == (NO_TIE if ended else RUNNING_DEAL)
    assert eager.state.tie[0, 9] == RUNNING_DEAL
    assert eager.state.actors["ties"][0] == 2 - ended


def test_as_many_old_ties_end_as_displacement_says(eager):
    """Two old ties with traders, each at risk with half of 0.6: 0.6 end for each new deal with a trader."""
    eager.parameters["displacement"], runs, ended = 0.6, 1000, 0
    for run in range(runs):
        eager.key = (1, run)
        eager.state.due_first[:] = -1
        for j in (6, 7):
            if eager.state.tie[0, j] == NO_TIE:
                eager.call(open_tie, i=0, j=j, tie=RUNNING_DEAL, due=13)
        eager.call(crowd_out, week=1, mig=100, i=0, j=8)
        ended += 2 - eager.state.actors["ties"][0]
    assert ended / runs == pytest.approx(0.6, abs=4 * np.sqrt(2 * 0.3 * 0.7 / runs))


def test_a_delegate_deals_for_her_constituents_too(eager):
    """Trader A has 1040 of turnover as all have, farmer A and half of her constituents 1040 + 0.5 c."""
    eager.parameters["delegates_on"], eager.parameters["deal_reach"] = True, 0.5
    behind = eager.market.pool["constituents_turnover"]
    assert behind[0] == pytest.approx(eager.market.outside["turnover"][eager.market.outside["delegate"] == 0].sum())
    eager.state.actors["turnover"][6] = 1e9
    meeting(eager, [0, 6])
    business = 1040 + 0.5 * behind[0]
    gain = 0.05 * business / 4
    assert eager.state.tie_gain[0, 6] == pytest.approx(gain)
    assert eager.state.actors["deal_flow"][0] == pytest.approx(gain / 13 * 1040 / business)
    eager.state.actors["reliability"] = ALWAYS
    eager.call(settle, week=13, i=0, j=6)
    assert eager.state.accounts[WEEK_CASH, 0] == pytest.approx(gain * 1040 / business)
    assert eager.state.accounts[WEEK_GROUP, 0] == pytest.approx(gain * (1 - 1040 / business))


def test_closing_a_tie_gives_the_room_back(eager):
    meeting(eager, [0, 6])
    eager.call(close_tie, i=0, j=6)
    assert eager.state.actors["ties"].sum() == eager.state.ledger[0]["running"] == 0


def test_two_actors_as_a_markov_chain(eager):
    """A pair that meets every week: free, it strikes a deal with chance p; the deal runs 13 weeks and ends."""
    weeks, chance, runs = 150, 0.2, 120
    eager.parameters["partners_on"] = eager.parameters["trust_on"] = False
    eager.parameters["deal_rate"] = chance
    room, counts = eager.seat([0, 6]), []
    for run in range(runs):
        eager.key = (1, run)
        eager.state.ledger[0]["deals"] = 0
        eager.state.due_first[:], eager.state.tie_due[:] = -1, 0
        if eager.state.tie[0, 6] != NO_TIE:
            eager.call(close_tie, i=0, j=6)
        for week in range(1, weeks + 1):
            eager.state.ledger[0]["week"] = week
            eager.call(strike_deals, week=week, g=-1, room=room, length=1.0)
            eager.call(mature_deals, week=week)
        counts.append(eager.state.ledger[0]["deals"])
    free = np.zeros(weeks + 1)  # chance of being free when week w begins
    free[1] = 1.0
    for week in range(2, weeks + 1):
        # Free already and nothing struck, or freed at the end of last week by the deal of thirteen weeks before.
        ended = chance * free[week - 1 - LONGEST_DEAL] if week - 1 > LONGEST_DEAL else 0.0
        free[week] = (1 - chance) * free[week - 1] + ended
    assert np.mean(counts) == pytest.approx(chance * free[1:].sum(), abs=4 * np.std(counts) / np.sqrt(runs))
