"""Markdown to blocks, on markdown-it-py."""

from __future__ import annotations

from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from stratac.readers.decoding import read_text
from stratac.readers.making import row as row_block
from stratac.records import Block, BlockKind, Limits


def read(path: Path, limits: Limits) -> list[Block]:
    """Read a Markdown file into blocks; see `blocks`."""
    return blocks(read_text(path, limits))


def blocks(source: str) -> list[Block]:
    """Turn Markdown into headings, items, paragraphs and table rows, without its marks.

    Code blocks, HTML and front matter are no part of a plan's text and are left
    out; a table row is one block, its cells parted by « | ».
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(_without_front_matter(source))
    found: list[Block] = []
    depth = 0
    heading = 0
    row: list[str] | None = None
    for token in tokens:
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            found.extend(row_block(row))
            row = None
        elif token.type == "inline":
            text = " ".join(_plain(token).split())
            if row is not None:
                row.append(text)
            elif text and heading:
                found.append(Block(BlockKind.HEADING, text, level=heading))
            elif text:
                found.append(Block(BlockKind.ITEM if depth else BlockKind.PARAGRAPH, text))
    return found


def _plain(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts)


def _without_front_matter(source: str) -> str:
    lines = source.splitlines()
    if lines and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:], start=1):
            if line.strip() in ("---", "..."):
                return "\n".join(lines[number + 1 :])
    return source
