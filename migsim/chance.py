"""Chance: every draw is a pure function of who it is about, never of what was drawn before.

``uniform(key, event, week, i, j)`` enciphers the address of an event with Philox4x32-10 (Salmon et al. 2011): the key
is (seed, run), the counter (week, event, i, j). Two strategies in the same future thus meet the same people, the same
luck and the same shocks until they differ by cause, and results cannot depend on order, threads or what is being
watched. Nothing else in the package draws. `i` and `j` are permanent ids of actors, parameters or shocks, never row
numbers.
"""

import hashlib
from typing import Any

import numpy as np

from migsim.kernel import PLAIN, entry, inlined, kernel
from migsim.state import Array

# The events. A number is part of every result: add at the end, never renumber.
PARAMETER = 1  # i: parameter
TURNOVER = 2  # i: actor
COOPERATION_TYPE = 3
RELIABILITY = 4
GENERAL_TRUST = 5
INTEREST = 6  # i: actor, j: constraint
INVITATION = 7  # i: actor
MAPPING_ATTENDANCE = 8  # i: actor, week: mapping day
DEAL_FOUND = 9  # event with MIG; i, j: pair, lower id first
DEAL_SIZE = 10
DEAL_HONOURED = 11  # i: who keeps or breaks it, j: the partner, week of maturity
ATTENDANCE = 12  # event with MIG; i: actor
COMMITMENT_KEPT = 13  # event with MIG; i: actor
COMMITMENT_SEEN = 14  # event with MIG; i: who sees, j: whose commitment
PLAN = 15  # event with constraint; i: number of the plan on it, j: 0 dead end or not, 1 how good
REVIEW = 16  # event with MIG
JOIN = 17  # event with MIG; i: actor
SHOCK = 18  # i: shock
SHOCK_LEAVES = 19  # i: actor, j: shock
TAKE_UP = 20  # i: actor, j: constraint, or none: place in the queue of direct delivery
NETWORK = 21  # i: node, j: 0 pool or 1 outside, week: 0 how many contacts, then one a candidate
OUTSIDE_TURNOVER = 22  # i: actor
OUTSIDE_LABEL = 23  # i: actor, j: group
COMPLEX = 24  # i: actor
BALLOT_TIE = 25  # i: constraint
OBSERVATION = 26  # event with MIG; the mood, or i, j: pair whose deal is heard of
CONVENED = 27  # event with MIG
POSTERIOR = 28
MAP_ERROR = 29  # i: constraint
MATCH = 30  # i, j: pair, lower id first
FIRST_TIE = 31  # i, j: pair, week: 0 trades before the project, 1 when its deal is due, 2 its risk
CROWDED_OUT = 32  # event with MIG; i: who strikes a new deal, j: partner of an old tie
CHAIR = 36  # event with MIG; i: actor, j: 0 the chair is lost; no actor, j: 1 the group depends on it
FEE = 37  # event with MIG; no actor, j: 0 a kitty is started; i: actor, j: 1 pays its fee
LAPSE = 40  # i: actor, j: constraint
RECRUIT = 50  # event with MIG; i: actor
DECISION = 51  # i: constraint, j: 0 taken up, 1 answered, 2 lapses
BUYER_KEPT = 52  # i: shock

_MIG_SHIFT = 8

_LOW = np.uint64(0xFFFFFFFF)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_32 = np.uint64(32)
_TO_UNIT = 1.0 / 4503599627370496.0


def _at(ids: Any, n: int) -> Any:
    """Id number `n` of an array, or the only one."""
    return ids[n] if isinstance(ids, np.ndarray) else ids


if not PLAIN:
    from numba import types
    from numba.extending import overload

    @overload(_at)
    def _compile_at(ids: Any, n: int) -> Any:
        def one_each(ids: Any, n: int) -> Any:
            return ids[n]

        def one_for_all(ids: Any, n: int) -> Any:
            return ids

        return one_each if isinstance(ids, types.Array) else one_for_all


@inlined
def _philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Encipher four 32-bit counter words under two 32-bit key words: ten rounds of Philox4x32. All are uint64.

    Source: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
    """
    a, b, c, d = c0 & _LOW, c1 & _LOW, c2 & _LOW, c3 & _LOW
    x, y = k0 & _LOW, k1 & _LOW
    for _ in range(10):
        first = _MULTIPLIER_0 * a
        second = _MULTIPLIER_1 * c
        a, b, c, d = (second >> _32) ^ b ^ x, second & _LOW, (first >> _32) ^ d ^ y, first & _LOW
        x = (x + _WEYL_0) & _LOW
        y = (y + _WEYL_1) & _LOW
    return a, b, c, d


@entry
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """The cipher alone, to hold against its published vectors."""
    u = np.uint64
    return _philox(u(c0), u(c1), u(c2), u(c3), u(k0), u(k1))


@inlined
def _uniform(seed: Any, run: Any, event: Any, week: Any, i: Any, j: Any) -> float:
    """Draw of one event. All are uint64, whatever the callers have, so that the cipher is compiled once."""
    a, b, _, _ = _philox(week, event, i, j, seed, run)
    high = np.float64(np.int64(a >> np.uint64(6)))
    low = np.float64(np.int64(b >> np.uint64(6)))
    return (high * 67108864.0 + low + 0.5) * _TO_UNIT


@kernel
def _draw(seed: Any, run: Any, event: Any, week: Any, i: Any, j: Any) -> float:
    """`_uniform` as a function of its own, for those who draw one by one."""
    return _uniform(seed, run, event, week, i, j)


@entry
def uniform(key: tuple[int, int], event: int, week: int, i: int, j: int) -> float:
    """Draw from the open interval (0, 1) that belongs to this event alone, on a grid of 2^-52."""
    u = np.uint64
    return _draw(u(key[0]), u(key[1]), u(event), u(week), u(i), u(j))


@kernel
def uniforms(key: tuple[int, int], event: int, week: int, i: Any, j: Any, u: Array) -> None:
    """Draw `uniform` for each place of `u`; `i` and `j` are one id for all, or an array of one for each.

    Ten times as fast as one by one, because the loop vectorises.
    """
    seed, run, what, when = np.uint64(key[0]), np.uint64(key[1]), np.uint64(event), np.uint64(week)
    for n in range(len(u)):
        u[n] = _uniform(seed, run, what, when, np.uint64(_at(i, n)), np.uint64(_at(j, n)))


@entry
def uniforms_of_futures(seed: int, first: int, event: int, ids: Array, u: Array) -> None:
    """Draw `uniform` for each future and id, shape (futures, ids): row r belongs to future ``first + r``."""
    for r in range(len(u)):
        uniforms((seed, first + r), event, 0, ids, 0, u[r])


@entry
def in_mig(event: int, mig_id: int) -> int:
    """Event word of `event` within one MIG: a pair that meets in two MIGs in one week has two draws."""
    return event | (mig_id << _MIG_SHIFT)


def permanent_id(kind: str, name: str) -> int:
    """24-bit id that a named thing keeps wherever it stands in its file."""
    digest = hashlib.blake2s(f"{kind}:{name}".encode(), digest_size=3).digest()
    return int.from_bytes(digest, "big")
