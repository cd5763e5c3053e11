"""WCAG 2.2 AA as far as a machine can tell: axe-core on every page, in light and dark, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.browser.conftest import enter
from tests.e2e.browser.pages import PAGES
from tests.house import House

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
"""Rules of axe whose verdict depends on colours and on the width of the window."""
Furnished = tuple[str, House, dict[str, str]]


def violations(page: Page, rules: list[str]) -> list[str]:
    """Return what axe-core has against a page."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window (WCAG 1.4.10, reflow)."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


# Reflow is asked for down to 320 pixels.
@pytest.mark.parametrize(("width", "scheme", "rules"), [(1440, "light", RULES), (320, "dark", LOOKS)])
def test_no_page_breaks_a_rule_of_axe_or_scrolls_sideways(
    launch: Callable[..., BrowserContext], furnished: Furnished, width: int, scheme: str, rules: list[str]
) -> None:
    address, _, drafts = furnished
    wrong: dict[str, object] = {}
    for login in sorted({login for login, _ in PAGES.values()}):
        context = launch(width=width, scheme=scheme)
        page = context.new_page()
        if login:
            enter(page, address, login)
        for name, (who, path) in PAGES.items():
            if who != login:
                continue
            page.goto(address + path.format(**drafts))
            found = violations(page, rules)
            if found or sideways(page) > 0:
                wrong[name] = (found, sideways(page))
        context.close()
    assert wrong == {}
