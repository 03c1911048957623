"""The claims as one self-contained page that opens offline and prints to A4."""

from collections.abc import Mapping
from dataclasses import dataclass

from migsim.analysis.claims import Claims
from migsim.analysis.claims.model import Detail
from migsim.analysis.claims.result import Result
from migsim.analysis.claims.words import amount, effect_words, symmetric_words
from migsim.analysis.words import NOTHING
from migsim.report.claims_terminal import tally
from migsim.report.figures import Drawing
from migsim.report.jinja import render
from migsim.version import __version__

_COLOURS = {"holds": "#15745f", "holds when": "#8a5a00", "not in this model": "#7f0842"}


@dataclass(frozen=True)
class Shown:
    """One claim, ready to print."""

    result: Result
    key: str
    colour: str
    word: str
    mean: str
    spread: str
    for_it: str
    symmetric: str
    symmetric_mean: str
    symmetric_word: str
    details: list[tuple[Detail, list[tuple[str, str, str]]]]
    mechanisms: list[tuple[str, str]]


def page(claims: Claims, drawn: Mapping[str, Drawing], command: str) -> str:
    """Render the page."""
    from markupsafe import Markup

    return render(
        "claims.html.j2",
        claims=claims,
        shown=[_shown(result, claims.scenario.currency) for result in claims.results],
        drawings=dict(drawn),
        svg={key: Markup(drawing.svg) for key, drawing in drawn.items()},  # the renderer has escaped its text
        tally=tally(claims),
        command=command,
        version=__version__,
    )


def _shown(result: Result, currency: str) -> Shown:
    mean, spread = effect_words(result, currency)
    share = result.answer.judged.for_it
    word = result.answer.word
    return Shown(
        result=result,
        key=result.claim.id.lower(),
        colour=_COLOURS[word],
        word=f"{word} …" if word.endswith("when") else word,
        mean=_unbroken(mean),
        spread=_unbroken(spread),
        for_it=f"{share:.0%}" if share == share else NOTHING,
        symmetric=symmetric_words(result, currency),
        symmetric_mean=_unbroken(amount(result.symmetric.finding.mean, result.claim.unit, currency)),
        symmetric_word=result.symmetric.word,
        details=[(detail, _rows(detail, currency)) for detail in result.details],
        mechanisms=[
            (one.switch.what, f"{one.part:.0%}".replace("-", "−") if one.part == one.part else NOTHING)
            for one in result.carried
            if one.real
        ],
    )


def _unbroken(text: str) -> str:
    """Keep a number and its per cent sign on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _rows(detail: Detail, currency: str) -> list[tuple[str, str, str]]:
    """Rows of a detail: name, mean, and interval."""
    shown = []
    for row in detail.rows:
        low, high = (amount(x, detail.unit, currency) for x in (row.low, row.high))
        shown.append(
            (row.name, amount(row.mean, detail.unit, currency), NOTHING if low == NOTHING else f"{low} to {high}")
        )
    return shown
