"""Nothing typed is ever lost: another tab, an ended session, a restart, a colleague who was faster."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from drafter.review import access, drafts
from tests import house as houses
from tests.e2e.browser.conftest import Open, enter
from tests.house import House

pytestmark = pytest.mark.browser

QUICK = 15_000
"""Milliseconds that something may take on a busy machine."""


def type_at_end(page: Page, text: str) -> None:
    """Type at the end of the letter, as a person does."""
    page.locator("#body").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def ending(text: str) -> re.Pattern[str]:
    """Return a pattern of values that end so."""
    return re.compile(re.escape(text) + "$")


def kept(page: Page) -> None:
    """Wait until the page says that the text is kept."""
    expect(page.locator("#saved")).to_contain_text("Kept at", timeout=QUICK)


def test_what_is_typed_is_kept_within_seconds_and_comes_back_when_the_tab_was_closed(
    house: House, sign_in: Open, address: str
) -> None:
    head = house.drafted()
    page = sign_in("ana", f"/drafts/{head.draft_id}?tab=edit")
    type_at_end(page, " One more sentence.")
    kept(page)
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(f"{address}/drafts/{head.draft_id}?tab=edit")
    expect(again.locator("#body")).to_have_value(ending(" One more sentence."))
    assert drafts.get(house.store, house.actors["ana"], head.draft_id).head.version == 1


def test_two_tabs_keep_both_texts_and_the_slower_one_is_shown_both(
    house: House, sign_in: Open, address: str
) -> None:
    head = house.drafted()
    first = sign_in("ana", f"/drafts/{head.draft_id}?tab=edit")
    second = first.context.new_page()
    second.goto(f"{address}/drafts/{head.draft_id}?tab=edit")
    type_at_end(first, " From the first tab.")
    kept(first)
    type_at_end(second, " From the second tab.")
    second.get_by_role("button", name="Save as a new version").first.click()
    expect(second.get_by_role("status").first).to_contain_text("Saved.", timeout=QUICK)
    type_at_end(first, " And more.")
    expect(first.locator("#saved")).to_contain_text("Somebody saved another version", timeout=QUICK)
    first.get_by_role("button", name="Save as a new version").first.click()
    expect(first.get_by_role("alert")).to_contain_text("saved version 2 meanwhile")
    expect(first.locator("#body")).to_have_value(ending(" From the first tab. And more."))
    expect(first.locator(".notice del")).to_contain_text("second")
    first.get_by_role("button", name="Save as a new version").first.click()
    expect(first.get_by_role("status").first).to_contain_text("Saved.", timeout=QUICK)
    view = drafts.get(house.store, house.actors["ana"], head.draft_id)
    assert view.version is not None
    assert view.version.letter is not None
    assert view.head.version == 3
    assert view.version.letter.body_text.endswith("From the first tab. And more.")


def test_when_the_session_ends_the_text_stays_and_goes_on_after_signing_in(
    house: House, sign_in: Open
) -> None:
    head = house.drafted()
    page = sign_in("ana", f"/drafts/{head.draft_id}?tab=edit")
    access.close_sessions(house.store, house.actors["ana"].id)
    type_at_end(page, " Typed without a session.")
    expect(page.locator("#saved")).to_contain_text("session has ended", timeout=QUICK)
    page.get_by_role("button", name="Save as a new version").first.click()
    page.fill("#login", "ana")
    page.fill("#password", houses.PASSWORD)
    page.click("button.main")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.", timeout=QUICK)
    view = drafts.get(house.store, house.actors["ana"], head.draft_id)
    assert view.version is not None
    assert view.version.letter is not None
    assert view.version.letter.body_text.endswith("Typed without a session.")


def test_without_scripts_a_form_posted_after_the_session_ended_goes_on_after_signing_in(
    house: House, sign_in: Open
) -> None:
    head = house.drafted()
    page = sign_in("ana", f"/drafts/{head.draft_id}?tab=edit", scripts=False)
    access.close_sessions(house.store, house.actors["ana"].id)
    page.fill("#body", page.input_value("#body") + "\n\nThank you for your patience.")
    page.get_by_role("button", name="Save as a new version").first.click()
    page.fill("#login", "ana")
    page.fill("#password", "not the password")
    page.click("button.main")
    page.fill("#password", houses.PASSWORD)
    page.click("button.main")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#body")).to_have_value(ending("Thank you for your patience."))
    assert drafts.get(house.store, house.actors["ana"], head.draft_id).head.version == 2


def test_a_restart_of_the_service_loses_nothing_typed_meanwhile(
    tmp_path: Path, launch: Callable[..., BrowserContext]
) -> None:
    house = houses.build(tmp_path)
    head = house.drafted()
    page = launch().new_page()
    with houses.serving(house.app()) as address:
        port = int(address.rpartition(":")[2])
        enter(page, address, "ana")
        page.goto(f"{address}/drafts/{head.draft_id}?tab=edit")
    type_at_end(page, " Typed while it was down.")
    expect(page.locator("#saved")).to_contain_text("does not answer", timeout=QUICK)
    again = houses.build(tmp_path)
    with houses.serving(again.app(), port):
        kept(page)
        page.reload()
        expect(page.locator("#body")).to_have_value(ending(" Typed while it was down."))
    page.context.close()


def test_text_that_never_reached_the_service_comes_back_from_this_computer(
    tmp_path: Path, launch: Callable[..., BrowserContext]
) -> None:
    house = houses.build(tmp_path)
    head = house.drafted()
    page = launch().new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    with houses.serving(house.app()) as address:
        port = int(address.rpartition(":")[2])
        enter(page, address, "ana")
        page.goto(f"{address}/drafts/{head.draft_id}?tab=edit")
    type_at_end(page, " Never sent.")
    expect(page.locator("#saved")).to_contain_text("does not answer", timeout=QUICK)
    page.goto("about:blank")
    again = houses.build(tmp_path)
    with houses.serving(again.app(), port) as address:
        page.goto(f"{address}/drafts/{head.draft_id}?tab=edit")
        expect(page.locator("#body")).to_have_value(ending(" Never sent."))
        kept(page)
    page.context.close()


def test_a_half_filled_case_comes_back_when_the_page_is_opened_again(sign_in: Open, address: str) -> None:
    page = sign_in("ana", "/cases/new?kind=winback")
    page.fill("[name='customer.name']", "Maria Santos")
    page.fill("[name='account']", "She waited two weeks.")
    page.goto(f"{address}/help")
    page.goto(f"{address}/cases/new?kind=winback")
    expect(page.locator("[name='customer.name']")).to_have_value("Maria Santos")
    expect(page.locator("[name='account']")).to_have_value("She waited two weeks.")


def test_the_live_check_never_touches_what_is_typed(house: House, sign_in: Open) -> None:
    head = house.drafted()
    page = sign_in("ana", f"/drafts/{head.draft_id}?tab=edit")
    type_at_end(page, " I assure you that we will refund everything.")
    expect(page.locator("#side .finding").first).to_be_visible(timeout=QUICK)
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.type(" Still typing.")
    expect(page.locator("#body")).to_have_value(ending("refund everything. Still typing."))
