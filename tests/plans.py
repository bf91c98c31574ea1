"""The plan of ``plans/plan.md`` as Word, PowerPoint and HTML, made by real tools."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import docx
import pptx
from conftest import ROOT
from markdown_it import MarkdownIt
from pptx.util import Cm

from stratac.records import Block, BlockKind

PLAN = ROOT / "tests" / "plans" / "plan.md"
TIMEOUT = 120

NAVIGATION = """<header><p>Office de tourisme du Val d'Orme</p>
<nav><ul><li><a href="/">Accueil</a></li><li><a href="/agenda">Agenda</a></li></ul></nav>
</header>"""
FOOT = """<aside><h2>À lire aussi</h2><ul><li><a href="/a">Nos rapports</a></li></ul></aside>
<footer><p>Mentions légales. Nous utilisons des cookies.</p></footer>
<script>document.title = "Ouvrir un guichet"</script>"""


def page(body: str, around: tuple[str, str] = ("", ""), style: str = "") -> str:
    """Return an HTML page whose article is ``body``."""
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Plan</title>'
        f"<style>{style}</style></head><body>{around[0]}<main>{body}</main>{around[1]}</body></html>"
    )


# How a page is usually printed: cells framed, as no browser does by itself.
FRAMED = "table { border-collapse: collapse } td, th { border: 1px solid; padding: 2px 4px }"


def plan_html() -> str:
    """Return the plan's body in HTML."""
    return MarkdownIt("commonmark").enable("table").render(PLAN.read_text(encoding="utf-8"))


_LONG_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{8,}(?![^<]*>)")


def columns_html() -> str:
    """Return the plan in two justified columns, its long words cut where a line needs it."""
    body = _LONG_WORD.sub(lambda m: f"{m[0][:4]}\u00ad{m[0][4:]}", plan_html())
    style = FRAMED + (
        "@page { size: A5; margin: 2cm; @top-left { content: 'Office de tourisme – plan 2030' }"
        " @bottom-right { content: 'Page ' counter(page) ' / ' counter(pages) } }"
        "h1 { column-span: all } table { font-size: 8px }"
        "main { columns: 2; column-gap: 20px; text-align: justify; font-size: 10px }"
    )
    return page(body, style=style)


def rows(blocks: list[Block]) -> list[list[str]]:
    """Return the cells of a run of table rows, as they stood under their titles."""
    titles, *rest = (block.text.split(" | ") for block in blocks)
    return [
        titles,
        *(
            [cell.removeprefix(f"{title} : ") for title, cell in zip(titles, cells, strict=True)]
            for cells in rest
        ),
    ]


def groups(blocks: list[Block]) -> list[list[Block]]:
    """Part blocks so that the rows of one table are together and all else is alone."""
    found: list[list[Block]] = []
    for block in blocks:
        if block.kind is BlockKind.CELL and found and found[-1][0].kind is BlockKind.CELL:
            found[-1].append(block)
        else:
            found.append([block])
    return found


def write_docx(blocks: list[Block], path: Path) -> None:
    """Write blocks with python-docx: built-in styles, a real table."""
    document = docx.Document()
    for group in groups(blocks):
        block = group[0]
        if block.kind is BlockKind.CELL:
            cells = rows(group)
            table = document.add_table(len(cells), len(cells[0]), style="Table Grid")
            for row, texts in zip(table.rows, cells, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        elif block.kind is BlockKind.HEADING:
            document.add_heading(block.text, block.level)
        else:
            item = block.kind is BlockKind.ITEM
            document.add_paragraph(block.text, style="List Bullet" if item else None)
    document.save(path)


def write_pptx(blocks: list[Block], path: Path) -> None:
    """Write blocks with python-pptx: a slide a heading, what follows in its body."""
    deck = pptx.Presentation()
    slide = body = None
    for group in groups(blocks):
        block = group[0]
        if block.kind is BlockKind.HEADING:
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = block.text
            body = slide.placeholders[1].text_frame
            continue
        assert slide is not None
        assert body is not None
        if block.kind is BlockKind.CELL:
            cells = rows(group)
            shape = slide.shapes.add_table(len(cells), len(cells[0]), Cm(1), Cm(8), Cm(20), Cm(8))
            for row, texts in zip(shape.table.rows, cells, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        else:
            paragraph = body.paragraphs[0] if not body.text else body.add_paragraph()
            paragraph.text = block.text
    deck.save(path)


def write_text(blocks: list[Block], path: Path) -> None:
    """Write blocks as an e-mail or a note has them."""
    parts = ["- " + b.text if b.kind is BlockKind.ITEM else b.text for b in blocks]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def office(source: Path, ending: str, folder: Path) -> Path:
    """Convert a file with LibreOffice, without a window; return what it made."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", ending, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT)
    made = folder / f"{source.stem}.{ending.partition(':')[0]}"
    assert made.exists()
    return made


def chromium_pdf(source: Path, target: Path, *, stamped: bool = False) -> Path:
    """Print an HTML file to PDF with Chromium, with or without date, address and page number."""
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        f"--user-data-dir={target.parent}/chromium",
        f"--print-to-pdf={target}", source.as_uri(),
    ]  # fmt: skip
    if not stamped:
        command.insert(1, "--no-pdf-header-footer")
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT)
    assert target.exists()
    return target
