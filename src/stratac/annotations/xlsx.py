"""Spreadsheets of labels: XLSX, through openpyxl."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from stratac.annotations import tables
from stratac.annotations.problems import Problems
from stratac.annotations.records import Candidate, Place, Reading
from stratac.errors import CorpusError, OutputError
from stratac.records import Label

_LONGEST_CELL = 32_767
_WIDTHS = (90, 24, 14, 14, 18)


def read(path: Path, problems: Problems) -> Iterator[Reading]:
    """Yield what the first sheet of a workbook says.

    Raises
    ------
    CorpusError
        If the file is no workbook that can be read, or lacks a column.
    """
    rows = [(Place(number, "row"), cells) for number, cells in enumerate(_cells(path), start=1)]
    yield from tables.readings(rows, path.name, problems)


def _cells(path: Path) -> list[tuple[object, ...]]:
    from openpyxl import load_workbook

    try:
        with path.open("rb") as stream:
            # Values that a formula gave, not the formula.
            book = load_workbook(stream, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            # Some programs write a size that is not the sheet's.
            sheet.reset_dimensions()
            return list(sheet.iter_rows(values_only=True))
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except Exception as error:
        # What openpyxl raises at a file that is no workbook depends on where it stumbles.
        raise CorpusError(
            f"{path.name} is no workbook that can be read ({error}); save it again as .xlsx."
        ) from error


def write(candidates: Sequence[Candidate], path: Path) -> None:
    """Write a table to fill in, with the three labels to choose from.

    Raises
    ------
    OutputError
        If a text is longer than a cell can be.
    """
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.freeze_panes = "A2"
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate([tables.HEADER, *tables.cells(candidates)], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.alignment = wrapped
            if not isinstance(value, str):
                cell.value = value
            elif value:
                if len(value) > _LONGEST_CELL:
                    raise OutputError(
                        f"Text {number - 1} has {len(value):,} characters; a cell holds "
                        f"{_LONGEST_CELL:,}. Split it or write another format."
                    )
                cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
                # What begins with « = » would be run, now or when the cell is edited.
                cell.data_type = "s"
                cell.quotePrefix = True
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if candidates:
        choice = DataValidation("list", formula1=f'"{",".join(Label)}"', allow_blank=True)
        letter = get_column_letter(tables.HEADER.index("label") + 1)
        choice.add(f"{letter}2:{letter}{len(candidates) + 1}")
        sheet.add_data_validation(choice)
    with path.open("wb") as stream:
        book.save(stream)
