"""A letter from case to delivered with the keyboard alone, and single keys that can be switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from drafter.choices import Kind
from drafter.review import drafts, people
from tests.builders import example
from tests.e2e.browser.conftest import Open
from tests.house import House

pytestmark = pytest.mark.browser


def tab_to(page: Page, name: str, most: int = 150) -> None:
    """Press Tab until the element with an accessible name has the focus, and check that the focus is seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const e = document.activeElement;
            if (e === document.body) return ["", false, "solid"];
            const label = e.getAttribute("aria-label") || (e.labels && e.labels[0] && e.labels[0].innerText) || e.innerText || "";
            const box = e.getBoundingClientRect();
            const bar = document.querySelector(".decide");
            const hidden = bar && !bar.contains(e) && e !== document.body
              && box.top >= bar.getBoundingClientRect().top && box.bottom <= bar.getBoundingClientRect().bottom;
            return [label.trim(), hidden, getComputedStyle(e).outlineStyle] }"""
        )
        assert not found[1], f"the focus on “{found[0]}” is hidden under the bar (WCAG 2.4.11)"
        if name in found[0]:
            assert found[2] != "none"
            return
    pytest.fail(f"Tab does not reach “{name}”")


def test_a_reviewer_takes_ticks_and_approves_with_the_keyboard_alone(house: House, sign_in: Open) -> None:
    head = house.submitted(example(Kind.winback, "en"))
    page = sign_in("rosa", "/review")
    tab_to(page, "Take next")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/drafts/{head.draft_id}")
    boxes = page.locator("#side input[type=checkbox]")
    for place in range(boxes.count()):
        box = boxes.nth(place)
        box.focus()
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.keyboard.press("Space")
        expect(box).to_be_checked()
        expect(box).to_be_focused()
        page.wait_for_load_state("networkidle")
    expect(page.locator("#decide").get_by_role("link", name="Approve")).to_be_visible()
    tab_to(page, "Approve")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] h1")).to_have_text("Approve this letter")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert drafts.head(house.store, house.actors["rosa"], head.draft_id).state == "in_review"
    tab_to(page, "Approve")
    page.keyboard.press("Enter")
    page.locator("dialog[open] .btn.main").wait_for()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Approved.")
    assert drafts.head(house.store, house.actors["rosa"], head.draft_id).state == "approved"


def test_single_keys_act_where_no_field_has_the_focus(house: House, sign_in: Open) -> None:
    head = house.submitted(example(Kind.winback, "en"))
    page = sign_in("rosa", "/review")
    page.keyboard.press("j")
    expect(page.locator("[data-row] .letterlink").first).to_be_focused()
    page.keyboard.press("t")
    page.wait_for_url(f"**/drafts/{head.draft_id}")
    page.keyboard.press("g")
    page.keyboard.press("e")
    page.wait_for_url("**tab=edit")
    page.locator("#body").focus()
    page.keyboard.type("racl")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.goto(page.url.partition("?")[0])
    page.keyboard.press("r")
    expect(page.locator("dialog[open] h1")).to_have_text("Request changes")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    assert drafts.head(house.store, house.actors["rosa"], head.draft_id).state == "in_review"
    page.keyboard.press("?")
    page.wait_for_url("**/help#keys")


def test_single_keys_do_nothing_for_somebody_who_switched_them_off(house: House, sign_in: Open) -> None:
    house.submitted(example(Kind.winback, "en"))
    page = sign_in("rosa", "/settings")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("link", name="Queue").click()
    page.keyboard.press("t")
    page.keyboard.press("?")
    expect(page).to_have_url(page.url)
    assert page.url.endswith("/review")
    assert page.locator("kbd").count() == 0
    assert people.get(house.store, house.actors["rosa"].id).preferences["shortcuts"] is False


def test_a_finding_leads_to_its_words_and_its_suggestion_is_an_edit_that_can_be_undone(
    house: House, sign_in: Open
) -> None:
    head = house.drafted()
    page = sign_in("ana", f"/drafts/{head.draft_id}?tab=edit")
    before = page.input_value("#body")
    page.locator("#body").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("😊 We guarantee it. ")
    finding = page.locator("#side .finding[data-start]", has_text="guarantee").first
    finding.wait_for()
    finding.locator(".why").click()
    selected = page.evaluate(
        "() => { const b = document.getElementById('body'); return b.value.slice(b.selectionStart, b.selectionEnd) }"
    )
    assert "guarantee" in selected
    assert page.input_value("#body").endswith(before)
