"""The rows of a sheet of strategies: every lever of the schema of a strategy, section by section."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_origin

from pydantic import BaseModel

from migsim.facilitation.schema import Plan
from migsim.scenario.wording import model_at
from migsim.scenario.workbook.fields import SheetField, cells_of

FEWEST = 3  # blocks that are ready for phases and rules


@dataclass(frozen=True)
class Section:
    """Some levers that belong together.

    Attributes
    ----------
    name : str
        The table of the strategy that holds them; nothing for what stands at its top.
    about : str
        What it is.
    model : type of BaseModel
    several : bool
        Whether a strategy may have several of them, one after the other.
    """

    name: str
    about: str
    model: type[BaseModel]
    several: bool = False

    @property
    def cells(self) -> list[SheetField]:
        """Its levers."""
        return cells_of(self.model, without=_tables() if self.model is Plan else ())

    def marker(self, number: int) -> str:
        """Write what stands above a block of its levers, as in ``[phases 1]``."""
        return f"[{self.name} {number}]" if self.several else f"[{self.name}]"

    @property
    def needed_tables(self) -> set[str]:
        """Tables of figures that may not be missing, but may be empty: an hour that nobody gives is no mistake."""
        return {cell.path[0] for cell in self.cells if len(cell.path) > 1 and self._is_needed(cell.path[0])}

    def _is_needed(self, field: str) -> bool:
        return self.model.model_fields[field].is_required()


def sections() -> list[Section]:
    """List the sections of a strategy in the order of its schema."""
    found = [Section("", "", Plan)]
    for name, model in _models():
        several = get_origin(Plan.model_fields[name].annotation) is tuple
        found.append(Section(name, Plan.model_fields[name].description or "", model, several))
    return found


def blocks(plans: Sequence[Mapping[str, object]]) -> Iterator[tuple[Section, int]]:
    """Yield the blocks that a sheet of some strategies needs: as many phases as the longest has, and some spare."""
    for section in sections():
        most = 1
        if section.several:
            most = max([FEWEST, *(_length(plan.get(section.name)) for plan in plans)])
        for number in range(1, most + 1):
            yield section, number


def _length(value: object) -> int:
    return len(value) if isinstance(value, list | tuple) else 0


def _models() -> list[tuple[str, type[BaseModel]]]:
    return [(name, model) for name in Plan.model_fields if (model := model_at(Plan, (name,))) is not None]


def _tables() -> list[str]:
    return [name for name, _ in _models()]
