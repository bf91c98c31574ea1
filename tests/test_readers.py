"""Text and Markdown to blocks, encodings, and files that are not what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from stratac import readers
from stratac.errors import ReadError
from stratac.readers import markdown, text
from stratac.records import BlockKind

H, P, I, C = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL  # noqa: E741


MARKDOWN = [
    ("heading", "# Plan\n\nTexte.", [(H, "Plan"), (P, "Texte.")]),
    ("underlined-heading", "Plan\n====\n\nTexte.", [(H, "Plan"), (P, "Texte.")]),
    ("items", "- un\n- deux", [(I, "un"), (I, "deux")]),
    ("nested-items", "- un\n  - deux\n", [(I, "un"), (I, "deux")]),
    ("numbered", "1. un\n2. deux", [(I, "un"), (I, "deux")]),
    ("wrapped-paragraph", "une ligne\ncoupée", [(P, "une ligne coupée")]),
    ("emphasis", "**Ouvrir** une *agence*", [(P, "Ouvrir une agence")]),
    ("link", "Voir [le site](https://exemple.fr)", [(P, "Voir le site")]),
    (
        "table",
        "| Action | Qui |\n|---|---|\n| Ouvrir | Ana |",
        [(C, "Action | Qui"), (C, "Ouvrir | Ana")],
    ),
    ("code-left-out", "```\nx = 1\n```\n\nTexte", [(P, "Texte")]),
    ("html-left-out", "<!-- note -->\n\nTexte", [(P, "Texte")]),
    ("front-matter", "---\ntitle: x\n---\nTexte", [(P, "Texte")]),
    ("quotation", "> Nous irons loin.", [(P, "Nous irons loin.")]),
    ("empty", "", []),
]


@pytest.mark.parametrize(
    ("source", "expected"), [row[1:] for row in MARKDOWN], ids=[row[0] for row in MARKDOWN]
)
def test_markdown_blocks(source: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert [(block.kind, block.text) for block in markdown.blocks(source)] == expected


def test_markdown_heading_levels() -> None:
    assert [block.level for block in markdown.blocks("# a\n\n### b\n\nc")] == [1, 3, 0]


TEXT = [
    ("paragraphs", "Un texte.\n\nUn autre.", [(P, "Un texte."), (P, "Un autre.")]),
    ("heading-alone", "Notre stratégie\n\nUn texte.", [(H, "Notre stratégie"), (P, "Un texte.")]),
    ("capitals", "PLAN D'ACTION\n\nTexte.", [(H, "PLAN D'ACTION"), (P, "Texte.")]),
    ("numbered-heading", "2.1 Nos axes\nUn texte.", [(H, "2.1 Nos axes"), (P, "Un texte.")]),
    (
        "named-heading",
        "Axe 2 – Les familles\nUn texte.",
        [(H, "Axe 2 – Les familles"), (P, "Un texte.")],
    ),
    ("bullets", "• un\n• deux", [(I, "un"), (I, "deux")]),
    ("dashes", "- un\n– deux", [(I, "un"), (I, "deux")]),
    (
        "wrapped-lines",
        "Nous voulons que la salle des fêtes soit ouverte tous les\nsamedis de l'année.",
        [(P, "Nous voulons que la salle des fêtes soit ouverte tous les samedis de l'année.")],
    ),
    (
        "wrapped-item",
        "- refaire la salle des fêtes, qui n'a plus été repeinte depuis\n  vingt ans",
        [(I, "refaire la salle des fêtes, qui n'a plus été repeinte depuis vingt ans")],
    ),
    ("own-lines", "Un texte.\nUn autre.", [(P, "Un texte."), (P, "Un autre.")]),
    ("windows-newlines", "Un.\r\n\r\nDeux.", [(P, "Un."), (P, "Deux.")]),
    ("blank", "  \n\n  ", []),
]


@pytest.mark.parametrize(
    ("source", "expected"), [row[1:] for row in TEXT], ids=[row[0] for row in TEXT]
)
def test_text_blocks(source: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert [(block.kind, block.text) for block in text.blocks(source)] == expected


SENTENCE = "Créer un marché près de l'hôtel de ville, à Besançon ; été comme hiver."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes((SENTENCE + "\n\n" + SENTENCE).encode(encoding))
    assert [block.text for block in readers.read(path)] == [SENTENCE, SENTENCE]


def missing(folder: Path) -> Path:
    return folder / "absent.md"


def a_folder(folder: Path) -> Path:
    return folder


def binary(folder: Path) -> Path:
    path = folder / "image.md"
    path.write_bytes(b"\0\0\0\rIHDR")
    return path


def unknown_ending(folder: Path) -> Path:
    path = folder / "plan.xyz"
    path.write_text("x")
    return path


def broken_utf16(folder: Path) -> Path:
    path = folder / "plan.txt"
    path.write_bytes(b"\xff\xfea\0b")
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (missing, "does not exist"),
        (a_folder, "is a folder"),
        (binary, "is not text"),
        (unknown_ending, "reads .docx, .htm"),
        (broken_utf16, "save it again"),
    ],
    ids=["missing", "folder", "binary", "unknown-ending", "broken-utf16"],
)
def test_unreadable_files_say_why(tmp_path: Path, make, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        readers.read(make(tmp_path))
