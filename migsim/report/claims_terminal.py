"""The claims on a terminal: a table of at most 100 columns, and what is behind each verdict in words."""

import textwrap
from collections import Counter

from migsim.analysis.claims import Claims
from migsim.analysis.claims.result import Result
from migsim.analysis.claims.words import effect_words, symmetric_words
from migsim.analysis.words import listed
from migsim.report.terminal import plain

_WIDTH = 100


def claims_text(claims: Claims, encoding: str | None = "utf-8", width: int = _WIDTH) -> str:
    """Compose what `migsim claims` prints.

    Parameters
    ----------
    claims : Claims
    encoding : str, optional
        The terminal's encoding; what it cannot show is written in plain characters.
    width : int
        Columns of the terminal; never more than 100 are used.

    Returns
    -------
    str
        Lines without trailing blanks, ending in a newline.
    """
    width = max(60, min(width, _WIDTH))
    head = (
        f"{len(claims.results)} claims of the guidance on {claims.scenario.title}: {claims.runs} simulated futures for "
        f"each arm, seed {claims.seed}, parameters: {claims.prior}"
    )
    lines = [*textwrap.wrap(head, width), "", *_table(claims, width), ""]
    for result in claims.results:
        lines += [*_told(result, claims.scenario.currency, width), ""]
    return plain("\n".join(line.rstrip() for line in [*lines, *textwrap.wrap(tally(claims), width)]) + "\n", encoding)


def _table(claims: Claims, width: int) -> list[str]:
    """One line a claim: id, verdict, mean effect, and what it claims, cut to the width."""
    rows = [("", "Verdict", "Effect", "Claim")]
    for result in claims.results:
        mark = "*" if result.claim.by_construction else ""
        word = result.answer.word + (" ..." if result.answer.word.endswith("when") else "")
        mean, _ = effect_words(result, claims.scenario.currency)
        rows.append((result.claim.id + mark, word, mean, result.claim.text))
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    lines = [
        f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}"[:width].rstrip() for row in rows
    ]
    return [lines[0], "-" * max(len(line) for line in lines), *lines[1:]]


def tally(claims: Claims) -> str:
    """Count the verdicts in a sentence."""
    counted = Counter(result.answer.word for result in claims.results if not result.claim.by_construction)
    made = sum(bool(result.claim.by_construction) for result in claims.results)
    parts = [f"{number} {_told_of(word, number)}" for word, number in counted.items()] or ["none that is tested"]
    are = "is" if made == 1 else "are"
    marked = (
        f" {made} more {are} true by construction (marked *) and counted apart: the model cannot test what was put "
        "into it."
        if made
        else ""
    )
    return f"Verdicts: {listed(parts)}.{marked} A verdict is about this model, never about a real place."


def _told_of(word: str, number: int) -> str:
    """A verdict as it is said of so many claims."""
    plural = word.replace("holds", "hold") if number > 1 else word
    return f"{plural.removesuffix(' when')} in some futures" if word.endswith("when") else plural


def _told(result: Result, currency: str, width: int) -> list[str]:
    claim, judged = result.claim, result.answer.judged
    mean, spread = effect_words(result, currency)
    mark = "*" if claim.by_construction else ""
    title = f"{claim.id}{mark}".ljust(6) + claim.text
    said = [
        f"{result.answer.word.upper()}{' ...' if result.answer.word.endswith('when') else ''}. "
        f"{claim.outcome[:1].upper()}{claim.outcome[1:]}: {mean} on average, {spread} in 9 of 10 futures"
        + (f"; {judged.for_it:.0%} of those that decide speak for it" if judged.for_it == judged.for_it else "")
        + f" ({claim.contrast}).",
        f"Where: {result.answer.region}.",
        f"Carried by: {result.mechanism}.",
        f"Also {symmetric_words(result, currency)}.",
    ]
    indent = " " * 6
    lines = textwrap.wrap(title, width, subsequent_indent=indent)
    for sentence in said:
        lines += textwrap.wrap(sentence, width, initial_indent=indent, subsequent_indent=indent)
    return lines
