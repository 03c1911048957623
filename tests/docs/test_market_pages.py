"""Every market has its page, and the kept answers cover every market and strategy."""

import csv

import pytest
from migsim.facilitation.library import STANDARD
from migsim.scenario import load_scenario, scenario_names
from snippets import ROOT

MARKETS = ROOT / "docs" / "markets"
KEPT = ROOT / "experiments" / "markets"


def kept(name: str) -> list[dict[str, str]]:
    with (KEPT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", scenario_names())
def test_every_market_has_a_page_in_the_list(name):
    page = (MARKETS / f"{name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {load_scenario(name).title}\n")
    for directive in ("market-facts", "market-map", "market-answer"):
        assert f"```{{{directive}}} {name}\n" in page
    assert f"\n{name}\n" in (MARKETS / "index.md").read_text(encoding="utf-8")


def test_the_kept_answers_cover_everything_once():
    rows = kept("answers")
    assert sorted((row["market"], row["strategy"]) for row in rows) == sorted(
        (market, strategy) for market in scenario_names() for strategy in STANDARD
    )
    assert len({(row["prior"], row["seed"]) for row in rows}) == 1
    for row in rows:
        if row["strategy"] == "no-project":
            assert float(row["cost"]) == float(row["over_no_project_per_budget"]) == 0.0


@pytest.mark.parametrize("told", kept("leaders"), ids=lambda told: told["market"])
def test_the_leader_has_the_highest_mean(told):
    mine = {row["strategy"]: float(row["net_benefit"]) for row in kept("answers") if row["market"] == told["market"]}
    first, second, *_ = sorted(mine, key=mine.__getitem__, reverse=True)
    assert (told["leader"], told["runner_up"]) == (first, second)
    assert told["recommended"] in ("", first)


def test_directive_is_the_same_in_both_tables():
    """The control with no lever changed is the strategy of the library, on the same futures."""
    whole = {row["market"]: row for row in kept("answers") if row["strategy"] == "directive"}
    for row in kept("levers"):
        assert row["runs"] == whole[row["market"]]["runs"]
        assert row["directive"] == whole[row["market"]]["over_no_project_per_budget"]
