"""The report in a real browser: readable at both widths and in both schemes, with every link leading somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from drafter.evaluation import labels
from drafter.evaluation.journal import Check, Result
from drafter.evaluation.labels import Label, Labels
from drafter.evaluation.report import build, to_html
from tests import journals
from tests.browser import SCHEMES, WIDTHS, chromium, faint, overflow

pytestmark = pytest.mark.browser

LONG = "unbreakable" * 40


def results(*, head: bool) -> list[Result]:
    """Return a run in which something broke, something was fixed and something is flaky, with hostile texts."""
    found = journals.everywhere(cases=2, weak=("refund_refusal", "te") if head else ("winback", "id"))
    texts = (*journals.HOSTILE, LONG)
    found += [
        journals.judged(f"{n} {text}", good=not head, epoch=epoch)
        for n, text in enumerate(texts)
        for epoch in range(3)
    ]
    flaky = [journals.result("flaky", epoch=epoch) for epoch in range(3)]
    found += [
        replace(one, checks={"policy": Check(passed=not (head and one.epoch == 1), why=LONG)})
        for one in flaky
    ]
    return [
        replace(one, notes=(LONG,), slots={"product": LONG}, case_message=f"{one.case} {LONG} {head}")
        for one in found
    ]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    base = journals.finished(
        folder / "b.jsonl", results(head=False), prompts=[journals.prompt(f"old {LONG}")], revision=LONG
    )
    head = journals.finished(
        folder / "h.jsonl", results(head=True), prompts=[journals.prompt(f"new {LONG}")], model=LONG
    )
    letters = [labels.digest(labels.letter_text(one)) for one in results(head=True)]
    known = {
        one: Label(letter=one, case="c", language="en", good=False, why=LONG, by=LONG, at="")
        for one in letters
    }
    page = folder / "report.html"
    page.write_text(to_html(build(journals.compare(base, head), labels=Labels(known))), encoding="utf-8")
    return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(params=[(width, scheme) for width in WIDTHS for scheme in SCHEMES], ids=str)
def page(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    width, scheme = request.param
    opened = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened.goto(report.as_uri())
    yield opened
    opened.close()


def unfold(page: Page) -> None:
    """Open everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")


def test_nothing_scrolls_sideways_even_unfolded(page: Page) -> None:
    assert overflow(page) == 0
    unfold(page)
    assert overflow(page) == 0


def test_no_text_is_cut_off_at_the_edge_of_the_window(page: Page) -> None:
    unfold(page)
    cut = page.evaluate(
        "[...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && !one.closest('.hidden, svg'))"
        ".filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 80))"
    )
    assert cut == []


def test_every_text_has_the_contrast_it_needs(page: Page) -> None:
    unfold(page)
    assert faint(page) == []


def test_every_anchor_leads_to_something_that_comes_into_view(page: Page) -> None:
    targets = page.evaluate(
        "[...new Set([...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.hash.slice(1)))]"
    )
    assert len(targets) > 20
    for target in targets:
        page.evaluate(f"location.hash = {target!r}")
        assert page.locator(f'[id="{target}"]').is_visible(), target


def test_a_link_to_a_folded_letter_unfolds_it(page: Page) -> None:
    assert not page.locator("#case-2").is_visible()
    page.locator('#moves a[href="#case-2"]').first.click()
    assert page.locator("#case-2").is_visible()


def test_nothing_is_loaded_and_nothing_runs(browser: Browser, report: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(report.as_uri())
    unfold(page)
    page.wait_for_load_state("networkidle")
    assert asked == [report.as_uri()]
    assert said == []
    assert page.locator("h1").count() == 1
    page.close()


def test_its_screens_come_in_the_order_of_the_questions_a_reader_has(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    headings = page.locator("h1, h2").all_inner_texts()
    assert headings[1:] == ["Checks", "Where", "Cases", "Letters", "Prompts", "Cost", "Judge", "History"]
    page.close()


def test_the_contrast_check_itself_finds_faint_text(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<body style='background: white'><p style='color: #999'>faint</p><p style='color: #111'>strong</p>"
    )
    assert [one["text"] for one in faint(page)] == ["faint"]
    page.close()
