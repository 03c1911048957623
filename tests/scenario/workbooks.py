"""Workbooks that a test changes, and what is said about them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from migsim.errors import InputError
from migsim.facilitation.workbook import read_workbook
from openpyxl import load_workbook


class Plan:
    """A workbook as `migsim new` writes it, which a test changes by sheet and heading."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.book = load_workbook(file)

    def cell(self, sheet: str, name: str, heading: str) -> Any:
        """The cell in the row of `name` below `heading`: in a form, `name` is that of the figure."""
        grid = self.book[sheet]
        header = next(row for row in grid.iter_rows() if heading in [cell.value for cell in row])
        column = next(cell.column for cell in header if cell.value == heading)
        row = next(row[0].row for row in grid.iter_rows(min_row=header[0].row + 1) if row[0].value == name)
        return grid.cell(row, column)

    def change(self, sheet: str, name: str, heading: str, value: Any) -> str:
        """Change a cell, and return its coordinate."""
        cell = self.cell(sheet, name, heading)
        cell.value = value
        return str(cell.coordinate)

    def messages(self, read: Callable[[Path], Any] = read_workbook) -> list[str]:
        """What is wrong with the workbook, without its name."""
        self.book.save(self.file)
        with pytest.raises(InputError) as caught:
            read(self.file)
        start = f"{self.file}: "
        assert all(message.startswith(start) for message in caught.value.messages)
        return [message.removeprefix(start) for message in caught.value.messages]
