"""PPTX to blocks: titles, bodies, tables, groups and notes, as PowerPoint writes them."""

from __future__ import annotations

from pathlib import Path

import pptx
import pytest
from pptx.oxml import parse_xml
from pptx.util import Cm

from stratac import readers
from stratac.records import Block, BlockKind

H, P, I, C = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL  # noqa: E741


@pytest.fixture
def deck():
    return pptx.Presentation()


def read(deck, folder: Path) -> list[Block]:
    deck.save(folder / "plan.pptx")
    return readers.read(folder / "plan.pptx")


def seen(blocks: list[Block]) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in blocks]


def body_slide(deck, title: str, *texts: str):
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = "\n".join(texts)
    return slide


def test_title_slide(deck, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "Le plan"
    slide.placeholders[1].text = "2027-2030"
    blocks = read(deck, tmp_path)
    assert seen(blocks) == [(H, "Le plan"), (H, "2027-2030")]
    assert [block.level for block in blocks] == [1, 2]


def test_body_is_a_list_as_the_master_says(deck, tmp_path: Path) -> None:
    body_slide(deck, "Nos axes", "ouvrir", "vendre")
    blocks = read(deck, tmp_path)
    assert seen(blocks) == [(H, "Nos axes"), (I, "ouvrir"), (I, "vendre")]
    assert [block.level for block in blocks] == [2, 0, 0]


def test_paragraph_without_bullet(deck, tmp_path: Path) -> None:
    slide = body_slide(deck, "Nos axes", "Un texte.")
    properties = slide.placeholders[1].text_frame.paragraphs[0]._p.get_or_add_pPr()
    properties.insert(0, properties.makeelement(f"{{{properties.nsmap['a']}}}buNone"))
    assert seen(read(deck, tmp_path)) == [(H, "Nos axes"), (P, "Un texte.")]


def test_text_box_is_a_paragraph_and_comes_after_the_title(deck, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    box = slide.shapes.add_textbox(Cm(1), Cm(1), Cm(5), Cm(2))
    box.text_frame.text = "Un texte."
    # A title drawn last is still what the slide is called.
    slide.shapes.title.text = "Nos axes"
    slide.shapes._spTree.append(slide.shapes.title._element)
    assert seen(read(deck, tmp_path)) == [(H, "Nos axes"), (P, "Un texte.")]


def test_group_is_opened(deck, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Cm(1), Cm(1), Cm(5), Cm(2)).text_frame.text = "Un texte."
    assert seen(read(deck, tmp_path)) == [(P, "Un texte.")]


def test_table_is_read_by_row(deck, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, Cm(1), Cm(1), Cm(9), Cm(4)).table
    for row, texts in enumerate([("Action", "Qui"), ("Ouvrir\nVendre", "Ana")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    assert seen(read(deck, tmp_path)) == [(C, "Action | Qui"), (C, "Ouvrir ; Vendre | Qui : Ana")]


def test_what_is_merged_over_rows_counts_in_each(deck, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(3, 2, Cm(1), Cm(1), Cm(9), Cm(4)).table
    for row, text in enumerate(["Action", "Ouvrir", "Vendre"]):
        table.cell(row, 0).text = text
    table.cell(0, 1).text = "Pilote"
    table.cell(1, 1).text = "Ana"
    table.cell(1, 1).merge(table.cell(2, 1))
    assert seen(read(deck, tmp_path))[1:] == [
        (C, "Ouvrir | Pilote : Ana"),
        (C, "Vendre | Pilote : Ana"),
    ]


def test_lines_broken_by_hand_are_joined(deck, tmp_path: Path) -> None:
    body_slide(deck, "Nos\vaxes", "ouvrir\vune agence")
    assert seen(read(deck, tmp_path)) == [(H, "Nos axes"), (I, "ouvrir une agence")]


def test_notes_follow_their_slide_with_its_number(deck, tmp_path: Path) -> None:
    slide = body_slide(deck, "Un", "ouvrir")
    slide.notes_slide.notes_text_frame.text = "Dire pourquoi."
    body_slide(deck, "Deux", "vendre")
    blocks = read(deck, tmp_path)
    assert [block.text for block in blocks] == ["Un", "ouvrir", "Dire pourquoi.", "Deux", "vendre"]
    assert [block.page for block in blocks] == [1, 1, 1, 2, 2]


def test_hidden_slides_are_left_out(deck, tmp_path: Path) -> None:
    body_slide(deck, "Un", "ouvrir")._element.set("show", "0")
    body_slide(deck, "Deux", "vendre")
    assert [block.text for block in read(deck, tmp_path)] == ["Deux", "vendre"]


def test_slides_are_read_in_the_order_of_the_show(deck, tmp_path: Path) -> None:
    body_slide(deck, "Deux", "vendre")
    body_slide(deck, "Un", "ouvrir")
    slides = deck.slides._sldIdLst
    slides.insert(0, slides[1])
    assert [block.text for block in read(deck, tmp_path)] == ["Un", "ouvrir", "Deux", "vendre"]


def test_slide_numbers_and_footers_are_left_out(deck, tmp_path: Path) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    for kind in ("ftr", "sldNum", "dt"):
        slide.shapes._spTree.append(
            parse_xml(
                f'<p:sp xmlns:p="{main}" xmlns:a="{drawing}"><p:nvSpPr><p:cNvPr id="9" name="x"/>'
                f'<p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody>'
                "<a:bodyPr/><a:p><a:r><a:t>Pied</a:t></a:r></a:p></p:txBody></p:sp>"
            )
        )
    assert read(deck, tmp_path) == []
