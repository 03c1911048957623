"""A vote handed in: the actors' own vote handed back changes no bit, and another forms the groups that it wants."""

import numpy as np
import pytest
from migsim.engine.handed import hand_votes
from migsim.engine.looks import watch
from migsim.engine.walk import Walk
from migsim.engine.worlds import prepare_cell
from migsim.facilitation.library import load_strategy
from migsim.scenario.library import load_scenario
from migsim.scenario.priors import load_prior
from migsim.stages import events
from migsim.state import NO_MIG


@pytest.fixture(scope="module")
def poultry():
    scenario = load_scenario("treyl-poultry")
    return prepare_cell(scenario, load_strategy("intensive"), 1, weeks=157), load_prior().draw(1, range(3))


def record(parameters, run):
    return parameters[run : run + 1]


def test_the_actors_own_vote_handed_back_is_the_same_future_to_the_bit(poultry):
    cell, parameters = poultry
    for run in range(3):
        whole, seen = watch(cell, record(parameters, run), run)
        votes = Walk(cell, record(parameters, run), run).state.votes.copy()
        handed, again = watch(cell, record(parameters, run), run, votes=votes)
        assert whole.weekly.tobytes() == handed.weekly.tobytes()
        assert whole.scorecard.tobytes() == handed.scorecard.tobytes()
        assert seen.trust.tobytes() == again.trust.tobytes()
        logged = int(whole.state.ledger[0]["events"])
        assert whole.state.events[:logged].tobytes() == handed.state.events[:logged].tobytes()
        assert int(handed.state.ledger[0]["events"]) == logged


def test_groups_are_those_that_the_vote_wants_where_members_are_found(poultry):
    cell, parameters = poultry
    for run in range(3):
        walk = Walk(cell, record(parameters, run), run)
        own, room = walk.state.votes.copy(), walk.state.actors["in_room"].copy()
        votes = np.zeros(len(own))
        wanted = np.argsort(own)[:3]  # what the actors want least of all
        votes[wanted] = 5.0, 4.0, 3.0
        hand_votes(walk, votes)
        formed = walk.state.migs["constraint"][walk.state.migs["status"] != NO_MIG]
        assert set(formed.tolist()) <= set(wanted.tolist())
        assert (walk.state.actors["in_room"] == room).all()
        log = walk.state.events[: int(walk.state.ledger[0]["events"])]
        assert sorted(log["other"][log["event"] == events.VOTED].tolist()) == sorted(wanted.tolist())
        belongs = walk.state.members["member"].sum(axis=0)
        assert (walk.state.actors["memberships"] == belongs).all()
        assert (walk.state.actors["member_ever"] == (belongs > 0)).all()
