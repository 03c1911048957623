"""Numbers in the words of a reader: money rounded sensibly, futures out of ten.

Money is shown with two or three significant figures (``£49k``), because the model cannot tell £49,312 from £49k.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

NOTHING = "–"
_SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥", "INR": "₹", "NGN": "₦"}
_STEPS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def short(x: float) -> str:
    """Round to what can be taken in at a glance: ``0.31``, ``3.4``, ``178``, ``4.9k``, ``49k``, ``1.2m``."""
    if not math.isfinite(x):
        return NOTHING
    size = abs(x)
    sign = "−" if x < 0 else ""
    if size < 5e-10:
        return "0"
    if size < 0.995:
        return sign + f"{size:.2g}" if size >= 5e-3 else sign + f"{size:.1g}"
    if size < 999.5:
        return sign + _digits(size)
    for step, letter in _STEPS:
        if size >= step * 0.9995:
            return sign + _digits(size / step) + letter
    return sign + _digits(size)


def _digits(size: float) -> str:
    return f"{size:.1f}".removesuffix(".0") if size < 9.95 else f"{size:,.0f}"


def money(x: float, currency: str) -> str:
    """Money in a currency: ``£49k``, ``−£120``, ``KES 3.1m`` (the code where there is no well-known sign)."""
    text = short(x)
    if text == NOTHING:
        return text
    symbol = _SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"−{symbol}{text[1:]}" if text.startswith("−") else symbol + text


def value(x: float, unit: str, currency: str) -> str:
    """Format a number by its unit: money, share (as per cent), index (0–1), ratio, hours, or a count."""
    if not math.isfinite(x):
        return NOTHING
    if unit == "money":
        return money(x, currency)
    if unit == "share":
        return _percent(x).replace("-", "−")
    if unit in ("index", "ratio"):
        return f"{x:.2f}".replace("-", "−")
    if unit == "hours":
        return f"{x:,.0f} h".replace("-", "−")
    return short(x)


def _percent(x: float) -> str:
    """Per cent without digits; with one where it is less than one per cent, so that little is not told as nothing."""
    return f"{100 * x:.1g}%" if 5e-5 <= abs(x) < 0.0095 else f"{abs(x) if abs(x) < 5e-5 else x:.0%}"


def difference(x: float, unit: str, currency: str) -> str:
    """Format the size of a difference: as `value`, but shares differ by percentage points."""
    return f"{abs(100 * x):.0f} percentage points" if unit == "share" else value(abs(x), unit, currency)


def tenths(won: int, of: int) -> str:
    """Say a share of futures out of ten, never rounding across 7 (the rule) nor up to all or down to none.

    Examples
    --------
    >>> tenths(412, 500), tenths(349, 500), tenths(499, 500), tenths(500, 500)
    ('8 of 10', 'fewer than 7 of 10', 'more than 9 of 10', '10 of 10')
    """
    tens = round(10 * won / of) if of else 0
    if tens == 10 and won < of:
        return "more than 9 of 10"
    if tens == 0 and won > 0:
        return "fewer than 1 of 10"
    if tens == 7 and 10 * won < 7 * of:
        return "fewer than 7 of 10"
    return f"{tens} of 10"


def listed(names: Sequence[str]) -> str:
    """Join names as in a sentence: ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def in_words(name: str, rows: Mapping[str, Any]) -> tuple[str, str]:
    """Say what a parameter is, as within a sentence, and its unit (empty when it has none).

    Parameters
    ----------
    name : str
        Name in the parameter table.
    rows : mapping
        Parameter name to its row of the table (``what``, ``unit``); a name that is not there speaks for itself.
    """
    row = rows.get(name)
    what = str(getattr(row, "what", "") or name.replace("_", " ")).strip().rstrip(".")
    return _lower(what), str(getattr(row, "unit", "") or "")


def _lower(text: str) -> str:
    """Lower the first letter, unless the word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
