"""What the page of the teaching market works out by hand, held against the engine, for any luck."""

import pytest
from migsim import simulate
from migsim.scenario import load_scenario
from snippets import ROOT

PAGE = (ROOT / "docs" / "markets" / "teaching-market.md").read_text(encoding="utf-8")
PLAIN = {
    "deference": 0,
    "mapping_attendance": 1,
    "mapping_decay": 0,
    "interest_spread": 0.2,
    "membership_hours": 6,
    "unneeded_willingness": 0.4,
}
HURTS = PLAIN | {"first_systems": 0, "mapping_on": 0}
CAUSES = PLAIN | {"mapping_learning": 0.4, "half_preparation": 8}
RUNS = range(25)


def first_week(strategy: str, changes: dict[str, float], run: int) -> tuple[dict[str, float], dict[str, float]]:
    events = simulate("teaching-market", strategy, seed=1, run=run, changes=changes).events
    events = events[events["week"] == 0]
    votes, formed = (events[events["event"] == kind] for kind in ("voted", "formed"))
    return dict(zip(votes["other"], votes["value"], strict=True)), dict(
        zip(formed["other"], formed["value"], strict=True)
    )


@pytest.mark.parametrize("run", RUNS)
def test_who_looks_at_what_hurts_forms_one_group_on_prices(run):
    votes, formed = first_week("light-touch", HURTS, run)
    assert votes == {"low-prices": 18, "false-scales": 9}
    assert formed == {"low-prices": 6}


@pytest.mark.parametrize("run", RUNS)
def test_who_looks_at_causes_forms_one_group_of_all_on_the_scales(run):
    votes, formed = first_week("systems-first", CAUSES, run)
    assert votes == {"false-scales": 27}
    assert formed == {"false-scales": 9}


@pytest.mark.parametrize("strategy", ["light-touch", "systems-first", "directive", "inclusive"])
def test_nobody_votes_for_the_rain(strategy):
    for run in range(10):
        events = simulate("teaching-market", strategy, seed=3, run=run).events
        assert not ((events["event"] == "voted") & (events["other"] == "failing-rain")).any()


def test_what_work_is_worth():
    scenario = load_scenario("teaching-market")
    prices, scales, rain = scenario.constraints
    through = scenario.influence["false-scales"]["low-prices"]
    on_prices = prices.severity * (1 - through) * prices.burden["farmer"]
    on_scales = prices.severity * through * prices.burden["farmer"] + scales.severity * scales.burden["farmer"]
    assert (on_prices, on_scales) == (pytest.approx(0.08), pytest.approx(0.13))
    assert not rain.burden
    money = {"farmer": 200 * 1040, "others": 2 * 5200 + 52000}
    leverage = (
        on_prices * money["farmer"] * prices.tractability,
        (on_scales * money["farmer"] + 0.05 * money["others"]) * scales.tractability,
    )
    assert leverage == (pytest.approx(3328), pytest.approx(24128))
    for said in ("£3,328", "£24,128", "£1.60", "£2.60", "**18**", "27 votes to none"):
        assert said in PAGE


def test_deals_have_the_values_of_the_page():
    scenario = load_scenario("teaching-market")
    role = {actor.name: actor.role for actor in scenario.actors}
    spoken_for = {actor.name: actor.represents for actor in scenario.actors}
    assert {spoken_for[name] for name in role if role[name] == "farmer"} == {20}
    assert {spoken_for[name] for name in role if role[name] != "farmer"} == {0}
    seen = {}
    for run in range(40):
        events = simulate("teaching-market", "deal-broker", seed=1, run=run, fixed=True).events
        for deal in events[events["event"] == "deal"].itertuples():
            kind = tuple(sorted((role[deal.actor], role[deal.other])))
            seen.setdefault(kind, set()).add(round(deal.value, 9))
    farmer, trader = 1040 + 0.3 * 20 * 1040, 5200
    assert 0.055 * farmer / 4 == pytest.approx(100.10)
    assert 0.055 * trader / 4 == pytest.approx(71.50)
    assert seen == {("farmer", "trader"): {71.5}, ("mill", "trader"): {71.5}, ("farmer", "mill"): {100.1}}
    for said in ("£7,280", "**£71.50**", "**£100.10**", "one seventh", "£10.21", "£14.30"):
        assert said in PAGE


def test_who_deals_for_itself_alone_has_the_plain_values_of_the_page():
    """Without delegates' deals a farmer deals with its own turnover; so it is in trade from before the project, too."""
    scenario = load_scenario("teaching-market")
    role = {actor.name: actor.role for actor in scenario.actors}
    seen = {}
    for run in range(40):
        future = simulate("teaching-market", "deal-broker", seed=1, run=run, fixed=True, changes={"delegates_on": 0})
        for deal in future.events[future.events["event"] == "deal"].itertuples():
            kind = "farmer" if "farmer" in (role[deal.actor], role[deal.other]) else "others"
            seen.setdefault(kind, set()).add(round(deal.value, 9))
    assert seen == {"farmer": {14.3}, "others": {71.5}}


def test_direct_delivery_in_round_numbers():
    plain = {"delivery_yield": 1, "delivery_fade": 1, "shocks_on": 0}
    weekly = simulate("teaching-market", "direct-delivery", seed=1, changes=plain).weekly.set_index("week")
    income = weekly[["member_income", "constituent_income", "wider_income"]].sum(axis=1)
    assert weekly.loc[1:52, "cost"].sum() == pytest.approx(10_000)
    assert income[52] == pytest.approx(200, abs=1e-6)
    assert income[53] == pytest.approx(196, abs=1e-6)
    assert income[104] == pytest.approx(200 * 0.98**52, abs=1e-6)
    assert f"£{200 * 0.98**52:.2f}" in PAGE
