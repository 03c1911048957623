"""The timeline of a small made-up history, sentence by sentence, and of real ones."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from migsim.engine import simulate
from migsim.report.story import many, when
from migsim.report.timeline import tell, timeline_text

WEEKS = 140
COLUMNS = ["week", "event", "mig", "actor", "other", "value"]


def shock(name, kind, constraint=None, weeks=4, role=None):
    return SimpleNamespace(name=name, kind=kind, constraint=constraint, weeks=weeks, role=role)


def made_up(events, came=("Ann", "Ben", "Cy"), **scorecard):
    scenario = SimpleNamespace(
        title="A market",
        name="market",
        currency="GBP",
        constraints=[SimpleNamespace(name="feed", title="Dear feed"), SimpleNamespace(name="loans", title="No loans")],
        shocks=[shock("plague", "severity", "feed"), shock("ban", "meeting-ban", weeks=9)],
    )
    actors = pd.DataFrame(
        {
            "actor": ["Ann", "Ben", "Cy", "Di"],
            "role": ["farmer", "farmer", "trader", "trader"],
            "groups": ["women, youth", "", "women", ""],
            "in_room": [True, True, True, True],
            "mapping_days": [2 if name in came else 0 for name in ("Ann", "Ben", "Cy", "Di")],
        }
    )
    weekly = pd.DataFrame({"week": range(WEEKS + 1)})
    weekly = weekly.assign(
        live_migs=1.0, deals_running=2.0, partners=1.0, severity=0.9, trust=0.5, member_income=3.0,
        constituent_income=2.0, wider_income=-1.0,
    )  # fmt: skip
    columns = (
        "member_benefit constituent_benefit wider_benefit system_benefit cost net_benefit benefit_cost_ratio "
        "member_hours households_reached cost_per_household trust understanding deals deals_honoured_share partners "
        "migs_formed goals_reached migs_alive migs_completed migs_alive_end attendance attendance_marginalised "
        "voice_gap benefit_gap_absolute benefit_gap_relative gini resilience adopt adapt_alive expand respond "
        "adapt_completed"
    )
    frame = pd.DataFrame(events, columns=COLUMNS)
    return SimpleNamespace(
        scenario=scenario,
        strategy=SimpleNamespace(name="mine", title="My strategy"),
        seed=1,
        run=0,
        actors=actors,
        weekly=weekly,
        migs=pd.DataFrame({"mig": [1], "interval": [4]}),
        events=frame.assign(mig=frame["mig"].astype("Int64")),
        twin=without,
        scorecard=dict.fromkeys(columns.split(), 0.0) | {"system_benefit": 120.0} | scorecard,
    )


def without():
    """A stand-in for the same future without a project."""
    actors = pd.DataFrame({"member": [True, False], "difference": [1234.0, 5.0]})
    card = {"system_benefit": -2_000.0, "benefit_gap_absolute": 12.0}
    return SimpleNamespace(history=SimpleNamespace(scorecard=card), actors=lambda: actors)


FORMED = [
    (0, "voted", None, "", "feed", 5.0),
    (0, "voted", None, "", "loans", 1.0),
    (0, "formed", 1, "", "feed", 3.0),
    (0, "chair", 1, "Ben", "", 0.0),
    (0, "joined", 1, "Ann", "", 0.5),
    (0, "joined", 1, "Ben", "", 0.5),
    (0, "joined", 1, "Cy", "", 0.5),
]


def told(history):
    return [(piece.week, piece.text) for piece in tell(history)]


def test_workshop_vote_and_groups():
    assert told(made_up(FORMED))[:5] == [
        (0, "A workshop of 2 days to map the market: 4 actors are invited, 3 come."),
        (0, "By role: farmer 2 and trader 1."),
        (0, "Among those who come: women 2 and youth 1."),
        (0, "They vote on what they would give time and effort to. The count: Dear feed, 5; No loans, 1."),
        (
            0,
            "Group 1 (Dear feed) is formed with 3 members and means to meet every 4 weeks. In the chair: Ben. "
            "The others: Ann; Cy.",
        ),
    ]


def test_no_workshop_and_no_group():
    assert told(made_up([], came=())) == [(0, "There is no workshop and no group.")]
    votes = [(0, "voted", None, "", "feed", 3.0)]
    assert told(made_up(votes))[-1] == (0, "No constraint finds enough votes and enough members: no group is formed.")


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (
            (9, "replanned", 1, "", "feed", 2.0),
            "Group 1 (Dear feed) sees too little come of its plan. It drops it and makes plan number 2.",
        ),
        ((9, "changed-constraint", 1, "", "loans", 0.0), "Group 1 turns to another constraint: No loans."),
        ((9, "goal", 1, "", "feed", 0.41), "Group 1 (Dear feed) reaches its goal: the constraint is 41% lighter than"),
        ((9, "completed", 1, "", "feed", 0.0), "Group 1 (Dear feed) has done what it set out to do, and stops."),
        ((9, "dormant", 1, "", "", 0.0), "Group 1 (Dear feed) falls silent"),
        ((9, "revived", 1, "", "", 0.0), "Group 1 (Dear feed) is alive again."),
        ((9, "dissolved", 1, "", "feed", 0.0), "Group 1 (Dear feed) comes to its end: too few members are left."),
        ((9, "dissolved", 1, "", "feed", 1.0), "Group 1 (Dear feed) comes to its end: plan after plan came to nothing"),
        ((9, "left", 1, "Ben", "", 0.0), "Group 1 (Dear feed) loses Ben (in the chair)."),
        ((9, "joined", 1, "Di", "", 0.5), "Group 1 (Dear feed) is joined by Di."),
        ((9, "not-convened", 1, "", "", 0.0), "Nobody calls the meeting of Group 1 (Dear feed) that is due, for the"),
        ((9, "shock", None, "", "plague", 0.3), "A shock (plague): it suddenly makes one constraint worse, Dear feed."),
        ((9, "shock", None, "", "ban", 1.0), "A shock (ban): no meetings are allowed for 9 weeks."),
        ((9, "hand-over", None, "", "", 0.0), "The facilitator begins to hand over."),
    ],
)
def test_turning_points(event, text):
    week_nine = [said for week, said in told(made_up([*FORMED, event])) if week == 9]
    assert len(week_nine) == 1
    assert week_nine[0].startswith(text)


def test_a_group_that_fell_silent_ends_of_silence_unless_it_came_alive_again():
    silent, alive = (5, "dormant", 1, "", "", 0.0), (7, "revived", 1, "", "", 0.0)
    over = (9, "dissolved", 1, "", "feed", 0.0)
    end = "Group 1 (Dear feed) comes to its end: "
    assert (9, f"{end}it has been silent for too long.") in told(made_up([*FORMED, silent, over]))
    assert (9, f"{end}too few members are left.") in told(made_up([*FORMED, silent, alive, over]))


def test_a_group_is_named_after_what_it_works_on_then():
    later = [(9, "changed-constraint", 1, "", "loans", 0.0), (20, "goal", 1, "", "loans", 0.5)]
    assert (20, "Group 1 (No loans) reaches its goal: the constraint is 50% lighter than at the start.") in told(
        made_up([*FORMED, *later])
    )


def test_deals_are_told_once_and_then_by_quarter():
    business = [
        (3, "met", 1, "", "3", 1.0),
        (3, "deal", 1, "Ann", "Cy", 12.0),
        (7, "met", 1, "", "1", 0.5),
        (7, "deal", 1, "Ben", "Cy", 9.0),
        (16, "deal-honoured", None, "Ann", "Cy", 12.0),
        (16, "partners", None, "Ann", "Cy", 12.0),
        (20, "deal-broken", None, "Ben", "Cy", 6.3),
    ]
    assert told(made_up([*FORMED, *business]))[5:] == [
        (
            3,
            "The first deal, at the margins of a meeting of Group 1 (Dear feed): Ann and Cy agree on business for a "
            "quarter of a year. If both keep their word, it is worth about £12 to each.",
        ),
        (13, "Weeks 1 to 13 in sum: 2 meetings, with 75% of the members; 2 deals struck."),
        (
            16,
            "Ann and Cy have both kept their word. They become partners and go on trading, "
            "whatever becomes of the groups.",
        ),
        (20, "A deal is broken for the first time, by Ben. It costs Cy £6.3."),
        (26, "Weeks 14 to 26 in sum: of 2 deals that fell due 1 honoured, 1 broken; 1 new pair of partners."),
    ]


def test_taking_stock_at_the_exit_and_two_years_later():
    exits = [(week, "exit", None, "", "", 0.0) for week in (9, 31)]
    pieces = told(made_up([*FORMED, exits[0], (30, "goal", 1, "", "feed", 0.4), exits[1]]))
    stock = (
        "1 group alive, 1 goal reached. The constraints weigh 10% less than at the start, on average. 2 ties of "
        "business, 1 of them between partners. Trust among participants is 0.50; after the workshop it was 0.50. "
        "Income a week against the start, over the last quarter: members £3, those they speak for £2, the "
        "wider market −£1."
    )
    assert not [text for week, text in pieces if week == 9]  # the facilitator came back: only the last time counts
    assert (31, f"This is what is there. {stock}") in pieces
    assert (135, f"Two years after the facilitator went, this is what is left. {stock}") in pieces


def test_the_scorecard_in_words():
    text = " ".join(
        timeline_text(
            made_up(
                FORMED, migs_formed=1.0, cost=500.0,
                migs_alive=None, migs_completed=None, attendance=0.75, attendance_marginalised=None, deals=3.0,
                deals_honoured_share=None, partners=1.0, resilience=0.987, adopt=None,
            )
        ).split()
    )  # fmt: skip
    for sentence in (
        "A market Strategy: My strategy. One simulated future: seed 1, run 0.",
        "Over the same future without the project it adds £2.1k to the market as a whole, in today's money and net of "
        "own time and travel: members £1.2k, everybody else £886.",
        "The programme costs £500. That leaves £1.6k: 4.24 added for each 1 spent.",
        "To each marginalised actor it adds £12 more than to others.",
        "1 group formed: 0 alive at the end. No goals reached.",
        "75% of members came to a meeting on average.",
        "3 deals are struck. 1 pair trade on as partners at the end.",
        "the market keeps 98.7% of its income.",
        "each from 0 to 1: adapt (groups alive) 0.00, adapt (groups done on purpose) 0.00, expand 0.00, respond 0.00.",
    ):
        assert sentence in text
    assert not re.search(r"\bnan\b", text)


def test_no_project_is_told_as_what_others_are_held_against():
    history = made_up([], came=(), system_benefit=-120.0)
    history.strategy.name = "no-project"
    assert "Without a project the market as a whole is £120 worse off" in timeline_text(history)


@pytest.mark.parametrize("strategy", ["no-project", "one-workshop", "inclusive", "direct-delivery"])
def test_real_histories(strategy):
    history = simulate("treyl-poultry", strategy, seed=4)
    pieces = tell(history)
    assert [piece.week for piece in pieces] == sorted(piece.week for piece in pieces)
    assert all(piece.text.endswith(".") and not re.search(r"\bnan\b", piece.text) for piece in pieces)
    assert len(pieces) == len(set(pieces))
    text = timeline_text(history, width=70)
    assert all(len(line) <= 80 and line == line.rstrip() for line in text.splitlines())
    if strategy == "inclusive":
        assert "Two years after the facilitator went" in text.replace("\n  ", " ")


def test_weeks_and_counts_in_words():
    assert [when(week) for week in (0, 4, 13, 52, 260)] == [
        "Week 0",
        "Week 4 (month 1)",
        "Week 13 (month 3)",
        "Week 52 (month 12)",
        "Week 260 (month 60)",
    ]
    assert [many(count, "deal") for count in (0, 1, 1200)] == ["no deals", "1 deal", "1,200 deals"]


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), float("-inf")])
def test_no_figure_that_is_missing_or_infinite_is_told(wrong):
    history = made_up([*FORMED, (60, "exit", None, "", "", 0.0), (30, "goal", 1, "", "feed", wrong)], migs_formed=1.0)
    numbers = [name for name in history.weekly if name != "week"]
    history.weekly[numbers] = history.weekly[numbers].astype(float)
    history.weekly.loc[5:, [name for name in numbers if name != "live_migs"]] = wrong
    history.scorecard.update(dict.fromkeys(history.scorecard, wrong) | {"migs_formed": 1.0, "deals": 3.0, "cost": 9.0})
    said = timeline_text(history)
    assert not re.search(r"\b(nan|inf|infinity)\b", said, re.IGNORECASE), said
