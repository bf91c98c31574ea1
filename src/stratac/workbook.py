"""Document scores as a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from stratac import rows
from stratac.document import DocumentScore
from stratac.errors import OutputError
from stratac.findings import Element
from stratac.records import Label

# Characters that a workbook cannot hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_CELL = 32_767
_WIDE = 70
_WIDTHS = dict.fromkeys(
    ("text", "texte", "question", "diagnostic", "action", "intention servie"), _WIDE
)
_NARROW = 16
_ELEMENTS = {
    Element.BUDGET: "budget",
    Element.CALENDAR: "calendrier",
    Element.INDICATOR: "indicateurs",
    Element.OWNER: "responsables",
}


def write(scores: Sequence[DocumentScore], path: Path) -> None:
    """Write document scores into an XLSX file.

    One sheet has the documents, one the statements, one the links, one the questions. Text that
    begins like a formula stays text.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    try:
        # Opened first: a workbook that is half built cannot be thrown away in peace.
        with path.open("wb") as stream:
            _book(scores).save(stream)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror}); close it or give another file."
        ) from error


def _book(scores: Sequence[DocumentScore]) -> Workbook:
    book = Workbook(write_only=True)
    _sheet(book, "Documents", _DOCUMENT_COLUMNS, map(_document, scores))
    statements = (
        rows.row(score.source or "", position, statement)
        for score in scores
        for position, statement in enumerate(score.statements, start=1)
    )
    _sheet(book, "Énoncés", rows.COLUMNS, statements)
    links = (
        (
            score.source or "",
            link.tactic.text,
            link.strategy.text,
            round(link.probability, 4),
            ", ".join(link.reasons),
        )
        for score in scores
        for link in score.links
    )
    _sheet(
        book,
        "Liens",
        ("document", "action", "intention servie", "probabilité", "ce qui les lie"),
        links,
    )
    questions = (
        (score.source or "", question.statement.text, question.text)
        for score in scores
        for question in score.questions
    )
    _sheet(book, "Questions", ("document", "texte", "question"), questions)
    return book


_DOCUMENT_COLUMNS = (
    "document", "stratégies", "tactiques", "autres", "part de la stratégie", "de", "à",
    "quadrant", "mal nommés", "objectifs vagues", "actions sans but dit",
    "intentions sans action", *_ELEMENTS.values(), "diagnostic",
)  # fmt: skip


def _document(score: DocumentScore) -> tuple[object, ...]:
    low, high = score.strategy_share_interval or (None, None)
    present = {gap.element: gap.present for gap in score.missing}
    return (
        score.source or "",
        *(score.counts[label] for label in Label),
        score.strategy_share,
        low,
        high,
        str(score.quadrant),
        len(score.misframed),
        len(score.vague),
        len(score.orphans),
        len(score.unserved),
        *("oui" if present[element] else "non" for element in _ELEMENTS),
        score.diagnosis,
    )


def _sheet(
    book: Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    sheet: WriteOnlyWorksheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        width = _WIDTHS.get(column, _NARROW)
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, value=column) for column in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: object) -> WriteOnlyCell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    text = _UNWRITABLE.sub(" ", value)[:_LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    # What begins with « = » would be taken for a formula, and run.
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=len(text) > _WIDE, vertical="top")
    return cell
