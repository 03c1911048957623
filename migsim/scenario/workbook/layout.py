"""Which table of a scenario stands in which sheet."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from migsim.scenario import schema
from migsim.scenario.checked import Path

GUIDE, STRATEGIES = "read me", "strategies"


@dataclass(frozen=True)
class Page:
    """One sheet.

    Attributes
    ----------
    title : str
        Of the sheet.
    shape : {"form", "table", "matrix", "pairs"}
        A form has one row for each field; a table one row for each entry; a matrix a row for each cause and a column
        for each effect; pairs are a matrix of roles.
    tables : dict of str to model
        Tables of the scenario that stand in it.
    about : str
        What it is for.
    """

    title: str
    shape: Literal["form", "table", "matrix", "pairs"]
    tables: dict[str, type[BaseModel]]
    about: str

    @property
    def paths(self) -> list[Path]:
        """Paths of its tables in a scenario."""
        return [(table,) for table in self.tables]


#: In the order in which a market is best described.
PAGES = (
    Page(
        "market",
        "form",
        {"scenario": schema.Header, "outside": schema.Outside},
        "What market this is, how many actors are invited to the workshop, and the wider market around them.",
    ),
    Page("roles", "table", {"roles": schema.Role}, "The kinds of actors, with the figures that each kind starts from."),
    Page("groups", "table", {"groups": schema.Group}, "Who is easily left out, such as women and youth."),
    Page(
        "actors",
        "table",
        {"actors": schema.Actor},
        "Everybody who might be invited; more than the room holds. Figures stand here only where they differ from the "
        "role's.",
    ),
    Page(
        "constraints",
        "table",
        {"constraints": schema.Constraint},
        "What holds the market back, as a mapping workshop finds it, and which roles lose by it.",
    ),
    Page(
        "influence",
        "matrix",
        {"influence": schema.Constraint},
        "What causes what: the share of the severity of the constraint at the top that is due to the one on the left.",
    ),
    Page(
        "complementarity",
        "pairs",
        {"complements": schema.Complement},
        "Which roles can do business with each other, and how well they fit (0 to 1). Each pair stands once.",
    ),
    Page(
        "ties",
        "table",
        {"ties": schema.Tie},
        "Who does business with whom before the project, by actors or by roles. Pairs that no row speaks of are drawn.",
    ),
    Page("costs", "form", {"costs": schema.Costs}, "What programmes pay, and what direct delivery would buy instead."),
    Page(
        "seasons",
        "table",
        {"seasons": schema.Season},
        "How the year moves time, cash and prices; the first season begins with the workshop. Without any, all weeks "
        "are alike.",
    ),
    Page("shocks", "table", {"shocks": schema.Shock}, "What may go wrong, in a certain week or by chance."),
    Page(
        "ranges",
        "table",
        {"ranges": schema.RangeRow},
        "Figures that are not certain: how low and how high they may be; what is likely stands in its own sheet. They "
        'are drawn anew in each simulated future. "?" says that an end is not known.',
    ),
    Page("sources", "table", {"sources": schema.Source}, "Where the figures come from, and how good they are."),
)

#: Sheets that may be missing.
OPTIONAL = ("groups", "influence", "complementarity", "ties", "seasons", "ranges", STRATEGIES)

#: Headings of the corner of a matrix, by its shape.
CORNER = {"matrix": "cause", "pairs": "role"}
