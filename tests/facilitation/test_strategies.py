"""The contract of every strategy in the library, and what is said about strategies that are wrong."""

import dataclasses

import numpy as np
import pytest
import tomlkit
from migsim.engine import simulate
from migsim.engine.future import decide_week, observe
from migsim.errors import InputError
from migsim.facilitation.library import LIBRARY, STANDARD, load_strategies, load_strategy, strategy_names
from migsim.facilitation.schedule import planned_cost, schedule_of, taper_share, write_levers
from migsim.facilitation.schema import Plan
from migsim.facilitation.strategy import Actions, FileStrategy, GroupSeen, Observation, Strategy
from migsim.scenario.files import read_toml
from migsim.scenario.library import load_scenario
from migsim.scenario.parameters import default_parameters
from migsim.state import LEVERS

from playing import PLANS, SMALL, future, phase, plan

POULTRY = load_scenario("treyl-poultry")
#: What a facilitator can see: attendance, commitments kept, deals it hears of, who ran the meeting, noisy mood.
SEEN = {"week", "horizon", "groups", "hours_spent", "money_spent"}
SEEN_OF_A_GROUP = {
    "constraint", "status", "members", "meetings", "attendance", "kept", "members_ran", "mood", "deals_heard",
    "last_attendance", "last_kept", "last_members_ran", "weeks_since_meeting",
}  # fmt: skip


def test_the_standard_comparison_heads_the_library():
    assert strategy_names()[: len(STANDARD)] == list(STANDARD)
    assert len(strategy_names()) >= 18
    assert [strategy.name for strategy in load_strategies(None)] == list(STANDARD)


@pytest.mark.parametrize("name", strategy_names())
class TestEveryStrategy:
    def test_it_is_documented_and_cited(self, name):
        strategy = load_strategy(name)
        assert strategy.name == name
        assert strategy.title
        assert len(strategy.description.split()) >= 8
        assert len(strategy.source.split()) >= 3

    def test_it_is_reproducible(self, name):
        one, other = (simulate(POULTRY, name, seed=5, run=2) for _ in range(2))
        assert one.scorecard == other.scorecard
        assert one.events.equals(other.events)

    def test_it_survives_being_written_and_read(self, name, tmp_path):
        written = load_strategy(name).plan
        file = tmp_path / "copy.toml"
        file.write_text(tomlkit.dumps(written.model_dump(exclude_none=True)), encoding="utf-8")
        assert read_toml(file, Plan) == written

    def test_its_planned_cost_is_the_budget_or_its_own(self, name):
        strategy = load_strategy(name)
        cost = sum(planned_cost(strategy, POULTRY, schedule_of(strategy, POULTRY, POULTRY.horizon)))
        if strategy.cost == "equal":
            assert cost == pytest.approx(POULTRY.costs.budget)
        else:
            assert cost < POULTRY.costs.budget

    def test_it_does_not_spend_more_than_it_says(self, name):
        """What is really paid stays near the plan: meetings come as they come, hours as planned."""
        strategy = load_strategy(name)
        schedule = schedule_of(strategy, POULTRY, POULTRY.horizon)
        planned = sum(planned_cost(strategy, POULTRY, schedule))
        for run in range(4):
            history = simulate(POULTRY, name, seed=3, run=run)
            hours = history.weekly["facilitator_hours"]
            paid = (schedule["hours"].sum(axis=1) + schedule["recruit"])[1:]
            assert (hours[1:] <= paid + 1e-9).all()  # rules move hours, none add any
            assert history.scorecard["cost"] <= 1.15 * planned

    def test_it_sees_only_what_it_is_shown(self, name):
        """A file's actions hang on the week alone, or on what an observation shows and nothing else."""
        strategy = load_strategy(name)
        answers = bool(strategy.plan.rules) or strategy.handover.kind == "when-ready"
        group = GroupSeen("credit", "active", 3, 9, 0.1, 0.2, 0.3, 0.1, 5, 0.2, 0.2, 0.9, 1)
        told = []
        for groups in ((), (group,)):
            seen = [Observation(week, 260, groups, 0.0, 0.0) for week in (1, 2, 3, 4, 30, 31, 32, 80, 200)]
            one, other = ([asked.decide(look) for look in seen] for asked in (strategy.begin(), strategy.begin()))
            assert one == other
            told.append(one)
        assert answers or told[0] == told[1]

    def test_its_schedule_is_what_it_decides_week_by_week(self, name):
        plan = load_strategy(name).plan
        if plan.delivery is not None or plan.handover.kind == "when-ready":
            pytest.skip("decides nothing, or by what it sees")
        strategy = FileStrategy(plan.model_copy(update={"cost": "own"}))
        schedule, row = schedule_of(strategy, POULTRY, POULTRY.horizon), np.zeros(1, LEVERS)[0]
        for week in range(1, POULTRY.horizon + 1):
            write_levers(row, strategy.decide(Observation(week, POULTRY.horizon, (), 0.0, 0.0)))
            told = [name for name in row.dtype.names if name != "share"]  # what fading left is for rules to know
            assert schedule[week][told] == row[told]

    def test_somebody_acts_until_the_exit_and_nobody_after(self, name):
        strategy = load_strategy(name)
        present = schedule_of(strategy, POULTRY, POULTRY.horizon)["present"]
        if strategy.exit_week is None:
            assert not present.any()
        else:
            assert list(np.flatnonzero(present)) == list(range(1, strategy.exit_week))


@pytest.mark.parametrize("run", range(3))
def test_no_project_costs_nothing_and_changes_nothing(run):
    history = simulate(POULTRY, "no-project", run=run)
    assert history.scorecard["cost"] == history.scorecard["member_hours"] == history.scorecard["deals"] == 0.0
    assert history.scorecard["cost_per_household"] is history.scorecard["benefit_cost_ratio"] is None
    assert history.scorecard["migs_alive"] is history.scorecard["adapt_alive"] is None
    assert not history.weekly["cost"].any()


def test_an_observation_holds_observables_only():
    assert {field.name for field in dataclasses.fields(Observation)} == SEEN
    assert {field.name for field in dataclasses.fields(GroupSeen)} == SEEN_OF_A_GROUP


def test_an_observation_does_not_change_when_the_hidden_state_does():
    played = next(f for run in range(20) if (f := future("doing", default_parameters(), run)).scorecard["migs_formed"])
    state, scenario = played.desk.state, played.cell.scenario
    before = observe(scenario, state, 100, 170)
    shown = {"status", "constraint", "members", "meetings", "last_attendance", "last_kept", "members_ran"}
    for array in (state.prior, state.positive, state.understanding, state.belief, state.interest, state.adopted):
        array += 1
    for table in (state.actors, state.members, state.constraints, state.migs):
        for name in table.dtype.names:
            if table is not state.migs or (name not in shown and not name.startswith("seen_")):
                table[name] = ~table[name] if table[name].dtype == bool else table[name] + 1
    assert observe(scenario, state, 100, 170) == before
    state.migs["seen_mood"] += 0.1
    assert observe(scenario, state, 100, 170) != before


def test_an_observation_is_read_only():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Observation(1, 260, (), 0.0, 0.0).week = 2


def test_everything_is_charged():
    """Hours, meetings, travel and funds of a facilitated week are in the cost, and nothing else is."""
    for run in range(6):
        plain = future(plan("dear", phases=[phase(fund=50.0)]), default_parameters(), run)
        hours, live = plain.weekly("facilitator_hours"), plain.weekly("live_migs")
        first = plain.weekly("cost")[1]
        met = plain.weekly("meetings")[1]
        assert first == pytest.approx(hours[1] * 30.0 + live[0] * 50.0 + met * 20.0)
        assert not plain.weekly("cost")[41:].any()


def test_a_taper_falls_in_equal_steps():
    tapered = PLANS["tapered"].plan
    shares = [taper_share(tapered, week) for week in range(1, 41)]
    assert shares[:20] == [1.0] * 20
    assert np.diff(shares[19:]) == pytest.approx(-1 / 21)
    assert shares[-1] == pytest.approx(1 / 21)


def test_a_hand_over_when_ready_comes_when_they_are_or_at_the_latest():
    ready = PLANS["ready"]
    ends = set()
    for run in range(12):
        played = future(ready, default_parameters(), run)
        if played.scorecard["migs_formed"]:
            worked = np.flatnonzero(played.weekly("facilitator_hours")[1:]) + 1
            ends.add(int(worked.max()))
    assert len(ends) > 2  # it depends on the groups
    assert max(ends) < ready.exit_week == 1 + 40 + 13


class Wrong(Strategy):
    """Does what it is told."""

    name = "wrong"

    def __init__(self, actions):
        self.actions = actions

    def decide(self, seen):
        return self.actions


@pytest.mark.parametrize(
    "actions",
    [
        Actions({"managment": 3.0}),
        Actions({"management": -1.0}),
        Actions({"management": float("nan")}),
        Actions(style=1.5),
        Actions(travel_support=2.0),
        Actions(fund=float("inf")),
    ],
    ids=str,
)
def test_impossible_actions_are_refused(actions):
    with pytest.raises(InputError, match="practices starting, interdependence"):
        simulate(SMALL, Wrong(actions))


def test_a_strategy_without_decide_says_so():
    with pytest.raises(NotImplementedError, match="write decide"):
        decide_week(Strategy(), POULTRY, future("coached", default_parameters()).desk.state, 1, 260)


def file_with(tmp_path, **changes):
    content = {**PLANS["coached"].plan.model_dump(exclude_none=True), **changes}
    file = tmp_path / "mine.toml"
    file.write_text(tomlkit.dumps({key: value for key, value in content.items() if value is not None}))
    return file


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"cost": "equl"}, ["cost"]),
        ({"style": 0.5}, ["style"]),
        ({"phases": [phase(style=30)]}, ["style = 30"]),
        ({"phases": [phase(hours={"managment": 3.0})]}, ["managment"]),
        ({"phases": [phase(weeks=0)]}, ["weeks = 0"]),
        ({"start": None}, ["there are phases but no workshop"]),
        ({"delivery": {"weeks": 5}}, ["direct delivery stands alone"]),
        ({"handover": {"kind": "taper", "weeks": 99}}, ["a taper needs 1 to 40 weeks"]),
        ({"phases": [], "cost": "equal"}, ["there are no weekly hours to scale"]),
        ({"cost": "equl", "phases": [phase(style=30)], "start": {"vote": "dots"}}, ["cost", "style = 30", "vote"]),
    ],
    ids=lambda value: None if isinstance(value, dict) else value[0],
)
def test_each_mistake_of_a_file_has_one_message(tmp_path, changes, messages):
    file = file_with(tmp_path, **changes)
    with pytest.raises(InputError) as caught:
        load_strategy(file)
    assert len(caught.value.messages) == len(messages)
    for part in messages:
        assert sum(part in message for message in caught.value.messages) == 1
    assert all(message.startswith(f"{file}:") for message in caught.value.messages)


MISTAKES = {  # ten that people make, as they type them: what replaces what, and what is said
    "a decimal comma": ("travel_support = 0.3", "travel_support = 0,3", ":14: not valid TOML (line 14"),
    "a percentage": ("below = 0.5", "below = 50", ":22: rules.call.below = 50: last_attendance is a share and must be"
                     " at most 1; write 0.5 if 50 % is meant"),
    "a number in quotes": ("amount = 3", 'amount = "3"', ':26: rules.call.amount = "3": is text because of its quotes'),
    "a misspelt practice": ('to = "communication"', 'to = "comunication"', "did you mean \"communication\""),
    "a misspelt observable": ('when = "last_attendance"', 'when = "last_attendence"', "did you mean \"last_attendance"),
    "a misspelt field": ("meetings_running = 2", "meeting_running = 2", "did you mean \"meetings_running\""),
    "single brackets": ("[[rules]]", "[rules]", ":19: rules: must be rows of a table; write [[rules]]"),
    "no limit": ("below = 0.5\n", "", ":19: rules.call: a rule needs a limit; add below = or above = with a value"),
    "no practice": ('to = "communication"\n', "", ':19: rules.call: move-hours needs to = and a practice'),
    "no amount": ("amount = 3\n", "", ":19: rules.call: move-hours needs amount = and a number; add it"),
    "meetings of the programme": ('when = "last_attendance"\nbelow = 0.5', 'when = "groups_active"\nbelow = 2',
                                  ":23: rules.call.meetings_running = 2: groups_active is not seen at meetings"),
    "code": ("below = 0.5", 'below = "mood * 2"', ':22: rules.call.below = "mood * 2": must be a number'),
    "more than the budget": ('action = "move-hours"', 'action = "add-hours"',
                             ':24: rules.call.action = "add-hours": would spend more than the budget'),
    "practice to itself": ("amount = 3", 'amount = 3\ntake_from = "communication"', "cannot be moved from a"),
}  # fmt: skip

TYPED = """\
name = "typed"
title = "Typed"
description = "As a user would type it."
source = "own idea"
cost = "equal"

[start]
preparation = { starting = 30 }
mapping_days = 2

[[phases]]
weeks = 39
hours = { management = 6, communication = 2 }
travel_support = 0.3
[handover]
kind = "taper"
weeks = 20

[[rules]]
name = "call"
when = "last_attendance"
below = 0.5
meetings_running = 2
action = "move-hours"
to = "communication"
amount = 3
lasts = 13
"""


def test_what_is_typed_without_a_mistake_is_accepted(tmp_path):
    file = tmp_path / "typed.toml"
    file.write_text(TYPED)
    assert load_strategy(file).plan.rules[0].amount == 3


@pytest.mark.parametrize("mistake", MISTAKES)
def test_typical_mistakes_are_told_in_one_line(tmp_path, mistake):
    old, new, said = MISTAKES[mistake]
    assert TYPED.count(old) == 1
    file = tmp_path / "typed.toml"
    file.write_text(TYPED.replace(old, new))
    with pytest.raises(InputError) as caught:
        load_strategy(file)
    (message,) = caught.value.messages
    assert message.startswith(f"{file}:")
    assert said in message


def test_unknown_names_and_twins():
    with pytest.raises(InputError) as caught:
        load_strategies(["light-tuch", "intensive", "intensive", "nowhere.toml"])
    light, nowhere, twice = caught.value.messages
    assert "did you mean 'light-touch'" in light
    assert "nowhere.toml" in nowhere
    assert "named twice" in twice


def test_leaving_too_late_names_the_horizon_that_is_needed():
    late = plan("late", phases=[phase(weeks=100)])
    with pytest.raises(InputError, match="at least 205 weeks"):
        simulate(SMALL, late)


def test_a_budget_that_does_not_cover_the_meetings(small):
    poor = small.model_copy(update={"costs": small.costs.model_copy(update={"budget": 100.0})})
    with pytest.raises(InputError, match=r"budget of 100 does not cover"):
        simulate(poor, PLANS["tapered"])


def test_the_library_holds_toml_files_only():
    assert {path.suffix for path in LIBRARY.iterdir()} == {".toml"}
