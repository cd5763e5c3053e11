"""A headless chromium, and what every page of the house must hold in it: no sideways scrolling, enough contrast."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Literal, TypedDict

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1440, 390)


class Faint(TypedDict):
    """A text that is hard to read: what it says, its contrast, and the contrast it needs."""

    text: str
    ratio: float
    needs: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium with a profile of its own."""
    path = shutil.which("chromium")
    assert path is not None, "chromium is not installed; `make test-browser` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def faint(page: Page) -> list[Faint]:
    """Return the visible texts below WCAG 2.2 AA (success criterion 1.4.3)."""
    script = resources.files("tests").joinpath("data", "contrast.js").read_text(encoding="utf-8")
    found: list[Faint] = page.evaluate(script)
    return found
