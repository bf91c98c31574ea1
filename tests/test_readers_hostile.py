"""Hostile and broken files: a clear error in bounded time and memory, and nothing else."""

from __future__ import annotations

import contextlib
import json
import random
import re
import socket
import subprocess
import sys
from pathlib import Path

import hostile
import plans
import pytest

from stratac import Limits, readers
from stratac.errors import ReadError
from stratac.readers import markdown

MOST_SECONDS, MOST_BYTES = 10, 500_000_000

# Reads files in a process of its own and says what each took.
PROBE = """
import json, pathlib, re, resource, sys, time
from stratac import readers
from stratac.errors import ReadError
for path in sys.argv[1:]:
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    start, said = time.monotonic(), None
    try:
        readers.read(path)
    except ReadError as error:
        said = str(error)
    seconds = time.monotonic() - start
    status = pathlib.Path("/proc/self/status").read_text()
    own = int(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
    most = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024
    print(json.dumps([said, seconds, most]))
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, int]]:
    paths = []
    for make, _ in hostile.REFUSED:
        folder = tmp_path_factory.mktemp(make.__name__)
        paths.append(make(folder))
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    names = [make.__name__ for make, _ in hostile.REFUSED]
    return dict(zip(names, map(tuple, rows), strict=True))


@pytest.mark.parametrize(
    ("name", "said"),
    [(make.__name__, said) for make, said in hostile.REFUSED],
    ids=[make.__name__ for make, _ in hostile.REFUSED],
)
def test_hostile_file_is_refused(outcomes, name: str, said: str) -> None:
    error, seconds, memory = outcomes[name]
    assert error is not None
    assert re.search(said, error), error
    assert "plan." in error
    assert seconds < MOST_SECONDS
    assert memory < MOST_BYTES


def test_paths_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    more = {"../../outside.txt": "x", "/etc/outside": "x", "word\\..\\..\\x": "x"}
    path = hostile.word(tmp_path / "plan.docx", **more)
    assert [block.text for block in readers.read(path)] == ["Un texte."]
    assert list(tmp_path.iterdir()) == [path]


def test_relation_that_climbs_out_finds_nothing(tmp_path: Path) -> None:
    relations = hostile.ROOT_RELATIONS.replace("word/document.xml", "../../../etc/hostname")
    path = hostile.office(tmp_path / "plan.docx", {"_rels/.rels": relations, "word/x.xml": "<x/>"})
    with pytest.raises(ReadError, match="has no part"):
        readers.read(path)


def test_macros_are_left_alone(tmp_path: Path) -> None:
    path = hostile.word(tmp_path / "plan.docx", **{"word/vbaProject.bin": "Shell"})
    assert [block.text for block in readers.read(path)] == ["Un texte."]


LINKED_HTML = (
    '<html><head><link rel="stylesheet" href="http://exemple.invalid/a.css"></head><body>'
    '<img src="http://exemple.invalid/a.png"><iframe src="http://exemple.invalid"></iframe>'
    "<p>Un texte.</p></body></html>"
)


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    relations = (
        f'<Relationships xmlns="{hostile.RELATIONS}"><Relationship Id="r9" TargetMode="External" '
        f'Type="{hostile.OFFICE}/styles" Target="http://exemple.invalid/s.xml"/></Relationships>'
    )
    word = hostile.word(tmp_path / "plan.docx", **{"word/_rels/document.xml.rels": relations})
    page = tmp_path / "plan.html"
    page.write_text(LINKED_HTML, encoding="utf-8")
    for path in (word, page):
        assert [block.text for block in readers.read(path)] == ["Un texte."]


def test_limits_are_raised_by_argument(tmp_path: Path) -> None:
    path = hostile.word(tmp_path / "plan.docx", "Un texte. " * 200)
    with pytest.raises(ReadError, match="1,000 bytes of text"):
        readers.read(path, Limits(text_bytes=1000))
    assert readers.read(path, Limits(text_bytes=10_000))


def test_file_limit(tmp_path: Path) -> None:
    path = hostile.word(tmp_path / "plan.docx")
    with pytest.raises(ReadError, match=r"Limits\.file_bytes"):
        readers.read(path, Limits(file_bytes=100))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return one good file of each format as bytes."""
    folder = tmp_path_factory.mktemp("whole")
    blocks = markdown.blocks(plans.PLAN.read_text(encoding="utf-8"))
    plans.write_docx(blocks, folder / "plan.docx")
    plans.write_pptx(blocks, folder / "plan.pptx")
    (folder / "plan.html").write_text(plans.page(plans.plan_html()), encoding="utf-8")
    made = {path.suffix: path.read_bytes() for path in folder.iterdir()}
    return {**made, ".md": plans.PLAN.read_bytes()}


@pytest.mark.parametrize("ending", [".docx", ".pptx", ".html", ".md"])
def test_damage_gives_text_or_an_error(tmp_path: Path, whole, ending: str) -> None:
    dice = random.Random(20)
    path = tmp_path / f"plan{ending}"
    for _ in range(40):
        data = bytearray(whole[ending])
        for _ in range(dice.randint(1, 30)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data[: dice.randint(1, len(data))] if dice.random() < 0.3 else data)
        # Any other exception than this one fails the test.
        with contextlib.suppress(ReadError):
            readers.read(path)
