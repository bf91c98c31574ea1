"""Text and Markdown to blocks, encodings, and files that are not what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from stratac import readers
from stratac.errors import ReadError
from stratac.readers import making, markdown, text
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
        [(C, "Action | Qui"), (C, "Ouvrir | Qui : Ana")],
    ),
    ("code-left-out", "```\nx = 1\n```\n\nTexte", [(P, "Texte")]),
    ("html-left-out", "<!-- note -->\n\nTexte", [(P, "Texte")]),
    ("front-matter", "---\ntitle: x\n---\nTexte", [(P, "Texte")]),
    ("quotation", "> Nous irons loin.", [(P, "Nous irons loin.")]),
    ("empty", "", []),
    ("break", "Créer un site<br>Former<BR />Louer", [(P, "Créer un site Former Louer")]),
    ("break-alone", "Un texte.\n\n<br>\nUn autre.", [(P, "Un texte."), (P, "Un autre.")]),
    (
        "break-in-table",
        "| Action |\n|---|\n| Créer un site<br>Former<br/>- Louer |",
        [(C, "Action"), (C, "Créer un site Former - Louer")],
    ),
    ("tasks", "- [ ] Ouvrir\n- [x] Recruter", [(I, "Ouvrir"), (I, "Recruter")]),
    ("struck-out", "Ouvrir ~~lundi~~ mardi ~~soir~~.", [(P, "Ouvrir mardi.")]),
    ("struck-out-item", "- ~~Supprimer le **journal**~~\n- Ouvrir", [(I, "Ouvrir")]),
    (
        "footnote",
        "Un prix[^1] et un autre [^b].\n\nUn texte.\n\n[^1]: Hors taxes\n[^b]: Source :\nl'Insee.",
        [
            (P, "Un prix et un autre."),
            (P, "Hors taxes"),
            (P, "Source : l'Insee."),
            (P, "Un texte."),
        ],
    ),
    (
        "footnote-in-list-and-table",
        "[^1]: Source\n[^2]: Taxes\n\n- Ouvrir[^1]\n- Vendre\n\n| Prix[^2] |\n|---|\n| 2 |",
        [(I, "Ouvrir"), (P, "Source"), (I, "Vendre"), (C, "Prix"), (P, "Taxes"), (C, "2")],
    ),
    (
        "footnote-of-many-paragraphs",
        "Un prix[^1].\n\n[^1]: Hors taxes.\n\n    - un[^2]\n\nFin.\n\n[^2]: Deux.\n\n[^3]: Trois.",
        [(P, "Un prix."), (P, "Hors taxes."), (I, "un"), (P, "Deux."), (P, "Fin."), (P, "Trois.")],
    ),
    ("footnote-in-code", "`[^1]: x`\n\n    [^1]: y", [(P, "[^1]: x")]),
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
    (
        "numbered-lines",
        "Plan d'action commercial\n\n1. Ouvrir une boutique à Lyon\n2. Recruter deux vendeurs\n"
        "3. Refondre le site\n\na) Former l'équipe",
        [
            (H, "Plan d'action commercial"),
            (I, "Ouvrir une boutique à Lyon"),
            (I, "Recruter deux vendeurs"),
            (I, "Refondre le site"),
            (I, "Former l'équipe"),
        ],
    ),
    (
        "numbered-sentences",
        "1. Devenir le premier vendeur de vélos d'occasion de la région.\n2. Recruter Ana.",
        [
            (I, "Devenir le premier vendeur de vélos d'occasion de la région."),
            (I, "Recruter Ana."),
        ],
    ),
    (
        "numbered-lines-with-blanks",
        "1. Ouvrir une boutique\n\n2. Recruter Ana\n\n3. Vendre.\n\nUn texte.",
        [(I, "Ouvrir une boutique"), (I, "Recruter Ana"), (I, "Vendre."), (P, "Un texte.")],
    ),
    (
        "numbered-lines-wrapped",
        "1. Refaire la salle des fêtes, qui n'a plus été repeinte depuis\nvingt ans\n2. Vendre",
        [
            (I, "Refaire la salle des fêtes, qui n'a plus été repeinte depuis vingt ans"),
            (I, "Vendre"),
        ],
    ),
    (
        "numbered-headings-over-prose",
        "1. Contexte\n\nUn texte.\n\n2. Nos axes\nUn autre.\n3. Suivi\n\nEncore un.",
        [
            (H, "1. Contexte"),
            (P, "Un texte."),
            (H, "2. Nos axes"),
            (P, "Un autre."),
            (H, "3. Suivi"),
            (P, "Encore un."),
        ],
    ),
    (
        "numbered-headings-over-lists",
        "1. Vendre\n- un\n- deux\n2. Acheter\n- trois\n\n3. Suivre\n1) quatre\n2) cinq",
        [
            (H, "1. Vendre"),
            (I, "un"),
            (I, "deux"),
            (H, "2. Acheter"),
            (I, "trois"),
            (H, "3. Suivre"),
            (I, "quatre"),
            (I, "cinq"),
        ],
    ),
    (
        "numbered-headings-over-numbered-lines",
        "1. Vendre\n\n1. Un\n2. Deux\n\n2. Acheter\n\n1. Trois\n2. Quatre",
        [
            (H, "1. Vendre"),
            (I, "Un"),
            (I, "Deux"),
            (H, "2. Acheter"),
            (I, "Trois"),
            (I, "Quatre"),
        ],
    ),
    (
        "list-in-list",
        "1. Vendre\n2. Acheter\n   a. un lot\n   b. deux lots\n3. Suivre",
        [(I, "Vendre"), (I, "Acheter"), (I, "un lot"), (I, "deux lots"), (I, "Suivre")],
    ),
    *(
        (f"numbered-as-{one}", f"{one} Ouvrir\n{two} Vendre", [(I, "Ouvrir"), (I, "Vendre")])
        for one, two in (
            ("1/", "2/"),
            ("1°", "2°"),
            ("1°)", "2°)"),
            ("(1)", "(2)"),
            ("1-", "2-"),
            ("1)", "2)"),
            ("1 –", "2 –"),
            ("a.", "b."),
            ("a)", "b)"),
        )
    ),
    ("numbered-heading-alone", "1/ Contexte\n\nUn texte.", [(H, "1/ Contexte"), (P, "Un texte.")]),
    ("numbered-sentence-alone", "1/ Ouvrir un guichet.", [(I, "Ouvrir un guichet.")]),
    (
        "numbered-figures",
        "1. 5 000 € pour le lac\n2. 'La gare'",
        [(I, "5 000 € pour le lac"), (I, "'La gare'")],
    ),
    (
        "figures-are-no-numbers",
        "8 - 10 h : accueil.\n10 - 12 h : visite.",
        [(P, "8 - 10 h : accueil."), (P, "10 - 12 h : visite.")],
    ),
    *(
        (
            f"pictured-{sign}",
            f"{sign} Ouvrir un guichet\n\nUn texte.",
            [(I, "Ouvrir un guichet"), (P, "Un texte.")],
        )
        for sign in ("✅", "👉", "➡", "➡️", "✔", "✔️", "☑", "▶", "🔹")
    ),
    ("pictured-lines", "✅ Ouvrir\n👉Vendre", [(I, "Ouvrir"), (I, "Vendre")]),
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


GRIDS = [
    ("no-title-tells", [["Axe", "Action"], ["Lac", "Ouvrir"]], ["Axe | Action", "Lac | Ouvrir"]),
    (
        "nobody-yet",
        [["Action", "Pilote", "Coût (k€)"], ["Ouvrir", "à définir", "n.c."], ["Vendre", "–", "12"]],
        ["Action | Pilote | Coût (k€)", "Ouvrir | à définir | n.c.", "Vendre | – | Coût (k€) : 12"],
    ),
    (
        "name-over-all-columns",
        [["Axe 1", "", ""], ["Action", "Porteur du projet", ""], ["Ouvrir", "Ana", "x"]],
        ["Axe 1", "Action | Porteur du projet", "Ouvrir | Porteur : Ana | x"],
    ),
    (
        "the-action-goes-on",
        [["Action", "Qui"], ["Ouvrir", "Ana"], [None, "Bob"]],
        ["Action | Qui", "Ouvrir | Qui : Ana", "Ouvrir | Qui : Bob"],
    ),
    (
        "blank-is-not-merged",
        [["Action", "Qui"], ["Ouvrir", "Ana"], ["Vendre", ""], ["Louer", None]],
        ["Action | Qui", "Ouvrir | Qui : Ana", "Vendre", "Louer"],
    ),
    ("no-head", [["Ouvrir", "Ana"], ["Vendre", "Bob"]], ["Ouvrir | Ana", "Vendre | Bob"]),
    ("only-telling", [["Qui", "Budget"], ["Ana", "12"]], ["Qui | Budget", "Ana | 12"]),
]


@pytest.mark.parametrize(
    ("grid", "rows"), [row[1:] for row in GRIDS], ids=[row[0] for row in GRIDS]
)
def test_cells_say_what_their_column_is_called(
    grid: list[list[str | None]], rows: list[str]
) -> None:
    assert [block.text for made in making.rows(grid) for block in made] == rows
