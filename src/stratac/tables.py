"""Statements and scores as text: a table for people, JSON and CSV for programs."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from stratac import rows
from stratac.document import DocumentScore
from stratac.records import HorizonBucket, Label, Statement

_NAMES = {Label.STRATEGY: "stratégie", Label.TACTIC: "tactique", Label.OTHER: "autre"}
_SIGNS = {Label.STRATEGY: "◆", Label.TACTIC: "▸", Label.OTHER: "·"}
_STYLES = {Label.STRATEGY: "bold blue", Label.TACTIC: "bold yellow", Label.OTHER: "dim"}
_BUCKETS = {
    HorizonBucket.PAST: "passé",
    HorizonBucket.ONGOING: "en cours",
    HorizonBucket.SHORT: "court",
    HorizonBucket.MEDIUM: "moyen",
    HorizonBucket.LONG: "long",
    HorizonBucket.NONE: "",
}
_MISFRAMED = "⚠"
_WIDTH_OFF_SCREEN = 120
_QUESTIONS_SHOWN = 5


def statements(found: Sequence[Statement], format: str) -> str:
    """Return statements in one of the formats ``table``, ``json``, ``jsonl``, ``csv``."""
    if format == "json":
        return _json([statement.to_dict() for statement in found])
    if format == "jsonl":
        return "".join(_line(statement.to_dict()) for statement in found)
    if format == "csv":
        told = (rows.row("", place, statement) for place, statement in enumerate(found, start=1))
        return rows.as_csv([rows.COLUMNS, *told])
    return _render(_table(found))


def documents(scores: Sequence[DocumentScore], format: str) -> str:
    """Return document scores in one of the formats ``table`` and ``json``, a list of documents."""
    if format == "json":
        return _json([score.to_dict() for score in scores])
    parts = []
    for score in scores:
        title = Text(score.source or "", style="bold")
        parts += [_render(title), _render(_table(score.statements)), balance(score) + "\n"]
    return "\n".join(parts)


def balance(score: DocumentScore) -> str:
    """Return the balance of a document in French: figures, diagnosis, first questions."""
    strategies, tactics = score.counts[Label.STRATEGY], score.counts[Label.TACTIC]
    share, interval = score.strategy_share, score.strategy_share_interval
    lines = [
        f"Bilan : {strategies} stratégie(s), {tactics} tactique(s), "
        f"{score.counts[Label.OTHER]} autre(s)."
    ]
    if share is not None and interval is not None:
        low, high = interval
        lines.append(
            f"Part de la stratégie : {_percent(share)} (entre {_percent(low)} et "
            f"{_percent(high)}) ; énoncés mal nommés ({_MISFRAMED}) : {len(score.misframed)} ; "
            f"objectifs vagues : {len(score.vague)} ; actions sans but dit : "
            f"{len(score.orphans)} ; intentions sans action : {len(score.unserved)}."
        )
    lines.append(score.diagnosis)
    lines += [f"? {question.text}" for question in score.questions[:_QUESTIONS_SHOWN]]
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _table(found: Sequence[Statement]) -> Table:
    table = Table(show_lines=False, pad_edge=False)
    table.add_column("")
    table.add_column("Énoncé", overflow="fold", ratio=1)
    table.add_column("Est", no_wrap=True)
    table.add_column("Sûr à", justify="right", no_wrap=True)
    table.add_column("Horizon", no_wrap=True)
    table.add_column("Se dit", no_wrap=True)
    for statement in found:
        style = _STYLES[statement.label]
        claimed = _NAMES[statement.claimed] if statement.claimed else ""
        table.add_row(
            Text(_SIGNS[statement.label], style),
            Text(statement.text, "dim" if statement.label is Label.OTHER else ""),
            Text(_NAMES[statement.label], style),
            f"{statement.probabilities[statement.label]:.0%}".replace("%", " %"),
            _BUCKETS[statement.features.horizon.bucket],
            Text(f"{_MISFRAMED} {claimed}", "bold red") if statement.misframed else claimed,
        )
    return table


def _render(item: Table | Text) -> str:
    screen = Console()
    width = screen.width if screen.is_terminal else _WIDTH_OFF_SCREEN
    console = Console(
        file=io.StringIO(), force_terminal=screen.is_terminal, width=width, legacy_windows=False
    )
    console.print(item)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
