"""PDF to blocks: what printers and layout programs do to a text, undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import plans
import pytest
from conftest import ROOT
from typer.testing import CliRunner

from stratac import readers, score_file
from stratac.cli import app
from stratac.errors import ReadError
from stratac.readers import pdf
from stratac.readers.pdf.columns import in_order, pages_in_order
from stratac.readers.pdf.furniture import without_furniture
from stratac.readers.pdf.lines import Line, Page
from stratac.readers.pdf.notes import notes_apart
from stratac.readers.pdf.repair import join, repair
from stratac.records import Block, BlockKind, Limits

H, P, I, C, M, L = (  # noqa: E741
    BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL, BlockKind.IMAGE,
    BlockKind.CAPTION,
)  # fmt: skip

REPAIRS = [
    ("ligatures", "eﬃcace et ﬁable", "efficace et fiable"),
    ("accent-before", "strat´egie, `a, ˆetre, na¨ıf, re¸cu", "stratégie, à, être, naïf, reçu"),
    ("accent-after", "e´te´", "été"),
    ("combining", "e\u0301te\u0301", "été"),
    ("misread", "stratÃ©gie", "stratégie"),
    ("misread-quote", "lâ€™Ã©tÃ©", "l’été"),
    ("kept", "l'été à 5 % ; C^2", "l'été à 5 % ; C^2"),
    ("plain", "Ouvrir", "Ouvrir"),
]


@pytest.mark.parametrize(
    ("broken", "whole"), [row[1:] for row in REPAIRS], ids=[row[0] for row in REPAIRS]
)
def test_letters_are_repaired(broken: str, whole: str) -> None:
    assert repair(broken) == whole


JOINS = [
    ("words", "la salle", "des fêtes", set(), "la salle des fêtes"),
    ("cut-word", "la fré-", "quentation", set(), "la fréquentation"),
    ("lasting-hyphen", "un rendez-", "vous", set(), "un rendez-vous"),
    ("inversion", "saurons-", "nous", set(), "saurons-nous"),
    ("chain", "c'est-à-", "dire", set(), "c'est-à-dire"),
    ("found-whole", "la contre-", "partie", {"contrepartie"}, "la contrepartie"),
    ("found-hyphened", "le porte-", "parole", {"porte-parole"}, "le porte-parole"),
    ("years", "2027-", "2030", set(), "2027-2030"),
    ("name", "Saint-", "Aubin", set(), "Saint-Aubin"),
    ("dash", "le lac –", "la gare", set(), "le lac – la gare"),
]


@pytest.mark.parametrize(
    ("before", "after", "words", "whole"), [row[1:] for row in JOINS], ids=[row[0] for row in JOINS]
)
def test_lines_are_joined(before: str, after: str, words: set[str], whole: str) -> None:
    assert join(before, after, words) == whole


BOX = (0.0, 0.0, 600.0, 800.0)


def line(text: str, x: float, y: float, size: float = 10, width: float | None = None) -> Line:
    width = 5.0 * len(text) if width is None else width
    return Line(text, x, y, x + width, y + size, size, False)


def test_columns_are_read_one_after_the_other() -> None:
    left = [line(f"g{n}", 50, 700 - 12 * n, width=200) for n in range(4)]
    right = [line(f"d{n}", 300, 704 - 12 * n, width=200) for n in range(4)]
    title, foot = line("titre", 50, 760, width=450), line("pied", 50, 500, width=450)
    found = in_order([foot, *right, title, *left])
    assert [one.text for one in found] == [
        "titre", "g0", "g1", "g2", "g3", "d0", "d1", "d2", "d3", "pied",
    ]  # fmt: skip


def test_three_columns_and_a_title_between() -> None:
    def band(top: float, mark: str) -> list[Line]:
        return [
            line(f"{mark}{column}{row}", x, top - 12 * row, width=120)
            for row in range(3)
            for column, x in enumerate((50, 220, 390))
        ]

    lines = [*band(700, "a"), line("titre", 50, 640, width=450), *band(600, "b")]
    order = [one.text for one in in_order(lines)]
    columns = ["00", "01", "02", "10", "11", "12", "20", "21", "22"]
    assert order == [*(f"a{c}" for c in columns), "titre", *(f"b{c}" for c in columns)]


def test_indented_items_are_no_column() -> None:
    lines = [
        line("x" * 80 if n % 3 == 0 else f"item {n}", 50 if n % 3 == 0 else 70, 700 - 12 * n)
        for n in range(12)
    ]
    assert in_order(list(reversed(lines))) == lines


def noted(lines: list[Line]) -> tuple[list[str], list[tuple[int, str]]]:
    text, notes = notes_apart(lines, 10)
    return [one.text for one in text], [(note.after, " ".join(note.texts)) for note in notes]


@pytest.mark.parametrize(
    ("mark", "size"),
    [
        ("1 ", 9),
        ("1", 9),
        ("¹", 9),
        ("* ", 9),
        ("(1) ", 8),
        ("1. ", 8),
        ("[1] ", 8),
        ("† ", 8),
        ("1 – ", 8),
    ],
)
def test_notes_are_told_by_mark_and_size(mark: str, size: float) -> None:
    lines = [line("Un texte", 50, 700), line(f"{mark}Une note", 50, 680, size)]
    assert noted(lines) == (["Un texte"], [(1, "Une note")])


def test_numbers_of_notes_count_on() -> None:
    texts = ["3 Selon les", "12 communes du", "val.", "4 Hors taxes."]
    lines = [line("Un texte", 50, 700)]
    lines += [line(text, 50, 680 - 9 * row, 8) for row, text in enumerate(texts)]
    assert noted(lines) == (
        ["Un texte"],
        [(1, "Selon les 12 communes du val."), (1, "Hors taxes.")],
    )


NO_NOTES = {
    "as large as the text": [line("Un texte", 50, 700), line("1 Ouvrir", 50, 680)],
    "items in slightly smaller print": [line("Un texte", 50, 700), line("1. Ouvrir", 50, 680, 9)],
    "below a heading": [line("Nos axes", 50, 700, 14), line("1. Ouvrir", 50, 680, 8)],
    "above text": [
        line("Un texte", 50, 700),
        line("1 Ouvrir", 50, 680, 8),
        line("Un autre", 50, 660),
    ],
    "within small print": [
        line("Un texte", 50, 700),
        line("Ouvrir", 50, 680, 8),
        line("12 guichets", 50, 671, 8),
    ],
    "an hour": [line("Un texte", 50, 700), line("12h30 : accueil", 50, 680, 8)],
    "alone": [line("1 Ouvrir", 50, 680, 8), line("2 Vendre", 50, 671, 8)],
}


@pytest.mark.parametrize("lines", NO_NOTES.values(), ids=NO_NOTES)
def test_other_small_print_is_no_note(lines: list[Line]) -> None:
    assert noted(lines) == ([one.text for one in lines], [])


def test_columns_of_the_page_before_are_known() -> None:
    left = [line(f"g{n}", 50, 700 - 12 * n, width=200) for n in range(4)]
    right = [line(f"d{n}", 300, 700 - 12 * n, width=200) for n in range(4)]
    last = [*left, right[0]]
    orders = [[one.text for one in page] for page in pages_in_order([[*left, *right], last, last])]
    columns = ["g0", "g1", "g2", "g3", "d0", "d1", "d2", "d3"]
    assert orders == [columns, columns[:5], columns[:5]]
    assert [one.text for one in in_order(last)] == ["g0 d0", "g1", "g2", "g3"]


def test_a_line_in_two_pieces_is_one_though_the_page_before_had_columns() -> None:
    columns = [line("x", x, 700 - 12 * n, width=200) for n in range(4) for x in (50, 300)]
    wide = [line(f"l{n}", 50, 688 - 12 * n, width=450) for n in range(3)]
    pieces = [line("un", 50, 700, width=220), line("deux", 300, 700, width=200)]
    _, found = pages_in_order([columns, [*pieces, *wide]])
    assert [one.text for one in found] == ["un deux", "l0", "l1", "l2"]


def pages(*texts: list[tuple[str, float]]) -> list[Page]:
    return [
        Page(number, BOX, tuple(line(text, 50, y) for text, y in lines), False, 10)
        for number, lines in enumerate(texts, start=1)
    ]


def left(found: list[Page]) -> list[list[str]]:
    return [[one.text for one in page.lines] for page in found]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    made = pages(*([("Plan 2030", 770), (f"Texte {n}.", 400), (f"{n} / 3", 20)] for n in (1, 2, 3)))
    assert left(without_furniture(made)) == [["Texte 1."], ["Texte 2."], ["Texte 3."]]


def test_what_repeats_in_the_middle_stays() -> None:
    made = pages(*([("Actions", 400)] for _ in range(4)))
    assert left(without_furniture(made)) == [["Actions"]] * 4


def test_numbered_heads_of_pages_are_headings() -> None:
    titles = [f"Fiche {number}" for number in range(4, 9)]
    made = pages(*([(title, 770), (f"Texte de {title}.", 400)] for title in titles))
    large = [replace(page.lines[0], size=14) for page in made]
    made = [
        replace(page, lines=(title, *page.lines[1:]))
        for page, title in zip(made, large, strict=True)
    ]
    assert [texts[0] for texts in left(without_furniture(made))] == titles


def test_head_of_a_single_page_stays() -> None:
    assert left(without_furniture(pages([("Plan 2030", 770)]))) == [["Plan 2030"]]


def test_contents_are_left_out_over_pages() -> None:
    made = pages(
        [("Sommaire", 600), ("1. Nos axes ........ 4", 580), ("2. Suivi  12", 560)],
        [("3. Annexes 20", 600), ("Nos axes", 500), ("Un texte.", 480)],
    )
    assert left(without_furniture(made)) == [[], ["Nos axes", "Un texte."]]


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
PICTURE = f'<img style="width:100%;height:20cm" src="data:image/png;base64,{PIXEL}">'
BREAK = '<div style="break-after:page"></div>'
LONG = "Nous voulons que la salle des fêtes serve à toutes les associations de la commune."


def columned(*pages: tuple[str, str]) -> str:
    """Return pages of two columns each."""
    style = (
        "@page { size: A5; margin: 25mm 15mm } body { margin: 0 } p { margin: 4px 0 }"
        ".page { position: relative; height: 150mm } .page + .page { break-before: page }"
        ".column { position: absolute; left: 0; width: 50mm; font-size: 10px }"
        ".column + .column { left: 58mm } .n { font-size: 8px }"
    )
    return f"<style>{style}</style>" + "".join(
        f"<div class=page><div class=column>{left}</div><div class=column>{right}</div></div>"
        for left, right in pages
    )


PRINTS = {
    "paragraphs": (
        f"<p>{LONG} {LONG}</p><p>{LONG}</p>",
        [(P, f"{LONG} {LONG}"), (P, LONG)],
    ),
    "short-paragraphs": (
        "<p>Un texte.</p><p>Un autre.</p>",
        [(P, "Un texte."), (P, "Un autre.")],
    ),
    "lines-ended-by-hand": (
        f"<p>{LONG} {LONG}</p><p>Un texte.<br>Un autre.</p>",
        [(P, f"{LONG} {LONG}"), (P, "Un texte."), (P, "Un autre.")],
    ),
    "headings": (
        f"<h1>Le plan</h1><h2>Nos axes</h2><p>{LONG}</p><h3>Suivi</h3><p>{LONG}</p>",
        [(H, "Le plan"), (H, "Nos axes"), (P, LONG), (H, "Suivi"), (P, LONG)],
    ),
    "bold-heading": (
        f"<p><b>Nos axes</b></p><p>{LONG}</p><p>Un <b>mot gras</b> dedans.</p>",
        [(H, "Nos axes"), (P, LONG), (P, "Un mot gras dedans.")],
    ),
    "drawn-bullets": (
        "<ul><li>un<ul><li>deux</li></ul></li><li style='list-style:square'>trois</li></ul>",
        [(I, "un"), (I, "deux"), (I, "trois")],
    ),
    "typed-bullets": (
        "<p>▪ un</p><p>➢ deux</p><p>✓ trois</p><p>– quatre</p><p>\uf0b7 cinq</p>",
        [(I, "un"), (I, "deux"), (I, "trois"), (I, "quatre"), (I, "cinq")],
    ),
    "numbers": (
        f"<ol><li>{LONG} {LONG}</li><li>deux</li></ol>",
        [(I, f"{LONG} {LONG}"), (I, "deux")],
    ),
    "note-call": (
        f"<p>{LONG}</p><p>Un prix<sup>1</sup> pour 250 m<sup>2</sup> ici.</p>",
        [(P, LONG), (P, "Un prix pour 250 m2 ici.")],
    ),
    "note-call-after-a-blank": (
        f"<p>{LONG}</p><p>Dix minutes <sup>1</sup> de moins<sup>2</sup>, ou 1 de plus <sup>*</sup>."
        " Pour 250 m <sup>2</sup> ici.</p>",
        [(P, LONG), (P, "Dix minutes de moins, ou 1 de plus. Pour 250 m 2 ici.")],
    ),
    "note-call-drawn-apart": (
        f"<p>{LONG}</p><p>Un prix <span style='font-size:8px;position:relative;top:-6px'>3</span> "
        "hors taxes.</p>",
        [(P, LONG), (P, "Un prix hors taxes.")],
    ),
    "caption": (
        f"<p>{LONG}</p><p>Figure 2 : le site</p>",
        [(P, LONG), (L, "Figure 2 : le site")],
    ),
    "merged-cells": (
        "<table><tr><th>Axe</th><th>Action</th><th>Qui</th></tr><tr><td rowspan=2>Lac</td>"
        "<td>Ouvrir</td><td>Ana</td></tr><tr><td>Vendre</td><td>Bob</td></tr>"
        "<tr><td colspan=2>Total général</td><td>2</td></tr></table>",
        [
            (C, "Axe | Action | Qui"),
            (C, "Lac | Ouvrir | Qui : Ana"),
            (C, "Vendre | Qui : Bob"),
            (C, "Total général | 2"),
        ],
    ),
    "wrapped-cells": (
        f"<table><tr><th>Action</th><th>Qui</th></tr><tr><td>{LONG}</td>"
        "<td style='width:2cm'>Ana Berthet et Bob Ferrand</td></tr></table>",
        [(C, "Action | Qui"), (C, f"{LONG} | Qui : Ana Berthet et Bob Ferrand")],
    ),
    "table-without-rules": (
        "<style>td, th { border: 0; padding: 4px 12px; text-align: left }</style><table>"
        "<tr><th>Action</th><th>Qui</th><th>Budget</th></tr><tr><td>Ouvrir une agence</td>"
        "<td>Ana</td><td>5 000 €</td></tr><tr><td>Vendre le site</td><td>Bob</td><td>0 €</td></tr>"
        f"</table><p>{LONG}</p>",
        [
            (C, "Action | Qui | Budget"),
            (C, "Ouvrir une agence | Qui : Ana | Budget : 5 000 €"),
            (C, "Vendre le site | Qui : Bob | Budget : 0 €"),
            (P, LONG),
        ],
    ),
    "stamp-across-the-page": (
        f"<p>{LONG}</p><p style='position:fixed;top:9cm;rotate:-45deg'>PROJET</p>",
        [(P, LONG)],
    ),
    "turned-page": (
        f"<div style='writing-mode:vertical-rl;height:20cm'><p>{LONG}</p><p>Un texte.</p></div>",
        [(P, LONG), (P, "Un texte.")],
    ),
    "paragraph-overleaf": (
        "<style>@page { size: 15cm 6cm; margin: 2cm }</style>"
        f"<p>{LONG[:-1]}, {LONG[0].lower()}{LONG[1:-1]}, {LONG[0].lower()}{LONG[1:]}</p>",
        [(P, f"{LONG[:-1]}, {LONG[0].lower()}{LONG[1:-1]}, {LONG[0].lower()}{LONG[1:]}")],
    ),
    "notes-between-the-halves-of-sentences": (
        columned(
            (
                f"<p>{LONG} {LONG}</p><p>Nous voulons que tous les habitants<sup>1</sup> du "
                "village et des hameaux voisins</p>"
                "<p class=n><sup>1</sup> Selon l'enquête de 2024, menée auprès des ménages du "
                "village.</p><p class=n><sup>2</sup> Ouvrir un guichet.</p>",
                f"<p>puissent aller au lac. {LONG}</p><p>{LONG} Recruter une équipe avant</p>"
                "<p class=n>* Sous réserve du budget.</p>",
            ),
            (f"<p>juin 2027. {LONG}</p><p>{LONG}</p>", f"<p>Suivre le plan. {LONG}</p>"),
        ),
        [
            (P, f"{LONG} {LONG}"),
            (
                P,
                "Nous voulons que tous les habitants du village et des hameaux voisins puissent "
                f"aller au lac. {LONG}",
            ),
            (P, "Selon l'enquête de 2024, menée auprès des ménages du village."),
            (P, "Ouvrir un guichet."),
            (P, f"{LONG} Recruter une équipe avant juin 2027. {LONG}"),
            (P, "Sous réserve du budget."),
            (P, LONG),
            (P, f"Suivre le plan. {LONG}"),
        ],
    ),
    "last-page-with-a-short-column": (
        columned(
            (f"<p>Un. {LONG} {LONG}</p>", f"<p>Deux. {LONG} {LONG}</p>"),
            (f"<p>Trois. {LONG}</p><p>Quatre. {LONG[:-1]} et</p>", "<p>des hameaux.</p>"),
        ),
        [
            (P, f"Un. {LONG} {LONG}"),
            (P, f"Deux. {LONG} {LONG}"),
            (P, f"Trois. {LONG}"),
            (P, f"Quatre. {LONG[:-1]} et des hameaux."),
        ],
    ),
    "numbers-at-the-foot-in-the-print-of-the-text": (
        f"<p>{LONG}</p><p>1. Ouvrir</p><p>2. Vendre</p>",
        [(P, LONG), (I, "Ouvrir"), (I, "Vendre")],
    ),
    "text-overleaf-from-a-table": (
        f"<p>{LONG}</p><table><tr><td>Action</td><td>Qui</td></tr><tr><td>Ouvrir</td><td>Ana</td>"
        f"</tr></table>{BREAK}<p>un texte.</p>",
        [(P, LONG), (C, "Action | Qui"), (C, "Ouvrir | Qui : Ana"), (P, "un texte.")],
    ),
    "picture-among-text": (
        f"<p>{LONG}</p>{BREAK}{PICTURE}{BREAK}<p>Un texte.</p>",
        [(P, LONG), (M, ""), (P, "Un texte.")],
    ),
}


def seen(blocks: list[Block]) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in blocks]


def printed(body: str, folder: Path) -> Path:
    source = folder / "plan.html"
    source.write_text(plans.page(body, style=plans.FRAMED), encoding="utf-8")
    return plans.chromium_pdf(source, folder / "plan.pdf")


@pytest.mark.parametrize(("body", "expected"), PRINTS.values(), ids=PRINTS)
def test_printed_page(tmp_path: Path, body: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert seen(readers.read(printed(body, tmp_path))) == expected


def test_heading_levels_follow_their_looks(tmp_path: Path) -> None:
    body = f"<h1>a a</h1><h2>b b</h2><p>{LONG}</p><h3>c c</h3><p>{LONG}</p><h2>d d</h2>"
    levels = [block.level for block in readers.read(printed(body, tmp_path)) if block.level]
    assert levels == [1, 2, 3, 2]


def test_pages_that_are_pictures_are_named(tmp_path: Path) -> None:
    path = printed(f"<p>{LONG}</p>{BREAK}{PICTURE}{BREAK}<p>Un texte.</p>", tmp_path)
    score = score_file(path)
    assert score.unread_pages == (2,)
    assert [statement.page for statement in score.statements] == [1, 3]
    result = CliRunner().invoke(app, ["score", str(path)])
    assert result.exit_code == 0
    assert "non lues : 2" in result.stderr


def test_document_of_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="OCR"):
        readers.read(printed(PICTURE, tmp_path))


def test_locked_pdf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(LONG, encoding="utf-8")
    lock = '{"EncryptFile":{"type":"boolean","value":"true"},' + (
        '"DocumentOpenPassword":{"type":"string","value":"x"}}'
    )
    path = plans.office(tmp_path / "plan.txt", f"pdf:writer_pdf_Export:{lock}", tmp_path)
    with pytest.raises(ReadError, match="protected by a password"):
        readers.read(path)


def test_time_is_limited(tmp_path: Path) -> None:
    path = printed(f"<p>{LONG}</p>", tmp_path)
    with pytest.raises(ReadError, match=r"Limits\.seconds"):
        readers.read(path, Limits(seconds=0.001))


def test_words_are_limited(tmp_path: Path) -> None:
    path = printed(f"<p>{LONG}</p>", tmp_path)
    with pytest.raises(ReadError, match=r"Limits\.text_bytes"):
        pdf.read(path, Limits(text_bytes=200))


def test_extraction_imports_nothing_of_stratac() -> None:
    source = (ROOT / "src/stratac/readers/pdf/extraction.py").read_text(encoding="utf-8")
    assert "import stratac" not in source
    assert "from stratac" not in source
