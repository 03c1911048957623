"""The models: figures with unit and source, and the same by every way in."""

import typing
from typing import TYPE_CHECKING, Any

import pytest
from migsim.scenario import Scenario, load_scenario, schema
from migsim.scenario.figures import unit_of
from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from conftest import Market

TABLES = [
    schema.Header,
    schema.Costs,
    schema.Outside,
    schema.Role,
    schema.Group,
    schema.Actor,
    schema.Constraint,
    schema.Complement,
    schema.Shock,
    schema.Source,
]


def numeric(annotation: Any) -> bool:
    return annotation in (int, float) or any(numeric(part) for part in typing.get_args(annotation))


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_described_and_every_number_has_a_unit(table: type[BaseModel]) -> None:
    for name, field in table.model_fields.items():
        assert field.description, name
        assert (unit_of(table, name) is not None) == numeric(field.annotation), name


def test_figures_name_value_unit_source_and_grade() -> None:
    scenario = load_scenario("treyl-poultry")
    figures = {figure.where: figure for figure in scenario.figures()}
    assert len(figures) == len(scenario.figures())
    relief = figures["costs.relief_per_household"]
    assert (relief.value, relief.unit, relief.source) == (100.0, "money/household", "nepal-dairy")
    assert relief.grade == "experiment elsewhere"
    assert "Nepal" in relief.text
    assert figures["constraints.diseases.burden.smallholder"].unit == "share of turnover"
    assert figures["influence.market-information.low-prices"].value == 0.35
    assert figures["actors.Winam hatchery.represents"].value == 4
    assert "shocks.members-leave.weeks" not in figures  # left to its default
    assert all(figure.unit and figure.text for figure in figures.values())


def test_sources_of_influence_from_the_nearest_place(market: "Market") -> None:
    market.change(
        'sources = { "low-prices" = "price-gap" }', 'source = "guidance"\nsources = { "low-prices" = "delegates" }'
    )
    scenario = market.read()
    sources = {figure.where: figure.source for figure in scenario.figures() if figure.where.startswith("influence")}
    assert sources["influence.market-information.low-prices"] == "delegates"
    assert sources["influence.market-information.sale-by-eye"] == "guidance"
    assert sources["influence.diseases.scarce-chicks"] == "market"
    assert "source" not in scenario.influence["market-information"]


def test_an_actor_without_a_source_has_that_of_the_scenario(market: "Market") -> None:
    actor = 'name = "Winam hatchery"\nrole = "input supplier"\nrepresents = 4\n'
    market.change(actor + 'source = "setting"\n', actor)
    [figure] = [figure for figure in market.read().figures() if figure.where == "actors.Winam hatchery.represents"]
    assert figure.source == "guidance"


def test_round_trip_through_plain_data() -> None:
    scenario = load_scenario("treyl-poultry")
    assert Scenario.model_validate(scenario.model_dump()) == scenario
    assert Scenario.model_validate_json(scenario.model_dump_json()) == scenario
    assert Scenario.model_validate(scenario.model_dump(exclude_unset=True)).figures() == scenario.figures()
    assert Scenario.model_validate(dict(scenario)) == scenario


def test_models_made_in_python_are_checked_too() -> None:
    data = load_scenario("treyl-poultry").model_dump()
    data["scenario"]["room"] = 999
    data["roles"][0]["power"] = 15
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate(data)
    assert sorted(error["loc"] for error in caught.value.errors()) == [("roles", 0, "power"), ("scenario", "room")]
    assert "influence_sources" in data


def test_unknown_source_of_influence_made_in_python() -> None:
    data = load_scenario("treyl-poultry").model_dump()
    data["influence_sources"] = {"diseases": {"scarce-chicks": "nobody"}}
    with pytest.raises(ValidationError, match="there is no source of this name"):
        Scenario.model_validate(data)


def test_frozen() -> None:
    scenario = load_scenario("treyl-poultry")
    with pytest.raises(ValidationError, match="frozen"):
        scenario.roles = ()  # type: ignore[misc]


def test_names_with_markup_are_plain_text(market: "Market") -> None:
    name = '<script>alert(1)</script> & \\"Söhne\\" {text} %s [b]🐔 ക്‍ഷ'
    market.change('"Winam hatchery"', f'"{name}"').change('"Feed that is dear and of uneven quality"', '"<b>Feed</b>"')
    scenario = market.read()
    assert any(actor.name == name.replace("\\", "") for actor in scenario.actors)
    assert any(constraint.title == "<b>Feed</b>" for constraint in scenario.constraints)


def test_no_wider_market_needs_no_shares(market: "Market") -> None:
    scenario = market.change("size = 7100 ", "size = 0 #").change("outside_share = 0.85", "outside_share = 0.0").read()
    assert scenario.outside.size == 0
