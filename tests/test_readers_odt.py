"""ODT to blocks: what LibreOffice writes, and what only some programs do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from stratac import readers
from stratac.records import BlockKind

H, P, I, C, L = (  # noqa: E741
    BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL, BlockKind.CAPTION,
)  # fmt: skip
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    f'xmlns:{name}="{OASIS}:{full}:1.0"'
    for name, full in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("draw", "drawing"),
    )
)  # fmt: skip
STYLES = (
    '<office:automatic-styles><style:style style:name="P1" style:family="paragraph" '
    'style:parent-style-name="Heading_20_2"/><style:style style:name="P2" '
    'style:family="paragraph" style:parent-style-name="Caption"/></office:automatic-styles>'
)


def cell(*texts: str) -> str:
    inner = "".join(f"<text:p>{text}</text:p>" for text in texts)
    return f"<table:table-cell>{inner}</table:table-cell>"


BODIES = [
    ("heading", '<text:h text:outline-level="2">Nos axes</text:h>', [(H, "Nos axes")]),
    ("heading-by-style", '<text:p text:style-name="P1">Nos axes</text:p>', [(H, "Nos axes")]),
    ("title", '<text:p text:style-name="Title">Le plan</text:p>', [(H, "Le plan")]),
    ("caption", '<text:p text:style-name="P2">Le site</text:p>', [(L, "Le site")]),
    (
        "blanks",
        '<text:p>Un<text:s text:c="2"/>texte<text:tab/>court<text:line-break/>ici.</text:p>',
        [(P, "Un texte court ici.")],
    ),
    (
        "spans",
        "<text:p>Un <text:span>te<text:span>x</text:span>te</text:span>.</text:p>",
        [(P, "Un texte.")],
    ),
    (
        "nested-list",
        "<text:list><text:list-item><text:p>un</text:p><text:list><text:list-item><text:p>deux"
        "</text:p></text:list-item></text:list></text:list-item></text:list>",
        [(I, "un"), (I, "deux")],
    ),
    (
        "table",
        "<table:table><table:table-header-rows><table:table-row>"
        + cell("Action")
        + cell("Qui")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell("Ouvrir", "Vendre")
        + cell("Ana")
        + "</table:table-row></table:table>",
        [(C, "Action | Qui"), (C, "Ouvrir ; Vendre | Qui : Ana")],
    ),
    (
        "merged-cells",
        "<table:table><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>Action</text:p>'
        "</table:table-cell><table:covered-table-cell/>"
        + cell("Responsable")
        + "</table:table-row><table:table-row>"
        + cell("Ouvrir")
        + cell("à Lyon")
        + '<table:table-cell table:number-rows-spanned="2"><text:p>Ana</text:p>'
        "</table:table-cell></table:table-row><table:table-row>"
        + cell("Vendre")
        + cell("en ligne")
        + "<table:covered-table-cell/></table:table-row></table:table>",
        [
            (C, "Action | Responsable"),
            (C, "Ouvrir | à Lyon | Responsable : Ana"),
            (C, "Vendre | en ligne | Responsable : Ana"),
        ],
    ),
    (
        "frame",
        f"<table:table><table:table-row>{cell('Un texte.')}</table:table-row></table:table>",
        [(P, "Un texte.")],
    ),
    (
        "text-box",
        "<text:p>Avant.<draw:frame><draw:text-box><text:p>Dedans.</text:p></draw:text-box>"
        "</draw:frame></text:p>",
        [(P, "Avant."), (P, "Dedans.")],
    ),
    (
        "note",
        "<text:p>Un prix<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Hors taxe.</text:p></text:note-body></text:note>.</text:p>",
        [(P, "Un prix."), (P, "Hors taxe.")],
    ),
    (
        "tracked-changes",
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>deux</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Ouvrir <text:change-start/>trois<text:change-end/> agences</text:p>",
        [(P, "Ouvrir trois agences")],
    ),
    (
        "contents",
        "<text:table-of-content><text:index-body><text:p>Nos axes 4</text:p></text:index-body>"
        "</text:table-of-content><text:p>Un texte.</text:p>",
        [(P, "Un texte.")],
    ),
    (
        "comment",
        "<text:p>Un texte.<office:annotation><text:p>Revoir</text:p></office:annotation></text:p>",
        [(P, "Un texte.")],
    ),
    ("section", "<text:section><text:p>Un texte.</text:p></text:section>", [(P, "Un texte.")]),
    (
        "hidden",
        "<text:p>Un texte.<text:hidden-text>x</text:hidden-text></text:p>",
        [(P, "Un texte.")],
    ),
    ("empty", "<text:p/>", []),
]


def write(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMESPACES}>{STYLES}<office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        )
    return path


@pytest.mark.parametrize(
    ("body", "expected"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES]
)
def test_odt_blocks(tmp_path: Path, body: str, expected: list[tuple[BlockKind, str]]) -> None:
    path = write(tmp_path / "plan.odt", body)
    assert [(block.kind, block.text) for block in readers.read(path)] == expected


def test_heading_levels(tmp_path: Path) -> None:
    body = '<text:h text:outline-level="3">a</text:h><text:p text:style-name="P1">b</text:p>'
    found = readers.read(write(tmp_path / "plan.odt", body))
    assert [block.level for block in found] == [3, 2]
