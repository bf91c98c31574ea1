"""HTML to blocks: the article and its structure, not what stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from stratac import readers
from stratac.readers import html
from stratac.records import BlockKind

H, P, I, C, L = (  # noqa: E741
    BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL, BlockKind.CAPTION,
)  # fmt: skip

LINKS = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Accueil", "Agenda", "Plan"))
LONG = "Nous voulons que la salle des fêtes serve à toutes les associations de la commune. " * 3

PAGES = [
    ("paragraph", "<p>Un <b>texte</b>.</p>", [(P, "Un texte.")]),
    ("heading", "<h2>Nos <em>axes</em></h2>", [(H, "Nos axes")]),
    ("heading-by-role", '<div role="heading" aria-level="3">Nos axes</div>', [(H, "Nos axes")]),
    ("items", "<ul><li>un</li><li><p>deux</p></li></ul>", [(I, "un"), (I, "deux")]),
    ("nested-items", "<ul><li>un<ul><li>deux</li></ul></li></ul>", [(I, "un"), (I, "deux")]),
    ("bare-text", "Un texte.<p>Un autre.</p>", [(P, "Un texte."), (P, "Un autre.")]),
    ("text-after-a-block", "<div><p>Un.</p>Deux.</div>", [(P, "Un."), (P, "Deux.")]),
    ("line-break", "<p>Un texte<br>coupé.</p>", [(P, "Un texte coupé.")]),
    ("two-breaks", "<p>Un texte.<br><br>Un autre.</p>", [(P, "Un texte."), (P, "Un autre.")]),
    ("typed-bullets", "<p>- un<br>- deux</p>", [(I, "un"), (I, "deux")]),
    ("entities", "<p>d&eacute;but&nbsp;: 5&#8239;%</p>", [(P, "début : 5 %")]),
    ("soft-hyphen", "<p>commu&shy;ne</p>", [(P, "commune")]),
    (
        "table",
        "<table><caption>Budget</caption><tr><th>Action</th><th>Qui</th></tr>"
        "<tr><td><p>Ouvrir</p><p>Vendre</p></td><td>Ana</td></tr></table>",
        [(L, "Budget"), (C, "Action | Qui"), (C, "Ouvrir ; Vendre | Qui : Ana")],
    ),
    (
        "merged-cells",
        "<table><tr><th colspan=2>Action</th><th>Responsable</th><th>Coût (k€)</th></tr>"
        "<tr><td rowspan=2>Ouvrir</td><td>à Lyon</td><td rowspan=2>Ana</td><td>12</td></tr>"
        "<tr><td>à Gap</td><td>à définir</td></tr></table>",
        [
            (C, "Action | Responsable | Coût (k€)"),
            (C, "Ouvrir | à Lyon | Responsable : Ana | Coût (k€) : 12"),
            (C, "à Gap | Responsable : Ana | à définir"),
        ],
    ),
    (
        "table-for-layout",
        "<table><tr><td><h2>Axe</h2><p>Un texte.</p></td><td><p>Un autre.</p></td></tr></table>",
        [(H, "Axe"), (P, "Un texte."), (P, "Un autre.")],
    ),
    ("frame", "<table><tr><td><p>Un texte.</p></td></tr></table>", [(P, "Un texte.")]),
    ("figure", "<figure><img alt='x'><figcaption>Le site</figcaption></figure>", [(L, "Le site")]),
    ("note-call", '<p>Un prix<sup><a href="#n">1</a></sup>.</p>', [(P, "Un prix.")]),
    ("exponent", "<p>250 m<sup>2</sup></p>", [(P, "250 m2")]),
    ("script", "<script>alert('Ouvrir')</script><p>Un texte.</p>", [(P, "Un texte.")]),
    ("menu", f"<nav><ul>{LINKS}</ul></nav><p>Un texte.</p>", [(P, "Un texte.")]),
    ("menu-by-links", f"<div><ul>{LINKS}</ul></div><p>Un texte.</p>", [(P, "Un texte.")]),
    ("menu-by-name", f'<div class="main-nav">Aller</div><p>{LONG}</p>', [(P, LONG.strip())]),
    ("named-like-a-menu", f'<div class="has-menu"><p>{LONG}</p></div>', [(P, LONG.strip())]),
    ("hidden", '<p hidden>x</p><p style="display:none">y</p><p>Un texte.</p>', [(P, "Un texte.")]),
    ("form", "<form><p>Un texte.</p><button>Envoyer</button></form>", [(P, "Un texte.")]),
    (
        "page-header",
        "<header><h1>Plan</h1><p>Mairie</p></header><p>Un.</p>",
        [(H, "Plan"), (P, "Un.")],
    ),
    ("page-footer", "<p>Un texte.</p><footer><p>Mentions</p></footer>", [(P, "Un texte.")]),
    ("main", f"<p>Autour.</p><main><p>{LONG}</p></main>", [(P, LONG.strip())]),
    ("article", f"<p>Autour.</p><article><p>{LONG}</p></article>", [(P, LONG.strip())]),
    (
        "teaser-articles",
        "<article>Un.</article><article>Deux.</article>",
        [(P, "Un."), (P, "Deux.")],
    ),
    ("preformatted", "<pre>- un\n- deux</pre>", [(I, "un"), (I, "deux")]),
    (
        "xhtml",
        '<?xml version="1.0" encoding="utf-8"?><html><body><p>Un.</p></body></html>',
        [(P, "Un.")],
    ),
    ("unclosed", "<p>Un.<p>Deux.<ul><li>trois", [(P, "Un."), (P, "Deux."), (I, "trois")]),
    ("no-tag", "Un texte.", [(P, "Un texte.")]),
    ("blank", " \n ", []),
    ("only-a-comment", "<!-- x -->", []),
]


@pytest.mark.parametrize(
    ("source", "expected"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES]
)
def test_html_blocks(source: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert [(block.kind, block.text) for block in html.blocks(source)] == expected


def test_heading_levels() -> None:
    found = html.blocks('<h1>a</h1><h3>b</h3><p role="heading" aria-level="4">c</p>')
    assert [block.level for block in found] == [1, 3, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.html"
    path.write_bytes(f"<p>{LONG}</p>".encode(encoding))
    assert [block.text for block in readers.read(path)] == [LONG.strip()]
