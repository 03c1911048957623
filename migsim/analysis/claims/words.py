"""Effects and verdicts in the words of a reader, for the terminal and the report."""

from migsim.analysis.claims.result import Result
from migsim.analysis.words import NOTHING, money, value

_NOTHING = 0.0005  # shares below this are 0.0 %
_INDEX_DIGITS = 0.095  # differences of an index below this are shown with three decimals


def amount(x: float, unit: str, currency: str) -> str:
    """Format a value by its unit; small shares and indices keep what tells them from nought.

    Examples
    --------
    >>> amount(0.043, "share", "GBP"), amount(0.012, "index", "GBP"), amount(26.0, "weeks", "GBP")
    ('4.3 %', '0.012', '26 weeks')
    """
    if x != x:
        return NOTHING
    if unit == "money":
        return money(x, currency)
    if unit == "weeks":
        return f"{x:.0f} weeks".replace("-", "−")
    if unit == "share" and abs(x) < _NOTHING:
        return "0 %"
    if unit == "share":
        return f"{100 * x:.1f} %".replace("-", "−") if abs(x) < _INDEX_DIGITS else f"{100 * x:.0f} %".replace("-", "−")
    if unit == "index" and abs(x) < _INDEX_DIGITS:
        return f"{x:.3f}".replace("-", "−")
    return value(x, unit, currency)


def effect_words(result: Result, currency: str) -> tuple[str, str]:
    """Mean effect, and the range in which 9 of 10 futures lie."""
    finding, unit = result.answer.finding, result.claim.unit
    low, high = (amount(x, unit, currency) for x in (finding.low, finding.high))
    return amount(finding.mean, unit, currency), f"{low} to {high}"


def symmetric_words(result: Result, currency: str) -> str:
    """Say what becomes of effect and verdict with symmetric trust."""
    mean = amount(result.symmetric.finding.mean, result.claim.unit, currency)
    same = result.symmetric.word == result.answer.word
    return f"with symmetric trust {mean}, {'the same verdict' if same else result.symmetric.word}"
