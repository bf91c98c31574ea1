"""The page of a document, in the browser that its readers use."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import REFERENCE, ROOT
from playwright.sync_api import Browser, Page, expect
from test_scoring import OTHER, STRATEGY, TACTIC

from stratac import score_file, score_text, scoring
from stratac.document import DocumentScore
from stratac.findings import Milestone
from stratac.records import BlockKind, Statement
from stratac.report import _dates

WIDTHS = {"phone": 360, "tablet": 820, "desk": 1280}
HOSTILE = """# Plan <script>window.hacked = 1</script>

- Ouvrir deux agences </script><script>window.hacked = 2</script> avant juin
- Notre stratégie : faire "><img src=x onerror="window.hacked = 3"> plus de foires
- Devenir la <b onmouseover="window.hacked = 4">référence</b> du bio &amp; du local
"""


@pytest.fixture(scope="module")
def plan() -> DocumentScore:
    return score_file(ROOT / "examples" / "plan-commercial.md", reference=REFERENCE)


class Opened:
    """A page in the browser, and what it said and asked for while it was open."""

    def __init__(self, browser: Browser, folder: Path, html: str, width: int = 1280) -> None:
        path = folder / "page.html"
        path.write_text(html, encoding="utf-8")
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def shown(self) -> list[str]:
        """Return the numbers of the statements that are shown."""
        return self.page.eval_on_selector_all(
            "#document .s", "found => found.filter(s => s.checkVisibility()).map(s => s.dataset.i)"
        )

    def expect_count(self, count: int, plan: DocumentScore) -> None:
        """Wait until the filters show so many statements."""
        told = f"{count} énoncés sur {len(plan.statements)}"
        expect(self.page.locator("#compte")).to_have_text(told)


@pytest.fixture
def opened(browser: Browser, plan: DocumentScore, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(browser, tmp_path, plan.to_html())
    yield made
    made.page.close()


def long_plan(count: int) -> DocumentScore:
    """Return a plan of many statements, a heading before every fifty."""
    text, statements = [], []
    start = 0
    for number in range(count):
        heading = number % 50 == 0
        words = f"Titre {number}" if heading else f"Énoncé {number} du plan"
        kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        template: Statement = OTHER if heading else (STRATEGY, TACTIC, OTHER)[number % 3]
        statements.append(
            dataclasses.replace(
                template,
                text=words,
                kind=kind,
                start=start,
                end=start + len(words),
                section=f"Titre {number - number % 50}",
            )
        )
        text.append(words)
        start += len(words) + 1
    return scoring.score(statements, "\n".join(text))


def test_page_asks_for_nothing_and_says_nothing_wrong(opened: Opened) -> None:
    assert len(opened.requests) == 1
    assert opened.errors == []


def test_every_statement_stands_in_its_place(opened: Opened, plan: DocumentScore) -> None:
    texts = opened.page.eval_on_selector_all(
        "#document .s",
        """found => found.map(s => [...s.childNodes]
            .filter(n => !n.matches || !n.matches('button, .tip'))
            .map(n => n.textContent).join(''))""",
    )
    assert texts == [statement.text for statement in plan.statements]


def test_governing_word_is_marked(opened: Opened, plan: DocumentScore) -> None:
    marked = opened.page.eval_on_selector_all("#document .verb", "f => f.map(v => v.textContent)")
    expected = [
        statement.features.verb.text
        for statement in plan.statements
        if statement.label != "other" and statement.features.verb
    ]
    assert marked == expected


def test_filters_hide_what_is_not_asked_for(opened: Opened, plan: DocumentScore) -> None:
    opened.page.uncheck("input[value=strategy]")
    opened.page.uncheck("input[value=other]")
    tactics = [str(i) for i, s in enumerate(plan.statements) if s.label == "tactic"]
    opened.expect_count(len(tactics), plan)
    assert opened.shown() == tactics


def test_misframed_alone_and_search(opened: Opened, plan: DocumentScore) -> None:
    opened.page.check("input[name=wrong]")
    opened.page.fill("input[name=words]", "STRATEGIE")
    expected = [
        str(i)
        for i, s in enumerate(plan.statements)
        if s.misframed and "stratégie" in s.text.lower()
    ]
    assert expected
    opened.expect_count(len(expected), plan)
    assert opened.shown() == expected


def test_link_leads_to_its_place_through_a_filter(opened: Opened, plan: DocumentScore) -> None:
    opened.page.fill("input[name=words]", "introuvable")
    opened.expect_count(0, plan)
    link = opened.page.locator("#revoir a.place").first
    target = (link.get_attribute("href") or "").lstrip("#")
    link.click()
    expect(opened.page.locator(f"#{target} button.mark")).to_be_focused()


@pytest.mark.parametrize("way", ["tap", "key"])
def test_reasons_open_and_close(opened: Opened, way: str) -> None:
    mark = opened.page.locator("#document .s.wrong button.mark").first
    if way == "tap":
        mark.click()
    else:
        mark.focus()
        opened.page.keyboard.press("Enter")
    panel = opened.page.locator("#document .why")
    assert "sûr à" in panel.inner_text()
    assert mark.get_attribute("aria-expanded") == "true"
    opened.page.keyboard.press("Escape")
    assert panel.count() == 0


def test_misframed_says_why_on_hover_and_on_focus(opened: Opened) -> None:
    statement = opened.page.locator("#document .s.wrong").first
    tip = statement.locator(".tip")
    assert not tip.is_visible()
    statement.hover()
    assert tip.is_visible()
    opened.page.mouse.move(0, 0)
    assert not tip.is_visible()
    statement.locator("button.mark").focus()
    assert tip.is_visible()
    assert "Se dit" in tip.inner_text()


def test_table_is_shown_and_copied(opened: Opened, plan: DocumentScore) -> None:
    opened.page.click("#montrer")
    assert opened.page.locator("#lignes tbody tr").count() == len(plan.statements)
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.click("#copier")
    expect(opened.page.locator("#copie")).to_contain_text("copiées")
    copied = opened.page.evaluate("navigator.clipboard.readText()").splitlines()
    assert len(copied) == len(plan.statements) + 1
    assert {line.count("\t") for line in copied} == {11}


def test_copied_cell_is_never_a_formula(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, score_text('=HYPERLINK("http://exemple.org")').to_html())
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.click("#copier")
    expect(opened.page.locator("#copie")).to_contain_text("copiées")
    copied = opened.page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[1].split("\t")[1].startswith("'=")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, plan: DocumentScore, tmp_path: Path, width: int, scheme: str
) -> None:
    opened = Opened(browser, tmp_path, plan.to_html(), width)
    opened.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened.page.locator("#document .s.wrong button.mark").first.click()
    opened.page.click("#montrer")
    opened.page.eval_on_selector_all("details", "cards => cards.forEach(c => (c.open = true))")
    found = Axe().run(opened.page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_runs_over_the_edge(
    browser: Browser, plan: DocumentScore, tmp_path: Path, width: int
) -> None:
    opened = Opened(browser, tmp_path, plan.to_html(), width)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_script_in_the_text_is_text(browser: Browser, tmp_path: Path) -> None:
    score = score_text(HOSTILE, source='<script>window.hacked = 5</script>"')
    opened = Opened(browser, tmp_path, score.to_html())
    opened.page.click("#montrer")
    for mark in opened.page.locator("#document button.mark").all():
        mark.click()
    opened.page.locator("#document .s b").last.hover()
    assert opened.page.evaluate("window.hacked") is None
    assert opened.requests == opened.requests[:1]
    assert opened.errors == []
    assert "<script>window.hacked = 2</script>" in opened.page.inner_text("#document")


def test_print_shows_all_and_hides_the_controls(opened: Opened, plan: DocumentScore) -> None:
    opened.page.emulate_media(media="print")
    assert not opened.page.locator("nav").is_visible()
    assert not opened.page.locator("#filtres").is_visible()
    assert not opened.page.locator("#tableau").is_visible()
    assert len(opened.shown()) == len(plan.statements)
    closed = opened.page.locator("details:not([open])")
    count = closed.count()
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert count
    assert closed.count() == 0
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert closed.count() == count
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_five_thousand_statements_are_filtered(browser: Browser, tmp_path: Path) -> None:
    score = long_plan(5_000)
    opened = Opened(browser, tmp_path, score.to_html())
    opened.page.uncheck("input[value=other]")
    opened.expect_count(sum(s.label != "other" for s in score.statements), score)
    opened.page.goto(opened.page.url + "#e4999")
    assert opened.page.locator("#e4999").is_visible()


def test_empty_document_has_a_page(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, score_text("").to_html())
    assert "aucun énoncé" in opened.page.inner_text("#document")
    assert opened.errors == []


def test_data_of_the_page_are_those_of_the_score(opened: Opened, plan: DocumentScore) -> None:
    data = json.loads(opened.page.eval_on_selector("#data", "element => element.textContent"))
    assert [row["texte"] for row in data] == [statement.text for statement in plan.statements]


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (0.0, 12.0, "janv. 2026 – janv. 2027"),
        (11.53, 23.51, "janv. 2027 – déc. 2027"),
        (None, 5.0, "jusqu'à juin 2026"),
        (3.0, None, "à partir de avril 2026"),
        (1.0, 1.05, "févr. 2026"),
        (0.0, 90_000.0, "janv. 2026 – très loin"),
    ],
)  # fmt: skip
def test_dates_of_a_milestone(begins: float | None, ends: float | None, words: str) -> None:
    assert _dates(Milestone(TACTIC, begins, ends), datetime.date(2026, 1, 15)) == words
