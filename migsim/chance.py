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
from numba import types
from numba.extending import overload

from migsim.kernel import entry, inlined, kernel
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
    raise NotImplementedError("compiled code only")


@overload(_at)
def _compile_at(ids: Any, n: int) -> Any:
    def one_each(ids: Any, n: int) -> Any:
        return ids[n]

    def one_for_all(ids: Any, n: int) -> Any:
        return ids

    return one_each if isinstance(ids, types.Array) else one_for_all


@inlined
def _philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Encipher four 32-bit counter words under two 32-bit key words: ten rounds of Philox4x32.

    Source: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
    """
    a, b, c, d = np.uint64(c0) & _LOW, np.uint64(c1) & _LOW, np.uint64(c2) & _LOW, np.uint64(c3) & _LOW
    x, y = np.uint64(k0) & _LOW, np.uint64(k1) & _LOW
    for _ in range(10):
        first = _MULTIPLIER_0 * a
        second = _MULTIPLIER_1 * c
        a, b, c, d = (second >> _32) ^ b ^ x, second & _LOW, (first >> _32) ^ d ^ y, first & _LOW
        x = (x + _WEYL_0) & _LOW
        y = (y + _WEYL_1) & _LOW
    return a, b, c, d  # type: ignore[return-value]


@entry
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """The cipher alone, to hold against its published vectors."""
    return _philox(c0, c1, c2, c3, k0, k1)


@inlined
def _uniform(key: tuple[int, int], event: int, week: int, i: int, j: int) -> float:
    a, b, _, _ = _philox(week, event, i, j, key[0], key[1])
    high = np.float64(np.int64(a >> np.uint64(6)))
    low = np.float64(np.int64(b >> np.uint64(6)))
    return (high * 67108864.0 + low + 0.5) * _TO_UNIT


@entry
def uniform(key: tuple[int, int], event: int, week: int, i: int, j: int) -> float:
    """Draw from the open interval (0, 1) that belongs to this event alone, on a grid of 2^-52."""
    return _uniform(key, event, week, i, j)


@kernel
def uniforms(key: tuple[int, int], event: int, week: int, i: Any, j: Any, u: Array) -> None:
    """Draw `uniform` for each place of `u`; `i` and `j` are one id for all, or an array of one for each.

    Ten times as fast as one by one, because the loop vectorises.
    """
    for n in range(len(u)):
        u[n] = _uniform(key, event, week, _at(i, n), _at(j, n))


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
