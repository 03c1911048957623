"""Every market that ships: found, sourced, different from the others, and with a map that names everything once."""

import re
import sys
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.patches import FancyArrowPatch
from migsim.report.market_map import BANDS, band_rows, level_of, market_map, market_map_svg, role_letters, route
from migsim.scenario import load_scenario, scenario_names, scenario_path
from migsim.scenario.market import build_market

ROOT = Path(__file__).parents[2]
DOCUMENTED = ("bangladesh-pumpkin", "mozambique-goats", "nepal-dairy", "sudan-hibiscus", "zimbabwe-livestock")
NAMES = scenario_names()

sys.path.insert(0, str(ROOT / "experiments" / "markets"))


def test_what_ships():
    assert set(NAMES) == {*DOCUMENTED, "treyl-poultry", "teaching-market", "large-forum"}


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_sourced_and_every_source_is_used(name):
    figures = load_scenario(name).figures()
    assert figures
    assert all(figure.source and figure.text and figure.grade for figure in figures)
    assert {figure.source for figure in figures} == {source.id for source in load_scenario(name).sources}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_documented_markets_cite_with_an_address_and_do_not_grade_guesses_up(name):
    for source in load_scenario(name).sources:
        if not source.text.startswith("assumed by the authors"):
            assert re.search(r"[a-z0-9-]+\.(?:org|com|in|edu|net|nl|co)\b|\d+: \d+-\d+", source.text), source.id
        assert source.text.startswith("assumed") == (source.grade == "assumed"), source.id


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_laid_out_and_marks_what_the_guidance_asks_for(name):
    scenario = load_scenario(name)
    market = build_market(scenario, seed=1)
    assert market.outside["stands_for"].sum() == scenario.outside.size
    assert any(group.marginalised for group in scenario.groups)
    assert {constraint.level for constraint in scenario.constraints} >= {"enabling", "market-chain"}
    assert scenario_path(name).stat().st_size < 1_000_000


def test_markets_differ():
    """No two documented markets share roles, constraints, who needs whom, costs or the test of resilience."""
    for a, b in combinations([load_scenario(name) for name in (*DOCUMENTED, "treyl-poultry")], 2):
        assert {role.name for role in a.roles} != {role.name for role in b.roles}
        assert not {c.title for c in a.constraints} & {c.title for c in b.constraints}
        assert not {actor.name for actor in a.actors} & {actor.name for actor in b.actors}
        assert (a.costs.budget, a.currency) != (b.costs.budget, b.currency)
        assert a.outside.size != b.outside.size
        assert next(s.week for s in a.shocks if s.test) != next(s.week for s in b.shocks if s.test)


def test_the_large_forum_is_what_its_script_writes():
    from large_forum import FILE, written

    text = FILE.read_text(encoding="utf-8")
    assert written(text) == text
    scenario = load_scenario("large-forum")
    assert (scenario.room, scenario.outside.size, len(scenario.actors)) == (500, 100_000, 540)


@pytest.mark.parametrize("name", NAMES)
def test_the_map_holds_every_constraint_role_and_arrow(name):
    scenario = load_scenario(name)
    svg = market_map_svg(scenario)
    assert svg == market_map_svg(scenario)
    for heading, _, _ in BANDS.values():
        assert heading in svg
    for role in scenario.roles:
        assert f"{role.name}, {sum(actor.role == role.name for actor in scenario.actors)}<" in svg
    arrows = sum(len(effects) for effects in scenario.influence.values())
    drawn = [patch for patch in market_map(scenario).axes[0].patches if isinstance(patch, FancyArrowPatch)]
    assert len(drawn) == arrows + 3  # three in the key
    placed = [constraint for level in BANDS for row in band_rows(scenario, level) for constraint in row]
    assert sorted(placed) == sorted(constraint.name for constraint in scenario.constraints)


def test_roles_stand_where_they_are_needed_most():
    scenario = load_scenario("treyl-poultry")
    found = {role.name: level_of(role, scenario) for role in scenario.roles}
    assert found["smallholder"] == found["trader"] == "market-chain"
    assert found["research"] == found["finance provider"] == "inputs-services"
    assert found["government"] == "enabling"
    assert list(role_letters(scenario).values()) == list("ABCDEFGH")


def test_arrows_pass_below_what_stands_between():
    first, last, bend = route((2.0, 1.0), (7.0, 1.0))
    assert first[1] == last[1] > 1.0
    assert bend > 0 > route((7.0, 1.0), (2.0, 1.0))[2]
    near, _, _ = route((2.0, 1.0), (4.0, 1.0))
    assert near == pytest.approx((2.0 + 1.82 / 2, 1.0))
