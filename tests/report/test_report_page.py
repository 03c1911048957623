import html
import re
import xml.dom.minidom
from dataclasses import replace

import numpy as np
import pytest
from made_up_futures import LIBRARY, made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.report.dots import quantile_dots, stack
from migsim.report.figures import drawings
from migsim.report.html import command, out_of_ten, page
from migsim.report.over_time import courses, exit_weeks
from migsim.report.style import LIBRARY_COLOURS, colours, contrast, ink, two_lines

MARKUP = "<script>alert('x')</script> & $x^2$"


@pytest.fixture(scope="module")
def drawn(comparison):
    return drawings(comparison)


@pytest.fixture
def text(comparison, drawn):
    return page(comparison, drawn)


def test_the_answer_comes_before_everything_else(comparison, text):
    told = comparison.recommendation()
    body = html.unescape(text[text.index("<body>") :])
    places = [
        body.index(told.headline.removesuffix(".")),
        body.index(told.reason),
        body.index("The options side by side"),
    ]
    assert places == sorted(places)
    for heading in (
        "How sure are we?",
        "What happens over the years",
        "Who gains?",
        "What this rests on",
        "Make it again",
    ):
        assert heading in body


def test_the_page_needs_no_network(text):
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"<(link|script|iframe|img)\b|@import|url\((?!#)", text)


def test_the_page_is_small_enough_to_mail(text):
    assert len(text.encode()) < 1_500_000


def test_the_page_says_simulated_futures_and_never_the_other_word(text):
    assert "simulated futures" in text
    assert "forecast" not in text.lower()


def test_every_strategy_has_its_row_and_its_ten_dots(text):
    options = text[text.index("The options side by side") : text.index("Other things that matter")]
    assert options.count('class="dots"') == len(LIBRARY)
    assert options.count('class="on"') == 10


def test_assumptions_are_told_with_source_and_grade(text):
    assert "Practice guidance, 2021" in text
    assert "Programme budget &lt;2020&gt;" in text
    assert "Chance that a promise is broken." in text
    assert "migsim compare made-up no-project" in text


def test_figures_are_well_formed_and_described(drawn):
    assert list(drawn) == [
        "outcomes",
        "leads",
        "over-time",
        "gains-total",
        "gains-each",
        "gains-relative",
        "gains-relative-position",
    ]
    for drawing in drawn.values():
        root = xml.dom.minidom.parseString(drawing.svg).documentElement
        assert root.getAttribute("role") == "img"
        assert drawing.title in root.getAttribute("aria-label")


def test_ids_are_unique_across_the_figures(text):
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', text)) <= set(ids)


def test_names_with_markup_come_out_escaped_in_page_and_figures():
    titles = {"intensive": MARKUP, "inclusive": "<b>bold</b>"}
    ensemble = made_up_ensemble(["no-project", "intensive", "inclusive"], runs=40, weekly_runs=2, titles=titles)
    ensemble.strategies["intensive"].description = "<img src=x>"
    ensemble.groups["group"] = ensemble.groups["group"].replace("women", "<i>women</i>")
    comparison = Comparison(made_up_scenario(title="Maize <u>market</u>"), ensemble)
    drawn = drawings(comparison)
    text = page(comparison, drawn)
    for raw in ("<script>alert", "<b>bold", "<u>market", "<img src", "<i>women", "<I>women"):
        assert raw not in text
        assert not any(raw in drawing.svg for drawing in drawn.values())
    assert "&lt;b&gt;bold&lt;/b&gt;" in drawn["outcomes"].svg
    assert html.escape(MARKUP) in text or "&lt;script&gt;alert(&#39;x&#39;)" in text


def test_names_in_other_scripts_are_drawn_without_complaint(recwarn):
    ensemble = made_up_ensemble(["no-project", "intensive"], runs=30, weekly_runs=2, titles={"intensive": "गहन सहायता"})
    drawn = drawings(Comparison(made_up_scenario(), ensemble))
    assert "गहन" in drawn["outcomes"].svg
    assert not [w for w in recwarn if "Glyph" in str(w.message)]


@pytest.mark.parametrize(
    "objective", ["cost_per_household", "households_reached", "attendance", "goals_reached", "voice_gap"]
)
def test_any_objective_gives_a_page(objective):
    ensemble = made_up_ensemble(["no-project", "one-workshop", "intensive"], runs=30, weekly_runs=2)
    comparison = Comparison(made_up_scenario(), ensemble, objective=objective)
    assert "The options side by side" in page(comparison, drawings(comparison))


def test_one_strategy_and_one_future_give_a_page():
    comparison = Comparison(made_up_scenario(), made_up_ensemble(["no-project"], runs=1, weekly_runs=1))
    drawn = drawings(comparison)
    assert "leads" not in drawn
    assert "Only one strategy was run" in page(comparison, drawn)


def test_the_same_results_give_the_same_bytes(comparison, text):
    assert page(comparison, drawings(comparison)) == text


def test_command_can_be_typed_as_it_stands():
    ensemble = made_up_ensemble(["no-project", "intensive"], runs=30, weekly_runs=2)
    ensemble.runs["prior"] = "fixed"
    asked = ("my market.toml", "intensive")
    comparison = Comparison(made_up_scenario(), ensemble, seed=4, objective="trust", matters=0.1, asked=asked)
    typed = "migsim compare 'my market.toml' intensive --runs 30 --seed 4 --objective trust --matters 0.1 --fixed"
    assert command(comparison) == typed
    held = replace(comparison, changes={"deals_on": 0})
    assert command(held) == typed + "  # from Python, with changes={'deals_on': 0}"


def test_quantile_dots_are_equally_likely_values():
    x = np.arange(1000.0)
    np.testing.assert_allclose(quantile_dots(x, 4), [124, 374, 624, 874])
    assert set(quantile_dots(np.array([0.0, 1.0, 3.0]))) == {0, 1, 3}  # only what was seen
    assert len(quantile_dots(np.array([np.nan]))) == 0


def test_dots_pile_up_in_bins_and_ties_stand_on_the_line():
    centre, level = stack(np.array([-1.5, -0.2, -0.1, 0.0, 0.0, 0.3, 2.9]), low=-2.0, width=1.0)
    np.testing.assert_allclose(centre, [-1.5, -0.5, -0.5, 0, 0, 0.5, 2.5])
    np.testing.assert_allclose(level, [0, 0, 1, 0, 1, 0, 0])


def test_counts_stand_at_their_numbers():
    centre, level = stack(np.array([0.0, 1.0, 1.0, 3.0]), low=-0.5, width=0.3)
    np.testing.assert_allclose(centre, [0, 1, 1, 3])
    np.testing.assert_allclose(level, [0, 0, 1, 0])


def test_dots_out_of_ten_always_add_up():
    assert out_of_ten(np.array([0.44, 0.44, 0.12])) == [5, 4, 1] or out_of_ten(np.array([0.44, 0.44, 0.12])) == [
        4,
        5,
        1,
    ]
    assert out_of_ten(np.array([1.0, 0.0])) == [10, 0]
    assert out_of_ten(np.array([np.nan, np.nan])) == [0, 0]


def test_the_exit_is_the_first_week_without_spending(comparison):
    exits = exit_weeks(comparison.weekly)
    assert exits["no-project"] is None
    assert exits["one-workshop"] == 2
    assert exits["intensive"] == 53


def test_courses_are_means_over_futures_and_weeks(comparison):
    weekly = comparison.weekly
    course = courses(weekly, ["intensive"])["intensive"]["trust"]
    rows = weekly[weekly["strategy"] == "intensive"]
    assert course.mean[0] == pytest.approx(rows.loc[rows["week"] == 0, "trust"].mean())
    assert course.mean[1] == pytest.approx(rows.loc[rows["week"].between(1, 4), "trust"].mean())
    assert course.week[1] == 2.5
    assert np.all(course.low <= course.high)


def test_every_colour_stands_out_and_every_name_can_be_read():
    assert len(set(LIBRARY_COLOURS.values())) == len(LIBRARY_COLOURS) == 10
    for colour in LIBRARY_COLOURS.values():
        assert contrast(colour) >= 3
        assert contrast(ink(colour)) >= 4.5


def test_other_strategies_get_colours_that_are_not_taken():
    chosen = colours(["no-project", "intensive", "mine", "yours"])
    assert len(set(chosen.values())) == 4
    assert chosen["intensive"] == LIBRARY_COLOURS["intensive"]
    assert len(colours([f"s{i}" for i in range(15)])) == 15


def test_long_names_keep_to_two_lines():
    lines = two_lines("An exceedingly long name of a strategy that nobody could ever read", 16).split("\n")
    assert len(lines) == 2
    assert max(len(line) for line in lines) <= 16
