"""Chance: the generator is the published one, every event has its own draw, every thing its own id."""

import inspect
from itertools import product

import numpy as np
import pytest
from migsim import chance
from migsim.chance import in_mig, permanent_id, philox, uniform, uniforms
from migsim.scenario.library import load_scenario, scenario_names
from migsim.scenario.parameters import PARAMETERS
from migsim.state import PLACES

from calling import reach

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_published_vectors_of_random123(counter, key, expected):
    assert tuple(map(int, philox(*counter, *key))) == expected


def test_a_draw_is_the_first_52_bits_of_its_own_block():
    a, b, _, _ = philox(7, chance.ATTENDANCE, 3, 4, 1, 2)
    expected = ((int(a) >> 6) * 2**26 + (int(b) >> 6) + 0.5) / 2**52
    assert uniform((1, 2), chance.ATTENDANCE, 7, 3, 4) == expected


def test_draws_are_uniform_and_inside_the_open_interval():
    draws = np.array([uniform((1, run), chance.SHOCK, 3, 5, 0) for run in range(20_000)])
    assert 0.0 < draws.min() < 1e-3
    assert 1 - 1e-3 < draws.max() < 1.0
    counts, _ = np.histogram(draws, 20, (0, 1))
    assert ((counts - 1000) ** 2 / 1000).sum() < 43.8  # chi-squared, 19 degrees of freedom, 1 in 1000


def test_the_ends_of_the_grid_are_not_0_or_1():
    assert 0.5 / 2**52 > 0.0
    assert ((2**26 - 1) * 2**26 + (2**26 - 1) + 0.5) / 2**52 < 1.0


def test_every_part_of_the_address_matters():
    plain = uniform((1, 2), 3, 4, 5, 6)
    others = [
        uniform((9, 2), 3, 4, 5, 6),
        uniform((1, 9), 3, 4, 5, 6),
        uniform((1, 2), 9, 4, 5, 6),
        uniform((1, 2), 3, 9, 5, 6),
        uniform((1, 2), 3, 4, 9, 6),
        uniform((1, 2), 3, 4, 5, 9),
        uniform((1, 2), 3, 4, 6, 5),
    ]
    assert len({plain, *others}) == 8


def _events() -> dict[str, int]:
    numbers = inspect.getmembers(chance, lambda value: type(value) is int)
    return {name: number for name, number in numbers if name.isupper() and not name.startswith("_")}


def test_no_two_events_share_a_number():
    events = _events()
    assert len(set(events.values())) == len(events)
    assert all(0 < number < 1 << 8 for number in events.values())  # the MIG stands above


def test_no_two_events_of_any_groups_share_a_word():
    migs = [0, *(permanent_id("constraint", f"c{n}") for n in range(PLACES)), (1 << 24) - 1]
    words = [int(in_mig(event, mig)) for event, mig in product(_events().values(), migs)]
    assert len(set(words)) == len(words)
    assert all(0 <= word < 1 << 32 for word in words)


def test_ids_of_parameters_are_unique():
    assert len({parameter.id for parameter in PARAMETERS}) == len(PARAMETERS)


@pytest.mark.parametrize("name", scenario_names())
def test_ids_of_a_scenario_are_unique(name):
    scenario = load_scenario(name)
    for kind in ("roles", "groups", "actors", "constraints", "shocks"):
        things = getattr(scenario, kind)
        ids = {permanent_id(kind.removesuffix("s"), thing.name) for thing in things}
        assert len(ids) == len(things), kind
        assert max(ids, default=0) < (1 << 24) - 1


def test_ids_last():
    """A change here changes the luck of everybody in every published result."""
    assert permanent_id("actor", "farmer A") == 0x5EB298
    assert permanent_id("parameter", "breach") == 0x16797A


@pytest.mark.parametrize("size", [1, 7, 8, 9, 100])
def test_many_draws_are_the_same_draws(size):
    """The loop that vectorises against one draw at a time, for every way of naming whom it is about."""
    ids = (np.arange(size) * 977 + 5).astype(np.uint32)
    low, high, u = ids, ids + np.uint32(3), np.zeros(size)
    for i, j in ((ids, 0), (17, ids), (low, high)):
        reach(uniforms)((1, 2), 14, 3, i, j, u)
        pairs = np.broadcast(i, j) if np.ndim(i) or np.ndim(j) else []
        assert u.tolist() == [uniform((1, 2), 14, 3, int(a), int(b)) for a, b in pairs]
