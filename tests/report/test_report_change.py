"""What could change the answer, and the signs to watch, in words."""

from types import SimpleNamespace

import pytest
from made_up_futures import made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.report.change import drivers, knowing_more, sorry, tastes, turns, unknowns, weighed
from migsim.report.sheet import Canvas, round_steps
from migsim.report.signs import about, of_ten, words


def sign(name, line, side="below"):
    return words(SimpleNamespace(sign=name, line=line, side=side))


def test_signs_in_plain_words():
    assert sign("attendance", 0.4) == "fewer than 4 in 10 members come (average of the last meetings)"
    assert sign("attendance", 0.45) == "fewer than 9 in 20 members come (average of the last meetings)"
    assert sign("kept", 0.6, "above") == "6 in 10 commitments or more are kept"
    assert sign("deals_heard", 3.0) == "fewer than 3 deals have been heard of"
    assert sign("deals_heard", 1.0) == "no deal has been heard of"
    assert sign("meetings", 1.0, "above") == "a meeting has been held"
    assert "is below 5.5 of 10" in sign("mood", 0.55)
    assert [of_ten(share) for share in (0.0, 0.02, 0.7, 0.97, 1.0)] == [
        "0 of 10", "fewer than 1 of 10", "7 of 10", "more than 9 of 10", "10 of 10",
    ]  # fmt: skip


def test_bars_run_from_the_lead_at_one_end_to_the_lead_at_the_other(comparison):
    rows = drivers(comparison)
    assert rows[0].sure
    assert rows[0].what == "Chance that a promise is broken"
    for row in rows:
        assert 0 <= row.bar.left <= row.bar.left + row.bar.width <= 100
        assert 0 <= row.bar.before <= row.bar.width
        assert row.bar.high in (pytest.approx(row.bar.left), pytest.approx(row.bar.left + row.bar.width, abs=0.6))
    assert rows[0].places.startswith("below 0.")


def test_every_part_has_its_rows(comparison):
    assert [turn.now for turn in turns(comparison)][:2] == ["as reckoned", "as reckoned"]
    regrets = sorry(comparison)
    assert len(regrets) == 10
    assert sum(row.least for row in regrets) == 1
    assert max(row.width for row in regrets) == 100
    assert len(unknowns(comparison)) == 6
    assert "nothing that could be found out is worth more" in knowing_more(comparison)
    headings, rows = tastes(comparison)
    assert len(rows) == 10
    assert all(len(row.cells) == len(headings) == 5 for row in rows)
    assert weighed(comparison) == ""
    assert about(comparison).startswith("No advice")


def test_weights_are_told_with_what_they_weigh():
    ensemble = made_up_ensemble(("no-project", "intensive", "inclusive"), runs=40, weekly_runs=2)
    result = Comparison(
        made_up_scenario(), ensemble, objective="weighted_score", weights={"net_benefit": 3, "trust": 1}
    )
    assert weighed(result).startswith("Judged by a weighted score: net benefit 75% (from ")
    assert "which counts 1) and trust among participants 25%" in weighed(result)
    assert [turn.what for turn in turns(result)] == ["Weight of net benefit", "Weight of trust among participants"]


def test_axes_have_round_steps():
    assert round_steps(-7, 103, 7) == [0, 20, 40, 60, 80, 100]
    assert round_steps(-0.31, 0.4, 8) == pytest.approx([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4])
    assert round_steps(0, 3, 7, whole=True) == [0, 1, 2, 3]
    assert round_steps(2, 2, 7) == [2]


def test_a_sheet_escapes_text_and_says_what_it_shows():
    sheet = Canvas(1.0)
    sheet.write(1, 0.5, "<b> & two\nlines", bold=True)
    svg = sheet.svg('a "title" & more')
    assert "&lt;b&gt; &amp; two" in svg
    assert svg.count("<text") == 2
    assert 'aria-label="a &quot;title&quot; &amp; more"' in svg
    assert 'viewBox="0 0 597.6 72"' in svg
