"""Every key and element of a TOML text has its line."""

import string
import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import example, given, settings
from hypothesis import strategies as st
from migsim.scenario.library import scenario_path
from migsim.scenario.locate import Path, line_numbers, line_of

AWKWARD = '''# [not.a.table]
title = "a # no comment ] } ,"   # a = 1
a.b . "c.d" = 1
"quoted \\u00e9\\"" = 2
'lit "eral' = 3

[ one . two ]   # spaced header
text = """
[fake]
fake = "x" \\
"quoted" \\""" still in
"""
raw = \'\'\'
it's = [ {
\'\'\'\'\'
after = true
when = 1979-05-27 07:32:00
list = [ 1, [ 2,
   3 ], # ] comment
   """in
   list""", { x = 1, y = { z = [4,
   5] } }, ]
inline = { "k e y" = 1, p.q = "}", r = [] }
empty = ""

[[rows]]
name = "first"
[[rows.cells]]
v = 1
[[rows.cells]]
v = 2
[rows.cells.deep]
w = 3
[[rows]]
name = "second"
[rows."x]y"]
z = 0
[[rows.cells]]
v = 3
[last]
end = 1e3'''

PLACES: list[tuple[Path, int]] = [
    (("title",), 2),
    (("a",), 3),
    (("a", "b", "c.d"), 3),
    (('quoted é"',), 4),
    (('lit "eral',), 5),
    (("one",), 7),
    (("one", "two"), 7),
    (("one", "two", "text"), 8),
    (("one", "two", "raw"), 13),
    (("one", "two", "after"), 16),
    (("one", "two", "when"), 17),
    (("one", "two", "list", 0), 18),
    (("one", "two", "list", 1, 0), 18),
    (("one", "two", "list", 1, 1), 19),
    (("one", "two", "list", 2), 20),
    (("one", "two", "list", 3, "x"), 21),
    (("one", "two", "list", 3, "y", "z", 0), 21),
    (("one", "two", "list", 3, "y", "z", 1), 22),
    (("one", "two", "inline", "k e y"), 23),
    (("one", "two", "inline", "p", "q"), 23),
    (("one", "two", "inline", "r"), 23),
    (("one", "two", "empty"), 24),
    (("rows",), 26),
    (("rows", 0), 26),
    (("rows", 0, "name"), 27),
    (("rows", 0, "cells", 0), 28),
    (("rows", 0, "cells", 1, "v"), 31),
    (("rows", 0, "cells", 1, "deep", "w"), 33),
    (("rows", 1), 34),
    (("rows", 1, "name"), 35),
    (("rows", 1, "x]y", "z"), 37),
    (("rows", 1, "cells", 0), 38),
    (("rows", 1, "cells", 0, "v"), 39),
    (("last", "end"), 41),
]


def paths(data: Any, path: Path = ()) -> set[Path]:
    """Every path there is in parsed TOML."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return {path}.union(*(paths(item, (*path, key)) for key, item in items))


@pytest.mark.parametrize(("path", "line"), PLACES)
def test_awkward_places(path: Path, line: int) -> None:
    assert line_numbers(AWKWARD)[path] == line


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_path_of_the_awkward_text_is_found(ends: str) -> None:
    text = AWKWARD.replace("\n", ends)
    assert set(line_numbers(text)) == paths(tomllib.loads(text))
    assert line_numbers(text) == line_numbers(AWKWARD)


def test_every_path_of_the_poultry_case_is_found() -> None:
    text = scenario_path("treyl-poultry").read_text(encoding="utf-8")
    found = line_numbers(text)
    assert set(found) == paths(tomllib.loads(text))
    written = text.splitlines()
    for path, line in found.items():
        if path and isinstance(path[-1], str):
            assert path[-1] in written[line - 1], path


def test_what_is_missing_is_shown_at_the_table_around_it() -> None:
    lines = line_numbers("[a]\nb = 1\n[[c]]\nd = 2")
    assert line_of(lines, ("a", "missing")) == 1
    assert line_of(lines, ("c", 0, "x", 3)) == 3
    assert line_of(lines, ("nowhere",)) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "a = 1", "a = []", "a = {}", "[a]", "a = [\n\n]"])
def test_small_texts(text: str) -> None:
    assert set(line_numbers(text)) == paths(tomllib.loads(text))


keys = st.text(st.sampled_from(string.ascii_letters + " .#[]{}='\"\\é\n"), min_size=1, max_size=4)
scalars = st.one_of(st.integers(-9, 9), st.booleans(), st.text("ab#[]{}=,'\"\\\n é", max_size=9))
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=12
)


@given(st.dictionaries(keys, values, max_size=5))
@example({"a": [{"b": [{"c": 1}, {"c": [2]}]}, {"b": []}], "'": {"\n": '"""'}})
@settings(deadline=None)
def test_paths_agree_with_what_was_written(data: dict[str, Any]) -> None:
    text = tomlkit.dumps(data)
    assert set(line_numbers(text)) == paths(tomllib.loads(text))
