"""Voice: who is heard, what seats do for the gap, and that what was won fades."""

import numpy as np
import pytest
from migsim.stages.meeting import heard, let_voice_fade
from migsim.stages.people import draw_people
from migsim.stages.scorecard import voice_gap

WOMAN = 0  # farmer A, whose voice is 0.4 x 0.6 = 0.24 at the start


@pytest.fixture
def people(world):
    world.call(draw_people)
    return world


def gap(world, invited):
    world.state.actors["in_room"] = np.isin(np.arange(len(world.market.pool)), invited)
    return world.call(voice_gap)


def test_few_are_heard_half_and_a_third_whole(people):
    """Voice 0.24; far below the threshold half of it counts, far above it all of it, at it three quarters."""
    people.parameters["voice_threshold"] = 0.3
    halves = [people.call(heard, i=WOMAN, marginalised_share=share) for share in (0.0, 0.3, 0.9)]
    assert halves == pytest.approx([0.12, 0.18, 0.24], rel=0.01)
    assert people.call(heard, i=3, marginalised_share=0.0) == pytest.approx(0.4)  # farmer D is not marginalised


def test_the_gap_by_hand(people):
    """In the room: farmer D (0.4) and farmer A, one of two there, so her 0.24 counts nearly whole."""
    low = people.market.pool["marginalised"]
    whole = people.call(heard, i=WOMAN, marginalised_share=0.5)
    assert gap(people, [0, 3]) == pytest.approx(0.4 / (~low).sum() - whole / low.sum())


def test_a_seat_kept_for_somebody_marginalised_narrows_the_gap(people):
    """Whoever gives up a seat, and however little the new one is heard: also where she replaces another farmer."""
    low = np.flatnonzero(people.market.pool["marginalised"])
    others = np.flatnonzero(~people.market.pool["marginalised"])
    room = list(others)
    for newcomer in low:
        before = gap(people, room)
        assert gap(people, [*room, newcomer]) < before
        room = [*room[1:], newcomer]
        assert gap(people, room) < before


def test_won_voice_fades_by_the_week(people):
    """Won 0.36 above the given 0.24: a week takes 2 % of it, and of the peak's 0.46; nothing falls below the given."""
    people.parameters["voice_fade"] = 0.02
    actor = people.state.actors[WOMAN]
    actor["voice"], actor["voice_peak"] = 0.6, 0.7
    people.call(let_voice_fade)
    assert (actor["voice"], actor["voice_peak"]) == pytest.approx((0.24 + 0.98 * 0.36, 0.24 + 0.98 * 0.46))
    for _ in range(2000):
        people.call(let_voice_fade)
    assert actor["voice"] == pytest.approx(0.24)
    assert people.state.actors["voice"][3] == 0.4
