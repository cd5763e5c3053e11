"""Every act with plain links and forms: a letter from case to delivered, as a browser without scripts does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from drafter.choices import Kind
from drafter.review import drafts
from drafter.service.pages import form
from drafter.service.pages.door import own_path
from tests import house as houses
from tests.builders import example
from tests.house import House
from tests.reviewing import Clock

ORIGIN = "http://127.0.0.1"


class Browser:
    """A browser without scripts: it opens pages, follows redirects and submits the forms it finds."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.page = LexborHTMLParser("")
        self.path = ""
        self.status = 0

    def open(self, path: str) -> LexborHTMLParser:
        return self._take(self.client.get(path))

    def submit(self, action: str, **values: str | list[str]) -> LexborHTMLParser:
        """Submit the form with an action, with what stands in it and some values changed."""
        found = [each for each in self.page.css("form") if (each.attributes.get("action") or "") == action]
        assert found, (
            f"no form for {action} on {self.path}: {[f.attributes.get('action') for f in self.page.css('form')]}"
        )
        data = fields_of(found[0])
        for name, value in values.items():
            data[name] = value if isinstance(value, list) else [value]
        return self._take(self.client.post(action, data=data))

    def sign_in(self, login: str) -> None:
        self.client.cookies.clear()
        self.open("/login")
        self.submit("/login", login=login, password=houses.PASSWORD)
        assert self.path != "/login"

    def first(self, selector: str) -> LexborNode:
        found = self.page.css_first(selector)
        assert found is not None, f"no {selector} on {self.path}"
        return found

    def text(self) -> str:
        body = self.page.body
        return body.text(separator=" ") if body else ""

    def _take(self, response: object) -> LexborHTMLParser:
        self.status, self.path = response.status_code, response.url.path  # type: ignore[attr-defined]
        self.page = LexborHTMLParser(response.text)  # type: ignore[attr-defined]
        return self.page


def fields_of(form_: LexborNode) -> dict[str, list[str]]:
    """Return what a browser would send of a form as it stands."""
    data: dict[str, list[str]] = {}
    for field in form_.css("input, textarea, select"):
        attributes = field.attributes
        name, kind = attributes.get("name"), attributes.get("type") or ""
        if not name or "disabled" in attributes or kind == "file":
            continue
        if kind in {"checkbox", "radio"} and "checked" not in attributes:
            continue
        if field.tag == "select":
            options = field.css("option")
            chosen = [each for each in options if "selected" in each.attributes] or options[:1]
            value = (chosen[0].attributes.get("value") or "") if chosen else ""
        elif field.tag == "textarea":
            value = field.text().removeprefix("\n")
        else:
            value = attributes.get("value") or ""
        data.setdefault(name, []).append(value)
    return data


@pytest.fixture
def house(tmp_path: Path) -> House:
    return houses.build(tmp_path)


@pytest.fixture
def browser(house: House) -> Iterator[Browser]:
    headers = {"Origin": ORIGIN, "Accept": "text/html"}
    with TestClient(house.app(), base_url=ORIGIN, headers=headers) as client:
        yield Browser(client)


def write_waiting(house: House) -> None:
    """Do what the service's worker does."""
    while found := house.service.desk.begin_generation("test"):
        house.service.desk.finish_generation(found[0], house.service.drafter.draft_from_templates(found[1]))


def test_a_letter_goes_from_case_to_delivered(house: House, browser: Browser) -> None:
    browser.sign_in("ana")
    browser.open("/cases/new?kind=refund_refusal")
    case = {
        name: value
        for name, value in form.of_case(example(Kind.refund_refusal, "en")).items()
        if name != "kind"
    }
    browser.submit("/cases", **case)
    assert "/drafts/" in browser.path, browser.text()[:2000]
    address = browser.path
    assert "is being written" in browser.text()
    write_waiting(house)
    browser.open(f"{address}?tab=edit")
    body = browser.first("#body").text().removeprefix("\n")
    browser.submit(f"{address}/text", body=body.replace("Thank you for", "Many thanks for", 1))
    assert "Saved." in browser.text()
    browser.open(address)
    browser.submit(f"{address}/submit")
    assert "Submitted." in browser.text()
    assert "With legal" in browser.text()

    browser.sign_in("lena")
    browser.open(address.replace("/drafts/", "/legal/"))
    assert "a large sum" in browser.text()
    browser.submit(f"{address}/claim")
    browser.open(f"{address}/sign_off")
    browser.submit(f"{address}/sign_off", text="The terms exclude pieces built to order.")
    assert "Signed off" in browser.text()

    browser.sign_in("rosa")
    browser.open("/review")
    browser.submit("/review/next")
    assert browser.path == address
    tick_all(browser, address)
    browser.open(f"{address}/approve")
    browser.submit(f"{address}/approve")
    assert "Approved." in browser.text()

    browser.sign_in("ana")
    browser.open(f"{address}/deliver")
    assert "Many thanks for" in browser.text()
    browser.submit(f"{address}/deliver")
    browser.submit(f"{address}/delivered", receipt="RR 1234 5678")
    assert "Recorded as delivered." in browser.text()
    browser.open(f"{address}/audit")
    assert "Approved" in browser.text()


def tick_all(browser: Browser, address: str) -> None:
    """Tick every promise and every step, each list with its own form."""
    for name in ("promises", "checklist"):
        browser.open(address)
        for each in browser.page.css(f"form[action='{address}/ticks']"):
            if fields_of(each).get("list") == [name]:
                data = fields_of(each)
                data["item"] = [box.attributes.get("value") or "" for box in each.css("input[name=item]")]
                assert browser.client.post(f"{address}/ticks", data=data).status_code == 200


def test_a_case_with_mistakes_comes_back_with_each_at_its_field_and_nothing_retyped(browser: Browser) -> None:
    browser.sign_in("ana")
    browser.open("/cases/new?kind=refund_refusal")
    browser.submit(
        "/cases", **{"customer.name": "Kevin Lindqvist", "requested": "a lot", "account": "He <b>wrote</b>."}
    )
    assert browser.status == 422
    wrong = {each.attributes.get("id") for each in browser.page.css("[aria-invalid=true]")}
    assert {"requested", "product", "company.name", "sender.name"} <= wrong
    assert fields_of(browser.first("#case"))["account"] == ["He <b>wrote</b>."]
    described = browser.first("#requested").attributes.get("aria-describedby") or ""
    assert "requested-wrong" in described.split()


def test_an_approval_that_was_overtaken_changes_nothing_and_says_who_was_faster(
    house: House, browser: Browser
) -> None:
    head = house.ready()
    browser.sign_in("rosa")
    browser.open(f"/drafts/{head.draft_id}/approve")
    desk, rosa = house.service.desk, house.actors["rosa"]
    desk.release(rosa, head.draft_id)
    desk.withdraw(house.actors["ana"], head.draft_id)
    desk.edit_text(house.actors["ana"], head.draft_id, "Please accept my sincere apology.", if_version=1)
    browser.submit(f"/drafts/{head.draft_id}/approve")
    assert browser.status in {403, 409}
    assert "Not done." in browser.text()


def test_what_is_approved_is_asked_with_its_subject(house: House, browser: Browser) -> None:
    head = house.ready()
    browser.sign_in("rosa")
    browser.open(f"/drafts/{head.draft_id}/approve")
    facts = browser.first("#confirm dl").text(separator=" ", strip=True)
    view = drafts.get(house.store, house.actors["rosa"], head.draft_id)
    assert view.version is not None
    assert view.version.envelope is not None
    assert f"Subject {view.version.envelope.subject}" in facts


def test_an_approval_moments_after_opening_is_asked_about(tmp_path: Path) -> None:
    clock = Clock()
    house = houses.build(tmp_path, clock=clock)
    head = house.ready()
    headers = {"Origin": ORIGIN, "Accept": "text/html"}
    with TestClient(house.app(), base_url=ORIGIN, headers=headers) as client:
        browser = Browser(client)
        browser.sign_in("rosa")
        clock.pass_(seconds=7)
        browser.open(f"/drafts/{head.draft_id}/approve")
        assert "You opened this text 7 seconds ago." in browser.text()
        clock.pass_(seconds=8)
        browser.open(f"/drafts/{head.draft_id}/approve")
        assert "seconds ago" not in browser.text()


def test_a_warning_about_the_subject_is_answered_on_the_page(house: House, browser: Browser) -> None:
    head, desk, ana = house.drafted(), house.service.desk, house.actors["ana"]
    head = desk.edit_envelope(ana, head.draft_id, if_version=1, subject="Our centre, and the town center")
    desk.submit(ana, head.draft_id, if_version=2)
    desk.claim(house.actors["rosa"], head.draft_id)
    address = f"/drafts/{head.draft_id}"
    browser.sign_in("rosa")
    browser.open(address)
    finding = browser.first(".finding.warning")
    assert "Subject" in finding.text()
    assert "data-start" not in finding.attributes
    assert browser.page.css(".paper mark[data-finding=A]") == []
    browser.submit(f"{address}/acknowledgements", text="It is how they call it.")
    assert "Accepted by Rosa Lim: It is how they call it." in browser.text()


def test_a_letter_is_sent_back_with_reasons_and_the_author_sees_them(house: House, browser: Browser) -> None:
    head = house.ready()
    address = f"/drafts/{head.draft_id}"
    browser.sign_in("rosa")
    browser.open(f"{address}/request_changes")
    browser.submit(
        f"{address}/request_changes", reason=["wrong_tone"], text="The second paragraph reads cold."
    )
    browser.sign_in("ana")
    browser.open(address)
    assert "Wrong tone or style. The second paragraph reads cold" in browser.text()


def test_pages_speak_the_language_a_person_chose_and_letters_their_own(
    house: House, browser: Browser
) -> None:
    head = house.submitted(example(Kind.apology, "bg"))
    browser.sign_in("rosa")
    browser.open("/settings")
    browser.submit("/settings", language="id", theme="dark")
    browser.open(f"/drafts/{head.draft_id}")
    root = browser.first("html")
    assert (root.attributes.get("lang"), root.attributes.get("data-theme")) == ("id", "dark")
    assert browser.first(".paper").attributes.get("lang") == "bg"
    assert "Antrean" in browser.text()


def test_somebody_invited_sets_up_an_account(browser: Browser) -> None:
    browser.sign_in("omar")
    browser.open("/people")
    browser.submit("/people/invite", role=["agent"], language=["te"])
    link = browser.first(".notice code").text()
    browser.client.cookies.clear()
    browser.open(link.removeprefix(ORIGIN))
    browser.submit("/setup", login="zoya", name="Zoya", password="a long enough sentence")
    assert "Zoya" in browser.text()


def test_nobody_without_a_session_sees_anything_but_the_door(browser: Browser) -> None:
    for path in ("/review", "/cases/new", "/audit", "/people", "/drafts/x", "/insights", "/help"):
        browser.open(path)
        assert browser.path == "/login"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", "//["],
)
def test_the_door_leads_only_into_the_service(address: str) -> None:
    assert own_path(address) == "/"
