"""One plan in seven formats, made by real programs: the same statements, the same labels."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import plans
import pytest
from conftest import REFERENCE

from stratac import score_file
from stratac.document import DocumentScore
from stratac.readers import markdown
from stratac.records import Block, BlockKind

LEAST = 0.98


@pytest.fixture(scope="module")
def blocks() -> list[Block]:
    return markdown.blocks(plans.PLAN.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reference() -> DocumentScore:
    return score_file(plans.PLAN, reference=REFERENCE)


def docx(blocks: list[Block], folder: Path) -> Path:
    plans.write_docx(blocks, folder / "plan.docx")
    return folder / "plan.docx"


def docx_by_libreoffice(blocks: list[Block], folder: Path) -> Path:
    odt = plans.office(docx(blocks, folder), "odt", folder)
    (folder / "again").mkdir()
    return plans.office(odt, "docx", folder / "again")


def odt(blocks: list[Block], folder: Path) -> Path:
    return plans.office(docx(blocks, folder), "odt", folder)


def pptx(blocks: list[Block], folder: Path) -> Path:
    plans.write_pptx(blocks, folder / "plan.pptx")
    return folder / "plan.pptx"


def pptx_by_libreoffice(blocks: list[Block], folder: Path) -> Path:
    odp = plans.office(pptx(blocks, folder), "odp", folder)
    (folder / "again").mkdir()
    return plans.office(odp, "pptx", folder / "again")


def html(blocks: list[Block], folder: Path) -> Path:
    path = folder / "plan.html"
    page = plans.page(plans.plan_html(), (plans.NAVIGATION, plans.FOOT))
    path.write_text(page, encoding="utf-8")
    return path


def html_by_libreoffice(blocks: list[Block], folder: Path) -> Path:
    return plans.office(docx(blocks, folder), "html", folder)


def pdf_by_libreoffice(blocks: list[Block], folder: Path) -> Path:
    return plans.office(docx(blocks, folder), "pdf", folder)


def pdf_by_chromium(blocks: list[Block], folder: Path) -> Path:
    source = folder / "plan.html"
    source.write_text(plans.page(plans.plan_html(), style=plans.FRAMED), encoding="utf-8")
    return plans.chromium_pdf(source, folder / "plan.pdf")


def pdf_in_two_columns(blocks: list[Block], folder: Path) -> Path:
    """Print with columns, hyphenation, justified lines, a running head and page numbers."""
    source = folder / "plan.html"
    source.write_text(plans.columns_html(), encoding="utf-8")
    return plans.chromium_pdf(source, folder / "plan.pdf")


def pdf_stamped(blocks: list[Block], folder: Path) -> Path:
    """Print as a browser does by itself: date and title above, address and number below."""
    source = folder / "plan.html"
    source.write_text(plans.page(plans.plan_html(), style=plans.FRAMED), encoding="utf-8")
    return plans.chromium_pdf(source, folder / "plan.pdf", stamped=True)


def text(blocks: list[Block], folder: Path) -> Path:
    plans.write_text(blocks, folder / "plan.txt")
    return folder / "plan.txt"


MAKERS = [
    docx, docx_by_libreoffice, odt, pptx, pptx_by_libreoffice, html, html_by_libreoffice,
    pdf_by_libreoffice, pdf_by_chromium, pdf_in_two_columns, pdf_stamped, text,
]  # fmt: skip


@pytest.fixture(scope="module", params=MAKERS, ids=[make.__name__ for make in MAKERS])
def score(request, blocks, tmp_path_factory: pytest.TempPathFactory) -> DocumentScore:
    make: Callable[[list[Block], Path], Path] = request.param
    return score_file(make(blocks, tmp_path_factory.mktemp("plan")), reference=REFERENCE)


def test_reference_has_what_a_plan_has(reference: DocumentScore) -> None:
    assert len(reference.statements) >= 60
    kinds = {statement.kind for statement in reference.statements}
    assert kinds == {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL}


def test_statements_and_labels_are_the_same(score: DocumentScore, reference) -> None:
    expected = [(s.text, s.label) for s in reference.statements]
    found = [(s.text, s.label) for s in score.statements]
    matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    share = same / max(len(expected), len(found))
    assert share >= LEAST, "\n".join(
        difflib.unified_diff([t for t, _ in expected], [t for t, _ in found], n=0, lineterm="")
    )


def test_spans_lead_to_the_text(score: DocumentScore) -> None:
    assert all(score.text[s.start : s.end] == s.text for s in score.statements)


def test_pages_are_given_where_there_are_pages(score: DocumentScore) -> None:
    paged = score.source is not None and score.source.endswith(("pdf", "pptx"))
    pages = [statement.page for statement in score.statements]
    assert pages == sorted(pages) if paged else set(pages) == {None}
    assert score.unread_pages == ()
