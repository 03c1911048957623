"""What there is: scenarios, strategies, parameters, files of one's own."""

import json

import pytest
from migsim.facilitation.library import LIBRARY, STANDARD
from migsim.scenario.parameters import PARAMETERS


def test_scenarios(typed):
    assert "Poultry around Lake Victoria, Kenya" in typed("scenarios").stdout
    found = json.loads(typed("scenarios", "--json").stdout)["scenarios"]
    poultry = next(one for one in found if one["name"] == "treyl-poultry")
    assert poultry["actors"] > poultry["room"] == 30
    assert poultry["figures"] > poultry["figures_assumed"] > 0


def test_strategies(typed):
    text = typed("strategies").stdout
    found = json.loads(typed("strategies", "--json").stdout)["strategies"]
    assert [one["name"] for one in found[: len(STANDARD)]] == list(STANDARD)
    assert [one["name"] for one in found if one["standard"]] == list(STANDARD)
    for one in found:
        assert set(one) == {"name", "title", "description", "source", "cost", "exit_week", "standard"}
        assert f"{one['name']}: {one['title']}{' *' * one['standard']}\n" in text


def test_parameters(typed):
    text = typed("parameters").stdout
    found = json.loads(typed("parameters", "--json").stdout)
    assert [row["name"] for row in found["parameters"]] == [p.name for p in PARAMETERS]
    columns = {"name", "symbol", "unit", "default", "low", "high", "what", "source", "grade", "scale"}
    assert set(found["parameters"][0]) == columns
    assert all(f"\n{p.name} " in text for p in PARAMETERS)
    assert all(row["name"].endswith("_on") for row in found["switches"])


@pytest.mark.parametrize("command", ["scenarios", "strategies", "parameters"])
def test_lists_are_safe_on_a_plain_terminal(typed_in_ascii, command):
    done = typed_in_ascii(command)
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_new_then_check(typed, tmp_path):
    done = typed("new", "my-market.toml")
    assert done.returncode == 0
    assert (tmp_path / "my-market.toml").is_file()
    told = typed("check", "my-market.toml")
    assert told.returncode == 0
    assert "nothing wrong" in told.stdout
    assert "42 named actors, 30 of them invited" in told.stdout
    assert "assumed" in told.stdout
    assert told.stderr == ""


def test_check_tells_a_strategy_from_a_scenario(typed):
    told = typed("check", LIBRARY / "phased-handover.toml")
    assert told.returncode == 0
    assert "a strategy; nothing wrong" in told.stdout
    assert "hand-over: taper" in told.stdout


def test_check_says_rules_in_words(typed):
    told = " ".join(typed("check", LIBRARY / "attentive.toml").stdout.split())
    assert (
        "call those who stay away: If attendance at the last meeting is under 50% at 2 meetings running in any group, "
        "3 hours a week (before scaling) move to communication from all other practices, for 13 weeks" in told
    )
