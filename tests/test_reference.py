"""Named tuples handed to compiled code as one pointer."""

from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from migsim.intrinsics import fetch_ahead
from migsim.pointer import _BY_COLUMNS, Lent
from migsim.reference import lend
from migsim.scenario.market import build_market
from migsim.state import allocate

ROW = np.dtype([("id", "i8"), ("x", "f8")], align=True)


class Things(NamedTuple):
    """One array of each layout that a state has."""

    rows: Any
    grid: Any
    columns: Any
    locked: Any


@pytest.fixture
def things() -> Things:
    locked = np.arange(3, dtype=np.int32)
    locked.setflags(write=False)
    rows = np.zeros(4, ROW)
    rows["id"] = 10, 11, 12, 13
    return Things(rows, np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(3, 2).T, locked)


@numba.njit
def read(things: Any) -> float:
    return things.rows[1].id + 100 * things.grid[1, 2] + 1000 * things.columns[1, 2] + 10000 * things.locked[2]


@numba.njit
def write(things: Any) -> None:
    things.rows[3].x = 7.0
    things.columns[0, 1] = -1.0


def test_lent_it_reads_the_same(things):
    value = 11 + 100 * 5 + 1000 * things.columns[1, 2] + 10000 * 2
    assert read(lend(things)) == read(things) == value


def test_writing_goes_to_the_arrays_themselves(things):
    write(lend(things))
    assert things.rows[3]["x"] == 7.0
    assert things.columns[0, 1] == -1.0


def test_what_is_lent_is_held():
    """The arrays live as long as the object, whoever else drops them."""
    lent = Lent(Things(np.zeros(1000, ROW), np.full((2, 3), 5.0), np.zeros((2, 3)), np.zeros(3, np.int32)))
    assert [np.empty(1000) for _ in range(20)]  # would take the memory
    assert read(lent) == 500.0


def test_fetching_ahead_changes_nothing(things):
    @numba.njit
    def ask(rows: Any) -> int:
        for row in range(len(rows)):
            fetch_ahead(rows, row)
        return len(rows)

    before = things.rows.copy()
    assert ask(things.rows) == 4
    assert (things.rows == before).all()


@pytest.mark.parametrize("sizes", [(5, 3), (1, 3), (5, 1), (1, 1)])
def test_one_layout_whatever_the_sizes(sizes):
    """A single row lies both ways; compiled code would be made twice if that counted."""

    class Sized(NamedTuple):
        interest: Any
        belief: Any

    def sized(people: int, constraints: int) -> Sized:
        return Sized(np.zeros((constraints, people)).T, np.zeros((people, constraints)))

    layouts = [kind.layout for kind in Lent(sized(*sizes))._numba_type_.record.types]
    assert layouts == ["F", "C"]


def test_fields_by_columns_are_those_of_a_state(small):
    """By columns lies what `allocate` makes so, and nothing else."""
    state = allocate(build_market(small, seed=1))
    by_columns = [name for name, array in state._asdict().items() if not array.flags.c_contiguous]
    assert by_columns == list(_BY_COLUMNS)
