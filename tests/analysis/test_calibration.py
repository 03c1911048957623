"""Calibration: known answers of its parts, recovery of what is known, and what goes on to compare."""

import numpy as np
import pytest
from migsim.analysis.calibration import calibrate
from migsim.analysis.calibration.adjustment import adjust, interval, limits, nearest, resample
from migsim.analysis.calibration.futures import Counted, as_seen, count, people
from migsim.analysis.calibration.measures import Window
from migsim.analysis.places import places, values_at
from migsim.engine.worlds import make_desk
from migsim.errors import InputError
from migsim.scenario.parameters import PARAMETERS, draw_parameters
from migsim.scenario.priors import load_prior
from migsim.stages import events

from playing import cell_of

REGISTER = """week,weeks,group,measure,value,n
5,,credit,present,9,12
18,,credit,present,7,12
35,,credit,present,8,12
9,,credit,kept_count,6,9
13,13,,deals,4,
26,13,,deals,6,
52,13,,income,0.06,30
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(register):
    return calibrate("treyl-poultry", register, "phased-handover", runs=300, seed=3, threads=1)


def test_places_and_back():
    drawn = draw_parameters(1, range(20))
    again = values_at(places(drawn))
    for column, parameter in enumerate(PARAMETERS):
        assert again[:, column] == pytest.approx(drawn[parameter.name])


def test_the_nearest_are_found_and_missing_ones_are_not():
    summaries = np.array([[0.0], [1.0], [np.nan], [0.4], [5.0]])
    accepted = nearest(summaries, np.array([0.3]), 2)
    assert accepted.rows.tolist() == [3, 0]
    assert accepted.weight[0] > accepted.weight[1] >= 0


def test_the_posterior_of_a_straight_line_is_the_known_one():
    """With logit = 2 s + noise of 0.3, the posterior at s = 0.5 has mean 1 and spread 0.3."""
    rng = np.random.default_rng(1)
    s = rng.normal(size=20_000)
    logits = 2 * s + rng.normal(0, 0.3, 20_000)
    unrelated = rng.normal(size=20_000)
    at = 2 / (1 + np.exp(-np.stack([logits, unrelated], axis=1))) - 1
    accepted = nearest(s[:, None], np.array([0.5]), 2000)
    adjusted = adjust(at[accepted.rows], accepted)
    after = np.log((adjusted + 1) / (1 - adjusted))
    mean = np.average(after, weights=accepted.weight, axis=0)
    spread = np.sqrt(np.average((after - mean) ** 2, weights=accepted.weight, axis=0))
    assert mean == pytest.approx([1.0, 0.0], abs=0.06)
    assert spread == pytest.approx([0.3, 1.0], rel=0.06)
    narrowest, farthest = limits(at, accepted, rng)
    width = np.diff(interval(adjusted, accepted.weight)[[0, 2]], axis=0) / np.diff(interval(at)[[0, 2]], axis=0)
    assert width[0, 0] < narrowest < 1.0
    assert width[0, 1] > narrowest * 0.97
    assert 0 < farthest < 0.2


def test_weighted_interval_is_that_of_repeated_rows():
    at = np.arange(101.0)[:, None]
    weight = np.ones(101)
    weight[:51] = 0.0
    assert interval(at, weight)[1, 0] == pytest.approx(75.0, abs=1)
    assert interval(at)[:, 0].tolist() == [5.0, 50.0, 95.0]


def test_resampling_follows_the_weights():
    rows = resample(np.array([1.0, 0.0, 3.0]), 400, np.random.default_rng(1))
    assert np.bincount(rows, minlength=3) == pytest.approx([100, 0, 300], abs=1)


def test_counting_few_adds_their_luck_and_counting_all_adds_none():
    values = np.full((4000, 1), 0.6)
    counted = Counted(values, np.full((4000, 1), 100.0), np.full((4000, 1), np.nan))
    few = Window("attendance", 1, 13, tuple(range(1, 14)), 0.5, 10.0)
    assert as_seen([few], counted, np.random.default_rng(1)).std() == pytest.approx(
        np.sqrt(0.24 * (1 / 10 - 1 / 100)), rel=0.05
    )
    for n in (100.0, 500.0, None):
        many = Window("attendance", 1, 13, tuple(range(1, 14)), 0.5, n)
        assert (as_seen([many], counted, np.random.default_rng(1)) == values).all()


def test_a_future_is_counted_by_hand():
    """Meetings of ten and five members, with 8 and nobody there; three promises; one deal in the window."""
    cell = cell_of("coached")
    desk = make_desk(cell.market, len(cell.scenario.groups), recorded=True, event_capacity=50)
    desk.state.actors["turnover"][:] = 520.0
    rows = [
        (0, events.DEAL, -1, 0, 1, 5.0),
        (0, events.FORMED, 1, -1, 0, 5.0),
        (0, events.JOINED, 0, 2, -1, 0.5),
        (0, events.JOINED, 0, 3, -1, 0.5),
        (2, events.MET, 0, -1, 8, 0.8),
        (3, events.MET, 1, -1, 0, 0.0),
        (3, events.KEPT, 0, 2, -1, 0.1),
        (3, events.BROKEN, 0, 3, -1, 0.1),
        (4, events.KEPT, 0, 2, -1, 0.1),
        (4, events.DEAL, 0, 2, 3, 5.0),
        (5, events.JOINED, 0, 4, -1, 0.5),
    ]
    for n, (week, event, mig, actor, other, value) in enumerate(rows):
        row = desk.state.events[n]
        row["week"], row["event"], row["mig"], row["actor"], row["other"], row["value"] = (
            week, event, mig, actor, other, value,
        )  # fmt: skip
    desk.state.ledger[0]["events"] = len(rows)
    desk.incomes[1:5, 2], desk.incomes[1:5, 3], desk.incomes[1:5, 4] = 1.0, 3.0, 99.0
    weeks = (1, 2, 3, 4)
    windows = [Window(subject, 1, 4, weeks, 0.0, None) for subject in ("attendance", "deals", "kept", "income")]
    value, n, spread = count(cell, desk, windows)
    assert value == pytest.approx([8 / 15, 1.0, 2 / 3, 0.2])
    assert n[[0, 2, 3]].tolist() == [15.0, 3.0, 2.0]
    assert spread[3] == pytest.approx(0.1)


def test_the_posterior_is_a_prior_that_compare_takes(found, tmp_path):
    from migsim.analysis import compare

    report = found.report(tmp_path / "calibrated")
    assert "What the data say" in report.read_text(encoding="utf-8")
    drawn = load_prior(report.parent / "posterior.csv").draw(1, range(50))
    for parameter in PARAMETERS:
        assert ((drawn[parameter.name] >= parameter.low) & (drawn[parameter.name] <= parameter.high)).all()
    result = compare("treyl-poultry", ["no-project", "light-touch"], runs=5, prior=report.parent / "posterior.csv")
    assert set(result.runs["prior"]) == {"posterior.csv"}


def test_futures_after_lie_nearer_to_the_data_than_before(found):
    attendance = found.predictive[found.predictive["subject"] == "attendance"]
    before = (attendance["prior_middle"] - attendance["data"]).abs().mean()
    after = (attendance["middle"] - attendance["data"]).abs().mean()
    assert after < before
    assert found.missing == []


def test_the_same_seed_gives_the_same_numbers_on_any_threads(register, found):
    again = calibrate("treyl-poultry", register, "phased-handover", runs=300, seed=3, threads=2)
    assert again.posterior.equals(found.posterior)
    assert again.predictive.equals(found.predictive)


def test_people_differ_by_seed():
    assert len({*people(1, 10), *people(2, 10)}) == 20


@pytest.mark.parametrize(
    ("strategy", "runs", "said"),
    [("no-project", 200, "check --strategy and the weeks"), ("light-touch", 50, "too few for a calibration")],
)
def test_what_cannot_be_calibrated_is_refused(register, strategy, runs, said):
    with pytest.raises(InputError, match=said):
        calibrate("treyl-poultry", register, strategy, runs=runs, threads=1)
