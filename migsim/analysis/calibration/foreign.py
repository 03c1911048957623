"""Tables that are kept in the world and are no register of the template: what they are, and how to come from there.

Attendance is mostly kept *wide* (a row a member, a column a meeting), or as an export of whoever held the meeting. The
register wants what was counted of each meeting, a row an observation. An importer would have to guess; a few lines of
spreadsheet do not.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from migsim.scenario.wording import shortened

_TAG = re.compile(r"#[a-z]+( *\+[a-z_0-9]+)*", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}.*|\d{1,2}[ -][a-z]{3,9}([ -]\d{2,4})?", re.IGNORECASE)
_MEETING = re.compile(
    r"(week|session|meeting|visit|day|semaine|séance|réunion|month|mois|w|s)[ _.-]*\d+", re.IGNORECASE
)
_THERE = frozenset({"p", "a", "x", "1", "0", "yes", "no", "y", "n", "present", "absent", "oui", "non", "✓", "✔", "-"})
_NAMES = ("name", "full name", "member", "participant", "nom", "respondent", "beneficiary", "household", "hh")
_JOINS = (
    "join time",
    "first join",
    "user action",
    "leave time",
    "last leave",
    "in-meeting duration",
    "time in meeting",
)
_SURVEY = ("_uuid", "_submission_time", "meta/instanceid", "_id", "_index", "__version__")

_TO_TEMPLATE = (
    "start from the template (migsim calibrate SCENARIO --template register.csv): a row for each meeting with its "
    "week, measure present, value (how many came) and n (how many could have come)"
)


def lines_about(name: str, rows: Sequence[Mapping[int, Any]]) -> list[str]:
    """Say what a table is that has none of the register's columns, and how to come from it to the template.

    Parameters
    ----------
    name : str
        The file.
    rows : sequence of mapping
        Its first rows, the heading first, cells by column.

    Returns
    -------
    list of str
        At most five messages.
    """
    cells = [str(cell).strip() for row in rows[:20] for cell in row.values()]
    headings = [str(cell).strip().casefold() for cell in rows[0].values()] if rows else []
    everywhere = {cell.casefold() for cell in cells}
    if any(mark in everywhere for mark in _JOINS):
        return [
            f"{name}: is an attendance list of an online meeting (Teams or the like), with a row a joining, and no "
            "register",
            "each such list becomes one row of the register: count different names, "
            "for example =COUNTA(UNIQUE(A2:A99)), and write that as value, measure present",
            _TO_TEMPLATE,
        ]
    if sum(bool(_TAG.fullmatch(cell)) for cell in cells) >= 2:
        return [
            f"{name}: is an HXL table (a row of hashtags below the heading), and no register",
            "HXL says who does what where; a register says what was counted of a group in a week: filter the rows of "
            "one group and count them by week",
            _TO_TEMPLATE,
        ]
    if any(heading in _SURVEY for heading in headings) or sum("/" in heading for heading in headings) > 5:
        return [
            f"{name}: is an export of a survey (Kobo, ODK or the like) with {len(headings)} columns, and no register",
            "a row here is a form that was filled in; a register has a row for each thing that was counted: make a "
            "pivot table by group and week, and copy its counts",
            _TO_TEMPLATE,
        ]
    meetings = [heading for heading in headings if _DATE.fullmatch(heading) or _MEETING.fullmatch(heading)]
    marks = [str(cell).strip().casefold() for row in rows[1:20] for cell in row.values()]
    marked = sum(mark in _THERE for mark in marks) > len(marks) / 3
    if len(meetings) >= 3 or (len(meetings) == 2 and marked):
        return [
            f"{name}: is a wide register (a row a person, {len(meetings)} columns of meetings), not the long one of "
            "the template",
            'each column becomes one row: value counts who came, =COUNTIF(B2:B40;"P"), or =SUM(B2:B40) of 1 and 0; n '
            "counts the members, =COUNTA(A2:A40)",
            _TO_TEMPLATE,
        ]
    if any(heading in _NAMES or heading.endswith(" name") for heading in headings):
        return [
            f"{name}: is a list with a row a person (or a person and visit), and no register",
            "make a pivot table: weeks or dates as rows, how many different persons came as values",
            _TO_TEMPLATE,
        ]
    some = ", ".join(repr(shortened(heading, 20)) for heading in headings[:3])
    return [
        f"{name}: is not the table of the template: none of week, date, measure and value is among its {len(headings)} "
        f"columns ({some} ...)",
        _TO_TEMPLATE,
    ]
