"""The documentation: what its pages show is run; the site builds and asks for nothing outside."""

from __future__ import annotations

import csv
import doctest
import functools
import http.server
import importlib.util
import inspect
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from conftest import ROOT
from distributed import LocalCluster
from mkdocs.exceptions import PluginError
from playwright.sync_api import Browser, expect
from typer.main import get_command
from typer.testing import CliRunner

import stratac
from stratac.annotations import label_studio
from stratac.cli import app
from stratac.corpus import load_corpus, select
from stratac.records import Split

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
NAMES = [path.relative_to(DOCS).as_posix() for path in PAGES]
INSTALL = ("Install", "Installer")
# Where the pages say that a scheduler stands.
SCHEDULER = "tcp://127.0.0.1:8786"
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]*)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
_PIP = re.compile(r'python -m pip install (?:\.|"\.\[([\w,]+)\]")')


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    title: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(page.read_text(encoding="utf-8"))]


# What the pages show


@pytest.fixture(scope="module")
def labels(tmp_path_factory) -> Path:
    """Labels as somebody might have made them: of twelve documents."""
    units = [
        unit
        for unit in select(load_corpus(ROOT / "data" / "corpus.jsonl"), Split.VALIDATION)
        if unit.label
    ]
    documents = [*dict.fromkeys(unit.document for unit in units)][:12]
    path = tmp_path_factory.mktemp("labels") / "etiquettes.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["texte", "étiquette", "document"])
        table.writerows(
            (unit.text, unit.label, unit.document) for unit in units if unit.document in documents
        )
    return path


@pytest.fixture
def folder(labels: Path, tmp_path: Path, monkeypatch) -> Path:
    """The folder in which a reader stands: that of a clone, with a few files of one's own."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "notebooks" / "plans", tmp_path / "plans")
    (tmp_path / "data").symlink_to(ROOT / "data")
    shutil.copy(labels, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_page_shows_what_works(page: Path, folder: Path, request) -> None:
    known: dict[str, object] = {}
    for block in blocks(page):
        if block.language == "python":
            run_python(block.text, known, page.name)
        elif block.title in INSTALL:
            check_installation(block.text)
        elif block.language == "sh":
            for line in block.text.splitlines():
                if SCHEDULER in line:
                    line = line.replace(SCHEDULER, request.getfixturevalue("scheduler"))
                run_command(line, folder)
        elif block.title == "Label Studio":
            assert textwrap.indent(block.text, "    ") in inspect.getsource(label_studio)
        else:
            (folder / block.title).write_text(block.text, encoding="utf-8")


def run_python(text: str, known: dict[str, object], name: str) -> None:
    """Run a block as a doctest that goes on where the block before it ended."""
    test = doctest.DocTestParser().get_doctest(text, known, name, name, 0)
    assert test.examples, text
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, clear_globs=False)
    assert results.failed == 0
    known.update(test.globs)


def run_command(line: str, folder: Path) -> None:
    command, *arguments = shlex.split(line)
    assert command == "stratac", line
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    if "-o" in arguments:
        assert (folder / arguments[arguments.index("-o") + 1]).stat().st_size
    else:
        assert done.stdout


def check_installation(text: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = _PIP.fullmatch(text.strip())
    assert found, text
    extras = found[1].split(",") if found[1] else []
    assert set(extras) <= project["optional-dependencies"].keys()


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_block_of_a_page_is_overlooked(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(r"^\s*(?:```|~~~)", text, re.MULTILINE)) == 2 * len(blocks(page))
    for block in blocks(page):
        assert block.title or block.language in ("python", "sh")


def test_pages_show_something() -> None:
    shown = [block.language for page in PAGES for block in blocks(page)]
    assert {"python", "sh"} <= set(shown)
    assert sum(block.title in INSTALL for page in PAGES for block in blocks(page)) >= 2


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("python -m pip install stratac\n", "stratac"), ('python -m pip install ".[none]"\n', "none")],
    ids=["elsewhere", "unknown extra"],
)
def test_installation_that_is_none_trips(text: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_installation(text)


# What the pages say


def test_every_option_of_every_command_is_told() -> None:
    page = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
    told = {
        section.split()[1]: {*re.findall(r"^\| `(--\w+)`", section, re.MULTILINE)}
        for section in page.split("\n## ")[1:]
    }
    group = get_command(app)
    assert told == {
        name: {
            max(option.opts, key=len)
            for option in command.params
            if option.param_type_name == "option"
        }
        for name, command in group.commands.items()
    }


def test_sources_are_named_in_the_code() -> None:
    page = (DOCS / "explanation" / "sources.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+), .*?\((\d{4})\).*\| `([\w/]+\.py)` \|$", page, re.MULTILINE)
    assert len(rows) == page.count("\n| ") - 2
    for author, year, file in rows:
        code = (ROOT / "src" / "stratac" / file).read_text(encoding="utf-8")
        assert re.search(rf"{author}\b[^()\n]*\(?{year}", code), (author, file)


# The site


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    # Whoever asks the network meets a proxy that is not there.
    nowhere = "http://127.0.0.1:9"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "HTTP_PROXY": nowhere,
             "HTTPS_PROXY": nowhere},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@dataclass(frozen=True)
class Html:
    """A page of a site: what it loads, where it leads, and what can be led to in it."""

    loads: list[str]
    leads: list[str]
    anchors: set[str]


_LOADING = (
    "//script/@src | //img/@src | //iframe/@src | //source/@src | //video/@src | //audio/@src"
    " | //embed/@src | //object/@data | //link[not(@rel='prev' or @rel='next')]/@href"
)
_IN_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?([^"')\s]+)""")


def read_html(path: Path) -> Html:
    tree = lxml.html.fromstring(path.read_bytes())
    styled = " ".join(map(str, tree.xpath("//style/text() | //@style")))
    return Html(
        [*map(str, tree.xpath(_LOADING)), *_IN_STYLE.findall(styled)],
        [*map(str, tree.xpath("//a/@href"))],
        {*map(str, tree.xpath("//@id | //a/@name"))},
    )


def is_outside(link: str) -> bool:
    return link.startswith("//") or urlsplit(link).scheme in ("http", "https", "ws", "wss", "ftp")


def outside(folder: Path) -> list[tuple[str, str]]:
    """Return what pages and styles of a site load from outside, each with where it stands."""
    found = [(path, link) for path in folder.rglob("*.html") for link in read_html(path).loads] + [
        (path, link)
        for path in folder.rglob("*.css")
        for link in _IN_STYLE.findall(path.read_text(encoding="utf-8"))
    ]
    return [(path.name, link) for path, link in found if is_outside(link)]


def broken(folder: Path) -> list[tuple[str, str]]:
    """Return the links within a site that lead nowhere, each with the page that has it."""
    pages = {path.resolve(): read_html(path) for path in folder.rglob("*.html")}
    found = []
    for path, page in pages.items():
        for link in (*page.leads, *page.loads):
            parts = urlsplit(link)
            if parts.scheme or is_outside(link):
                continue
            base = folder if parts.path.startswith("/") else path.parent
            target = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            anchor = unquote(parts.fragment)
            missing = anchor and target in pages and anchor not in pages[target].anchors
            if not target.is_file() or missing:
                found.append((path.name, link))
    return found


@pytest.fixture
def hooks() -> ModuleType:
    """What the site is built with, beside MkDocs."""
    spec = importlib.util.spec_from_file_location("hooks", DOCS / "hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tables_and_values_are_put_where_a_page_asks(hooks: ModuleType) -> None:
    config = SimpleNamespace(config_file_path=str(ROOT / "mkdocs.yml"))
    put = hooks.on_page_markdown("<!-- README: quality -->\n<!-- values: Nature -->", config)
    assert "| majority class |" in put
    assert put.endswith("**Values:** `intention`, `action`")
    with pytest.raises(PluginError, match="no table 'none'"):
        hooks.on_page_markdown("<!-- README: none -->", config)


def test_shown_file_that_is_not_there_stops_the_build(hooks: ModuleType, tmp_path: Path) -> None:
    config = SimpleNamespace(config_file_path=str(tmp_path / "mkdocs.yml"))
    with pytest.raises(PluginError, match=r"nothing like CHANGELOG\.md"):
        hooks.on_files([], config)


def test_site_has_every_page(site: Path) -> None:
    for name in NAMES:
        assert (site / name).with_suffix(".html").is_file()
    for name in ("data/index.html", "models/stratac-fr/MODEL_CARD.html", "CHANGELOG.html"):
        assert (site / name).is_file()


def test_links_and_anchors_of_the_site_hold(site: Path) -> None:
    assert broken(site) == []


def test_site_loads_nothing_from_outside(site: Path) -> None:
    assert outside(site) == []


def test_checks_of_the_site_trip(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<a href="none.html">1</a><a href="#none">2</a><a id="here" href="#here">3</a>'
        '<a href="https://example.org">4</a><script src="https://example.org/a.js"></script>'
        '<style>@import "//example.org/b.css"; p { background: url(c.png) }</style>',
        encoding="utf-8",
    )
    (tmp_path / "d.css").write_text("@font-face { src: url('http://example.org/e.woff') }")
    assert [link for _, link in broken(tmp_path)] == ["none.html", "#none", "c.png"]
    assert [link for _, link in outside(tmp_path)] == [
        "https://example.org/a.js", "//example.org/b.css", "http://example.org/e.woff",
    ]  # fmt: skip


def test_reference_has_every_public_name(site: Path) -> None:
    anchors = {
        anchor for path in (site / "reference").glob("*.html") for anchor in read_html(path).anchors
    }
    assert {f"stratac.{name}" for name in stratac.__all__} <= anchors


def test_page_of_the_example_is_that_of_stratac(site: Path) -> None:
    page = (site / "examples" / "plan-commercial.html").read_text(encoding="utf-8")
    assert "Biscuiterie Lormel" in page
    assert 'id="verdict"' in page


# The site in a browser


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Write no log."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


SHOWN = ("index.html", "fr/index.html", "tutorial.html", "reference/documents.html",
         "models/stratac-fr/MODEL_CARD.html")  # fmt: skip


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("name", SHOWN)
def test_page_fits_the_screen_and_asks_for_nothing_outside(
    browser: Browser, address: str, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(address + name, wait_until="networkidle")
    sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.close()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert errors == []
    assert sideways <= 0


def test_search_finds_a_word(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "index.html", wait_until="networkidle")
    box = page.get_by_role("textbox", name="Search")
    box.click()
    box.press_sequentially("orphans")
    expect(page.locator(".md-search-result__meta")).to_have_text(re.compile("matching document"))
    page.close()
