"""DOCX to blocks: styles, lists, tables, boxes, notes and changes, as Word writes them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from stratac import readers
from stratac.records import BlockKind

H, P, I, C, L = (  # noqa: E741
    BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL, BlockKind.CAPTION,
)  # fmt: skip
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def box(text: str) -> str:
    content = f"<w:txbxContent>{par(run(text))}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp>'
        f"<wps:txbx>{content}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    inner = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def merged_row(*cells: tuple[str, int, str]) -> str:
    """Return a row of cells, each with the columns that it covers and how it goes on downwards."""
    made = [
        f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>'
        + (f'<w:vMerge w:val="{down}"/>' if down else "")
        + f"</w:tcPr>{par(run(text))}</w:tc>"
        for text, span, down in cells
    ]
    return f"<w:tr>{''.join(made)}</w:tr>"


BODIES = [
    ("heading", par(run("Nos axes"), '<w:pStyle w:val="Heading2"/>'), [(H, "Nos axes")]),
    ("title", par(run("Le plan"), '<w:pStyle w:val="Title"/>'), [(H, "Le plan")]),
    ("outline-level", par(run("Nos axes"), '<w:outlineLvl w:val="1"/>'), [(H, "Nos axes")]),
    ("no-outline", par(run("Un texte."), '<w:outlineLvl w:val="9"/>'), [(P, "Un texte.")]),
    ("item-by-style", par(run("ouvrir"), '<w:pStyle w:val="ListBullet"/>'), [(I, "ouvrir")]),
    (
        "item-by-number",
        par(run("ouvrir"), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
        [(I, "ouvrir")],
    ),
    (
        "number-taken-away",
        par(
            run("Un texte."),
            '<w:pStyle w:val="ListBullet"/><w:numPr><w:numId w:val="0"/></w:numPr>',
        ),
        [(P, "Un texte.")],
    ),
    ("typed-bullet", par(run("• ouvrir une agence")), [(I, "ouvrir une agence")]),
    ("typed-picture", par(run("✅ ouvrir une agence")), [(I, "ouvrir une agence")]),
    ("caption", par(run("Nos sites"), '<w:pStyle w:val="Caption"/>'), [(L, "Nos sites")]),
    ("caption-by-words", par(run("Figure 2 : nos sites")), [(L, "Figure 2 : nos sites")]),
    (
        "lines-broken-by-hand",
        par(
            run("Nous voulons :")
            + "<w:r><w:br/></w:r>"
            + run("- ouvrir")
            + "<w:r><w:br/></w:r>"
            + run("- vendre")
        ),
        [(P, "Nous voulons :"), (I, "ouvrir"), (I, "vendre")],
    ),
    (
        "insertion-and-deletion",
        par(
            run("Ouvrir ")
            + f"<w:ins>{run('trois')}</w:ins>"
            + "<w:del><w:r><w:delText>deux</w:delText></w:r></w:del>"
            + run(" agences")
        ),
        [(P, "Ouvrir trois agences")],
    ),
    (
        "move",
        par(
            f"<w:moveFrom>{run('Vendre. ')}</w:moveFrom>"
            + run("Ouvrir. ")
            + f"<w:moveTo>{run('Vendre.')}</w:moveTo>"
        ),
        [(P, "Ouvrir. Vendre.")],
    ),
    (
        "deleted-end-of-paragraph",
        par(run("Ouvrir "), "<w:rPr><w:del/></w:rPr>") + par(run("une agence")),
        [(P, "Ouvrir une agence")],
    ),
    (
        "text-box",
        par(run("Avant.") + box("Dans la boîte.")),
        [(P, "Avant."), (P, "Dans la boîte.")],
    ),
    (
        "hidden-text",
        par(run("Ouvrir") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r>"),
        [(P, "Ouvrir")],
    ),
    (
        "field-command",
        par('<w:r><w:instrText>HYPERLINK "http://exemple.fr"</w:instrText></w:r>' + run("le site")),
        [(P, "le site")],
    ),
    (
        "content-control",
        f"<w:sdt><w:sdtContent>{par(run('Un texte.'))}</w:sdtContent></w:sdt>",
        [(P, "Un texte.")],
    ),
    (
        "table-of-contents",
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{par(run('Nos axes 4'))}</w:sdtContent></w:sdt>"
        + par(run("Un texte.")),
        [(P, "Un texte.")],
    ),
    (
        "action-table",
        table(
            tr(par(run("Action")), par(run("Qui"))),
            tr(par(run("Ouvrir")) + par(run("Vendre")), par(run("Ana"))),
            tr(par(run("Rayée")), par(run("Bob")), properties="<w:del/>"),
        ),
        [(C, "Action | Qui"), (C, "Ouvrir ; Vendre | Qui : Ana")],
    ),
    (
        "merged-cells",
        table(
            merged_row(("Action", 2, ""), ("Responsable", 1, "")),
            merged_row(("Ouvrir", 1, ""), ("à Lyon", 1, ""), ("Ana", 1, "restart")),
            merged_row(("Vendre", 2, ""), ("", 1, "continue")),
        ),
        [
            (C, "Action | Responsable"),
            (C, "Ouvrir | à Lyon | Responsable : Ana"),
            (C, "Vendre | Responsable : Ana"),
        ],
    ),
    (
        "frame",
        table(tr(par(run("Un texte.")) + par(run("Un autre.")))),
        [(P, "Un texte."), (P, "Un autre.")],
    ),
    (
        "wide-frame",
        table(merged_row(("Un texte.", 2, "")), merged_row(("Un autre.", 2, ""))),
        [(P, "Un texte."), (P, "Un autre.")],
    ),
    (
        "table-in-a-cell",
        table(tr(par(run("Ouvrir")), table(tr(par(run("Ana")), par(run("Bob"))))), tr("", "")),
        [(C, "Ouvrir | Ana ; Bob")],
    ),
    ("empty", par(""), []),
]


def write(path: Path, body: str) -> Path:
    document = docx.Document()
    root = parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")
    for element in reversed(list(root)):
        document.element.body.insert(0, element)
    document.save(path)
    return path


@pytest.mark.parametrize(
    ("body", "expected"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES]
)
def test_docx_blocks(tmp_path: Path, body: str, expected: list[tuple[BlockKind, str]]) -> None:
    path = write(tmp_path / "plan.docx", body)
    assert [(block.kind, block.text) for block in readers.read(path)] == expected


def test_heading_levels(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    document = docx.Document()
    for level in (0, 1, 2, 3):
        document.add_heading(f"Titre {level}", level)
    document.save(path)
    assert [block.level for block in readers.read(path)] == [1, 1, 2, 3]


def test_style_based_on_a_heading_is_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    document = docx.Document()
    style = document.styles.add_style("Axe maison", 1)
    style.base_style = document.styles["Heading 3"]
    document.add_paragraph("Axe 1", style="Axe maison")
    document.save(path)
    (block,) = readers.read(path)
    assert (block.kind, block.level) == (H, 3)


def test_headers_and_footers_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Plan 2030"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("Un texte.")
    document.save(path)
    assert [block.text for block in readers.read(path)] == ["Un texte."]


def with_notes(source: Path, target: Path) -> None:
    """Give a document a footnote, which python-docx cannot write."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    notes = (
        f'<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{par(run("Hors subvention."))}</w:footnote></w:footnotes>'
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/_rels/document.xml.rels":
                relation = f'<Relationship Id="n" Type="{kind}" Target="footnotes.xml"/>'
                data = data.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
            new.writestr(info, data)
        new.writestr("word/footnotes.xml", notes)


def test_note_follows_its_paragraph(tmp_path: Path) -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    write(tmp_path / "a.docx", par(run("Un prix.") + reference) + par(run("Un autre.")))
    with_notes(tmp_path / "a.docx", tmp_path / "plan.docx")
    found = [block.text for block in readers.read(tmp_path / "plan.docx")]
    assert found == ["Un prix.", "Hors subvention.", "Un autre."]
