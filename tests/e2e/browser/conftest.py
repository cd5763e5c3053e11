"""The pages in a real browser: Debian's Chromium, headless, with a profile of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from drafter.choices import Kind
from tests import house as houses
from tests.builders import example
from tests.house import House

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if shutil.which("chromium") is None:
        pytest.fail("chromium is missing; `make test-browser` installs it")
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def launch(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., BrowserContext]]:
    """Give browsers with a size and colour scheme; one each, kept for the session."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=FLAGS,
        downloads_path=tmp_path_factory.mktemp("chromium"),
    )

    def context(
        width: int = 1440, height: int = 900, scheme: str = "light", scripts: bool = True
    ) -> BrowserContext:
        return browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            locale="en-GB",
        )

    yield context
    browser.close()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return houses.build(tmp_path)


@pytest.fixture
def address(house: House) -> Iterator[str]:
    with houses.serving(house.app()) as address:
        yield address


@pytest.fixture
def sign_in(launch: Callable[..., BrowserContext], address: str) -> Iterator[Open]:
    """Open a page as somebody; what the console says against a page fails the test."""
    said: list[str] = []
    contexts: list[BrowserContext] = []

    def open_as(login: str, path: str = "/review", **look: object) -> Page:
        context = launch(**look)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "console",
            lambda message: said.append(message.text) if "Content Security" in message.text else None,
        )
        enter(page, address, login)
        page.goto(address + path)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert said == []


def enter(page: Page, address: str, login: str) -> None:
    """Sign somebody in."""
    page.goto(f"{address}/login")
    page.fill("#login", login)
    page.fill("#password", houses.PASSWORD)
    page.click("button.main")
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House, dict[str, str]]]:
    """Serve a house with a letter in every state; gives its address, the house, and the drafts by state."""
    house = houses.build(tmp_path_factory.mktemp("house"))
    drafts = {
        "draft": house.drafted(example(Kind.apology, "en")),
        "telugu": house.submitted(example(Kind.winback, "te")),
        "legal": house.submitted(example(Kind.refund_refusal, "en")),
        "ready": house.ready(example(Kind.apology, "bg")),
        "approved": house.approved(example(Kind.termination, "en")),
        "generating": house.service.desk.start(house.actors["ana"], example(Kind.winback, "en")),
    }
    with houses.serving(house.app()) as address:
        yield address, house, {name: head.draft_id for name, head in drafts.items()}
