import pytest
from made_up_futures import LIBRARY, made_up_ensemble, made_up_scenario
from migsim.analysis import Comparison
from migsim.report.terminal import plain, terminal_text


def test_the_table_and_the_answer_are_there(comparison):
    text = terminal_text(comparison)
    for title, *_ in LIBRARY.values():
        assert title[:20] in text
    assert comparison.recommendation().headline in text
    assert "60 simulated futures" in text
    assert "seed 1" in text


@pytest.mark.parametrize("width", [60, 80, 100, 250])
def test_it_fits_on_the_terminal(comparison, width):
    assert max(len(line) for line in terminal_text(comparison, width=width).splitlines()) <= min(width, 100)


@pytest.mark.parametrize("currency", ["GBP", "KES"])
def test_long_names_and_long_money_fit(currency):
    titles = {name: f"{name} " * 9 for name in LIBRARY}
    ensemble = made_up_ensemble(runs=30, weekly_runs=2, titles=titles)
    comparison = Comparison(made_up_scenario(currency=currency, title="x" * 300), ensemble)
    assert max(len(line) for line in terminal_text(comparison).splitlines()) <= 100


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252", "latin-1", "utf-8", "no-such-encoding", None])
def test_it_can_be_printed_on_any_terminal(comparison, encoding):
    text = terminal_text(comparison, encoding=encoding)
    codec = encoding if encoding not in (None, "no-such-encoding") else "ascii"
    text.encode(codec)
    assert "?" not in text


def test_plain_characters_say_the_same():
    assert plain("−£49k – “×”", "ascii") == '-GBP 49k - "x"'
    assert plain("−£49k", "cp1252") == "-£49k"
    assert plain("−£49k", "utf-8") == "−£49k"


def test_one_strategy_is_told_without_a_recommendation():
    comparison = Comparison(made_up_scenario(), made_up_ensemble(["intensive"], runs=20, weekly_runs=2))
    text = terminal_text(comparison)
    assert "Only one strategy was run" in text
    assert "How sure" not in text
