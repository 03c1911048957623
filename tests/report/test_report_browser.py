"""The report in a real browser: at three widths, and printed."""

import pytest
from made_up_futures import made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from test_analysis_monitoring import made_up_groups

WIDTHS = (1280, 820, 390)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report with everything in it: no clear winner, signs to watch, names that are long."""

    def watch(strategy, worlds):
        return made_up_groups(worlds, seed=6, weeks=(13, 26, 52)).assign(meetings=3, members_ran=0.5, mood=0.5)

    titles = {"intensive": "Intensive support by two facilitators and then nothing at all from one week to the next"}
    ensemble = made_up_ensemble(runs=80, weekly_runs=8, titles=titles)
    result = Comparison(made_up_scenario(), ensemble, watch=watch)
    return result.report(tmp_path_factory.mktemp("browser") / "report")


@pytest.fixture
def page(chromium, report):
    page = chromium.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(report.as_uri())
    yield page
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What is wider than its column can be moved within it, and nothing else sticks out.
    outside = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(e => !e.closest(".scroll") && !e.closest("details"))
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert outside == []


@pytest.mark.parametrize("width", WIDTHS)
def test_text_can_be_read(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("p, li, td, th, small, svg.figure text")].map(e => {
            const svg = e.closest("svg"), box = svg && svg.viewBox.baseVal;
            const scale = box && box.width ? svg.getBoundingClientRect().width / box.width : 1;
            return scale * parseFloat(getComputedStyle(e).fontSize);
        })"""
    )
    assert len(sizes) > 300
    assert min(sizes) >= 9


def test_the_answer_stands_on_the_first_screen_and_asks_for_no_network(page):
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.evaluate("document.querySelector('.answer').getBoundingClientRect().bottom")
    assert answer < 900
    assert all(url.startswith("file:") for url in page.asked)


def test_cells_of_tables_do_not_run_into_each_other(page):
    page.set_viewport_size({"width": 1280, "height": 900})
    clipped = page.evaluate(
        """() => [...document.querySelectorAll("td, th")].filter(e => !e.closest("details"))
            .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.trim().slice(0, 60))"""
    )
    assert clipped == []


def test_it_prints_and_no_page_is_left_empty(page, tmp_path):
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ")
    assert 6 <= pages <= 13
