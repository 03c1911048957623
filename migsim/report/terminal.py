"""The answer on a terminal: a table of at most 100 columns, and the recommendation in words."""

import textwrap

from migsim.analysis import Comparison
from migsim.analysis.added import is_added
from migsim.analysis.words import money, short, value
from migsim.defaults import NO_PROJECT
from migsim.report.change import weighed

_WIDTH = 100
_TITLE = 24
_PLAIN = str.maketrans(
    {
        "–": "-",
        "−": "-",
        "×": "x",
        "…": ".",
        "’": "'",
        "“": '"',
        "”": '"',
        "→": "->",
        "≥": ">=",
        "≤": "<=",
        "\N{NO-BREAK SPACE}": " ",
    }
)
_MONEY = {"£": "GBP ", "€": "EUR ", "¥": "JPY ", "₹": "INR ", "₦": "NGN "}


def terminal_text(comparison: Comparison, encoding: str | None = "utf-8", width: int = _WIDTH) -> str:
    """Compose what `migsim compare` prints.

    Parameters
    ----------
    comparison : Comparison
        The results.
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
    told = comparison.recommendation()
    futures = len(comparison.futures.runs)
    head = f"{comparison.scenario.title}: {futures} simulated futures for each strategy, seed {comparison.seed}."
    if NO_PROJECT in comparison.titles:
        head += " Benefits are averages of what each adds over the same future without a project."
    lines = [*textwrap.wrap(head, width), "", *_table(comparison, width), ""]
    lines += [*textwrap.wrap(f"{told.headline} {told.reason}", width)]
    if told.strategy is not None:
        lines.append(f"How sure: {told.sureness}.")
    lines += textwrap.wrap(told.caveat, width)
    for note in (*told.notes, *comparison.robustness_in_words(), *_more(comparison)):
        lines += textwrap.wrap(note, width)
    return plain("\n".join(line.rstrip() for line in lines) + "\n", encoding)


def _more(comparison: Comparison) -> list[str]:
    """What else helps to choose, in a sentence each."""
    said = [weighed(comparison)]
    regret = comparison.choice.regret().dropna(subset="mean").sort_values("mean", kind="stable")
    if len(regret) > 1 and comparison.recommendation().strategy is None:
        least, next_best = (
            f"{comparison.titles[str(row['strategy'])]} "
            f"({value(row['mean'], comparison.outcome.unit, comparison.scenario.currency)})"
            for row in regret.head(2).to_dict("records")
        )
        said.append(f"Least to regret, on average over the futures: {least}, then {next_best}.")
    said += [comparison.choice.more_futures(), comparison.prior_note]
    return [sentence for sentence in said if sentence]


def first_table(comparison: Comparison, runs: int, encoding: str | None = "utf-8", width: int = _WIDTH) -> str:
    """Compose what is shown while most of the `runs` futures are still to be run: the table, and no advice yet."""
    done = len(comparison.futures.runs)
    lines = [f"So far, after {done} of {runs} futures of each strategy:", "", *_table(comparison, min(width, _WIDTH))]
    return plain("\n".join(lines) + "\n", encoding)


def _table(comparison: Comparison, width: int) -> list[str]:
    outcome, currency = comparison.outcome, comparison.scenario.currency
    rows: list[tuple[str, ...]] = [
        (
            "Strategy",
            "Cost",
            _heading(outcome.heading if outcome.programme and outcome.heading else outcome.label),
            "8 of 10 futures",
            "Households",
            "Each costs",
            "Best in",
        )
    ]
    table = comparison.table()
    leader, base = comparison.recommendation().leader, is_added(outcome.name)
    for row in table.to_dict("records"):
        spread = [value(row[f"{outcome.name}_{end}"], outcome.unit, currency) for end in ("low", "high")]
        title = str(row["title"])
        mark = "*" if row["strategy"] == leader and len(table) > 1 else " "
        rows.append(
            (
                mark + (title if len(title) < _TITLE else title[: _TITLE - 2] + "…"),
                money(row["cost"], currency),
                value(row[outcome.name], outcome.unit, currency),
                "by definition" if base and row["strategy"] == NO_PROJECT else f"{spread[0]} to {spread[1]}",
                short(row["households_reached"]),
                money(row["cost_per_household"], currency),
                f"{row['best_in']:.0%}" if row["best_in"] == row["best_in"] else "–",
            )
        )
    return _aligned(rows, width)


def _heading(label: str) -> str:
    return textwrap.shorten(label[:1].upper() + label[1:], 18, placeholder="…")


def _aligned(rows: list[tuple[str, ...]], width: int) -> list[str]:
    """Align columns, dropping from the right what a narrow terminal has no room for (never the first four)."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    while sum(widths) + 2 * (len(widths) - 1) > width and len(widths) > 4:
        widths.pop()
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(room) for cell, room in zip(row[1:], widths[1:], strict=False))]
        )[:width]
        for row in rows
    ]
    return [lines[0], "-" * len(lines[0]), *lines[1:]]


def plain(text: str, encoding: str | None) -> str:
    """Write in plain characters what an encoding cannot show; text it can show is left alone."""
    encoding = encoding or "ascii"
    try:
        text.encode(encoding)
        return text
    except (UnicodeEncodeError, LookupError):
        pass
    text = text.translate(_PLAIN)
    for sign, code in _MONEY.items():
        if not _can_show(sign, encoding):
            text = text.replace(sign, code)
    return "".join(c if _can_show(c, encoding) else "?" for c in text)


def _can_show(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:
        return text.isascii()
    return True
