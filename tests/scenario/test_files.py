"""Files that cannot be read at all, and what any kind of content comes to."""

import copy
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from migsim.errors import InputError
from migsim.scenario.checked import Checked, Mistake, Strict
from migsim.scenario.files import read_text, read_toml
from migsim.scenario.library import scenario_path
from migsim.scenario.schema import Scenario
from pydantic import BaseModel, Field, ValidationInfo, field_validator

Write = Callable[[str], Path]


def said(path: str | Path, model: type[BaseModel] = Scenario) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_toml(path, model)
    return caught.value.messages


def only(path: str | Path) -> str:
    [message] = said(path)
    return message


def test_missing_file_with_a_near_name(write: Write) -> None:
    file = write("")
    near = file.with_name("fiel.toml")
    assert only(near) == f'{near}: there is no such file; check the path; did you mean "{file}"?'
    assert only(file.parent / "nowhere" / "x.toml").endswith("x.toml: there is no such file; check the path")


def test_folder(tmp_path: Path) -> None:
    assert only(tmp_path) == f"{tmp_path}: is a folder; give the path of a file in it"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert "is no ordinary file" in only(tmp_path / "pipe.toml")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the rights of a file do not stop this user")
def test_file_that_may_not_be_read(write: Write) -> None:
    file = write("")
    file.chmod(0)
    assert "cannot be read (Permission denied)" in only(file)


@pytest.mark.parametrize("path", ["a\0b.toml", "x" * 5000 + ".toml"])
def test_impossible_paths(path: str) -> None:
    assert "check the path" in only(path)
    assert only(path).isprintable()


@pytest.mark.parametrize(("raw", "line"), [(b"a = 1\nb = '\xe9'\n", 2), ("a = 1".encode("utf-16"), 1)])
def test_not_utf8(tmp_path: Path, raw: bytes, line: int) -> None:
    file = tmp_path / "file.toml"
    file.write_bytes(raw)
    assert only(file) == f"{file}:{line}: is not UTF-8 text; save the file with the encoding UTF-8"


def test_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "file.toml"
    text = scenario_path("treyl-poultry").read_text(encoding="utf-8")
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_toml(file, Scenario) == read_toml(scenario_path("treyl-poultry"), Scenario)
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("room = 30", "room = -1").replace("\n", "\r\n").encode())
    line = text[: text.index("room = 30")].count("\n") + 1
    assert only(file).startswith(f"{file}:{line}: scenario.room = -1: must be at least 1 (actors)")


@pytest.mark.parametrize(
    ("text", "line", "column", "advice"),
    [
        ("a = 1\nb = \n", 2, 5, "there is no value that can be read"),
        ("a = 1\nb = 7,5\n", 2, 6, "a number has a comma; write it with a decimal point, as in 7.5"),
        ("a = yes\n", 1, 5, "put text in quotes and write numbers with a decimal point"),
        ("a = 1\na = 2\n", 2, 6, "the same key is given twice; keep one of them"),
        ("[a]\nb = 1\n[a]\nb = 2\n", 3, 3, "the same table is opened twice"),
        ('a = "x\nb = 1\n', 1, 7, "a text is not closed on its line; add the closing quotes"),
        ('a = """x\nb = 1\n', 2, None, "a text is not closed; add the closing quotes"),
        ("a = [1,\n2\nb = 3", 3, 1, "a list is not closed; add the closing ]"),
        ("just words\n", 1, 6, "a key must be followed by = and its value; names with blanks need quotes"),
        ("= 1\n", 1, 1, "the line is no table, key with a value or comment; mend it or begin it with #"),
        ('a = "C:\\data"\n', 1, None, "a backslash stands in a text; write it twice"),
        (f"a = {'9' * 5000}\n", 1, None, "a number has too many digits; write a shorter one"),
        ("[a\n", 1, 3, "the header of a table is not closed; write [name]"),
        ("[[a]\n", 1, 4, "the header of a row is not closed; write [[name]]"),
        ("[a]\nb = 'x\n", 2, None, "a text is not closed; add the closing quotes"),
        ("a = 1\n#\x00", 2, 2, "there is a sign that cannot be printed"),
        ("a = { b = 1\n}", 1, None, "a table in braces is not closed on its line; add the closing }"),
        ("a = 1 b = 2\n", 1, 7, "each key on a line of its own"),
    ],
)
def test_invalid_toml(write: Write, text: str, line: int, column: int | None, advice: str) -> None:
    message = only(file := write(text))
    place = f"{line}, column {column})" if column else f"{line}"
    assert message.startswith(f"{file}:{line}: not valid TOML (line {place}"), message
    assert advice in message


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000 + "]" * 5000, ".".join("a" * 500) + " = 1", "a = " + "[" * 30 + "]" * 30]
)
def test_nested_too_deeply(write: Write, text: str) -> None:
    assert "is nested more than 20 levels deep; take the needless brackets out" in only(write(text))


def test_an_empty_file_says_which_tables_are_missing(write: Write) -> None:
    assert [message.split(": ")[1] for message in said(write(""))] == [
        "actors",
        "constraints",
        "costs",
        "outside",
        "roles",
        "scenario",
        "shocks",
        "sources",
    ]


class Phase(Strict):
    until: int
    levers: dict[str, float] = Field(default={})


class Plan(Checked):
    """Another kind of file: the reader must not know about scenarios."""

    phases: tuple[Phase, ...]
    place: str = ""

    @field_validator("place")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        if info.context and value not in info.context:
            raise ValueError("is nowhere; go elsewhere")
        return value

    @classmethod
    def cross_check(cls, data: Any, context: Any = None) -> Any:
        if context and "nowhere" not in context:
            yield Mistake(("phases", 0), "has nowhere to go; add it")


def test_any_model_can_be_read_and_gets_the_context(write: Write) -> None:
    file = write('place = "here"\n[[phases]]\nuntil = 3\n')
    assert read_toml(file, Plan).phases == (Phase(until=3),)
    assert read_toml(file, Plan, context=["here", "nowhere"]).place == "here"
    with pytest.raises(InputError) as caught:
        read_toml(file, Plan, context=["there"])
    assert caught.value.messages == [
        f'{file}:1: place = "here": is nowhere; go elsewhere',
        f"{file}:2: phases #1: has nowhere to go; add it",
    ]
    assert said(write("[[phases]]\nutil = 3\nlevers = 3\n"), Plan) == [
        f'{file}:2: phases #1.util = 3: is not known here; did you mean "until"?',
        f"{file}:3: phases #1.levers = 3: must be a table of names and figures; write {{ name = figure }}",
    ]


def test_read_text_gives_the_text(write: Write) -> None:
    assert read_text(write("é\n")) == "é\n"


POULTRY = tomllib.loads(scenario_path("treyl-poultry").read_text(encoding="utf-8"))
junk = st.sampled_from(
    [
        0,
        -1,
        7,
        30,
        0.5,
        1e308,
        10**400,
        float("nan"),
        float("-inf"),
        True,
        "",
        " ",
        "smallholder",
        "\x1b",
        [],
        [1],
        ["women", 3],
        {},
        {"a": 1},
    ]
)


def spoil(data: Any, choose: Callable[[int], int], value: Any) -> None:
    """Put `value` somewhere in `data`, or take something away."""
    keys = list(data) if isinstance(data, dict) else list(range(len(data)))
    key = keys[choose(len(keys))]
    inner = data[key]
    if isinstance(inner, (dict, list)) and len(inner) and choose(5):
        spoil(inner, choose, value)
    elif choose(4):
        data[key] = copy.deepcopy(value)
    else:
        del data[key]


@given(st.data(), st.lists(junk, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_the_file_there_are_only_clear_messages(tmp_path: Path, data: Any, values: list[Any]) -> None:
    scenario = copy.deepcopy(POULTRY)
    for value in values:
        spoil(scenario, lambda n: data.draw(st.integers(0, n - 1)), value)
    file = tmp_path / "spoilt.toml"
    text = tomlkit.dumps(scenario)
    file.write_text(text, encoding="utf-8", newline="\n")
    try:
        read_toml(file, Scenario)
    except InputError as error:
        for message in error.messages:
            place, _, rest = message.removeprefix(f"{file}:").partition(": ")
            assert 1 <= int(place) <= text.count("\n") + 1
            assert ";" in rest or rest.endswith("?"), message
            assert message.isprintable()
