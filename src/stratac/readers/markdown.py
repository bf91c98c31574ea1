"""Markdown to blocks, on markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from stratac.readers import making
from stratac.readers.decoding import read_text
from stratac.records import Block, BlockKind, Limits

# A block, and the names of the notes that it calls.
_Called: TypeAlias = tuple[Block, list[str]]

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# On a line of its own it would open a block of HTML, and take the text below it along.
_BREAK_ALONE = re.compile(r"^[ \t]*(?:<br[ \t]*/?>[ \t]*)+$", re.IGNORECASE | re.MULTILINE)
_TASK = re.compile(r"\[[ xX]\](?:\s+|$)")
_CALL = re.compile(r"\[\^([^\s\[\]]{1,40})\](?!:)")
_NOTE_MARK = re.compile(r"\[\^([^\s\[\]]{1,40})\]:[ \t]*")
_NOTE_INDENT = 4
# Where something was left out: the parser lets this sign through nowhere. A blank
# before it goes too where none is wanted.
_GONE = "\0"
_WHERE_GONE = re.compile(r"( ?)\0(?: ?\0)*+(?=([\s.,)\]…]|$)?)")


def read(path: Path, limits: Limits) -> list[Block]:
    """Read a Markdown file into blocks; see `blocks`."""
    return blocks(read_text(path, limits))


def blocks(source: str) -> list[Block]:
    """Turn Markdown into headings, items, paragraphs and table rows, without its marks.

    Code blocks, HTML, front matter and what is struck out are no part of a plan's
    text and are left out; a table row is one block, its cells parted by « | ». Notes
    follow the block that calls them.
    """
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "note_call", _note_call)
    body: list[_Called] = []
    notes: dict[str, list[_Called]] = {}
    found, depth = body, 0
    around: list[tuple[list[_Called], int]] = []
    heading = 0
    row: list[str] | None = None
    calls: list[str] = []
    grid: list[tuple[list[str], list[str]]] = []
    for token in parser.parse(_BREAK_ALONE.sub("", _without_front_matter(source))):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type == "note_open":
            around.append((found, depth))
            found, depth = notes.setdefault(token.info, []), 0
        elif token.type == "note_close":
            found, depth = around.pop()
        elif token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "tr_open":
            row, calls = [], []
        elif token.type == "tr_close" and row is not None:
            grid.append((row, calls))
            row = None
        elif token.type == "table_close":
            made = making.rows([texts for texts, _ in grid])
            for blocks_, (_, calls) in zip(made, grid, strict=True):
                found.extend((block, calls) for block in blocks_)
            grid = []
        elif token.type == "inline":
            text = _plain(token)
            if row is not None:
                row.append(text)
                calls += _calls(token)
            elif text and heading:
                found.append((Block(BlockKind.HEADING, text, level=heading), _calls(token)))
            elif text:
                kind = BlockKind.ITEM if depth else BlockKind.PARAGRAPH
                found.append((Block(kind, text), _calls(token)))
    whole = list(_with_notes(body, notes))
    # What nothing calls stands at the end.
    while notes:
        whole += _with_notes(notes.pop(next(iter(notes))), notes)
    return whole


def _with_notes(found: list[_Called], notes: dict[str, list[_Called]]) -> Iterator[Block]:
    """Yield blocks, each before the notes that it is the first to call."""
    left = [iter(found)]
    while left:
        block, calls = next(left[-1], (None, []))
        if block is None:
            left.pop()
            continue
        yield block
        left += [iter(notes.pop(call, ())) for call in reversed(calls)]


def _note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read « [^1]: text », with the indented paragraphs below it, as a note."""
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    mark = _NOTE_MARK.match(line)
    if mark is None:
        return False
    if silent:
        return True
    state.push("note_open", "", 1).info = mark[1].lower()
    kept = state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent
    state.bMarks[start] += state.tShift[start] + mark.end()
    state.tShift[start] = 0
    state.blkIndent += _NOTE_INDENT
    state.sCount[start] = state.blkIndent
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent = kept
    state.push("note_close", "", -1)
    return True


def _note_call(state: StateInline, silent: bool) -> bool:
    """Read « [^1] » as the call of a note."""
    call = _CALL.match(state.src, state.pos)
    if call is None:
        return False
    if not silent:
        state.push("note_call", "", 0).info = call[1].lower()
    state.pos = call.end()
    return True


def _calls(token: Token) -> list[str]:
    return [child.info for child in token.children or () if child.type == "note_call"]


def _plain(token: Token) -> str:
    """Return the text of a token on one line, without its marks and what is struck out."""
    parts = []
    struck = 0
    for child in token.children or ():
        if child.type in ("s_open", "s_close"):
            struck += child.nesting
            parts.append(_GONE)
        elif struck:
            continue
        elif child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or _BREAK.fullmatch(child.content):
            parts.append(" ")
        elif child.type == "note_call":
            parts.append(_GONE)
    text = " ".join("".join(parts).split())
    text = _WHERE_GONE.sub(lambda gone: gone[1] if gone[2] is None else "", text)
    return _TASK.sub("", text).strip()


def _without_front_matter(source: str) -> str:
    lines = source.splitlines()
    if lines and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:], start=1):
            if line.strip() in ("---", "..."):
                return "\n".join(lines[number + 1 :])
    return source
