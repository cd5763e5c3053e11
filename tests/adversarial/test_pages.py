"""Scripts in every field: whatever somebody types, no page brings it to life.

Pages are parsed as a browser would parse them, and looked through for anything that could run.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from drafter import document
from drafter.case import Case
from drafter.case_file import from_document
from drafter.choices import Kind
from drafter.errors import InputError
from drafter.review import people
from drafter.review.actor import SYSTEM, Role
from tests import builders
from tests import house as houses
from tests.house import House

ORIGIN = "http://127.0.0.1"

VECTORS = (
    "<script>alert({n})</script>",
    "<ScRiPt src=//evil.example/{n}></ScRiPt>",
    "<img src=x onerror=alert({n})>",
    "<svg/onload=alert({n})>",
    "<svg><script>alert({n})</script></svg>",
    "<a href=javascript:alert({n})>x</a>",
    "<iframe srcdoc='<script>alert({n})</script>'></iframe>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert({n})></style></mglyph></math>",
    "<style>@import '//evil.example/{n}';</style>",
    "<base href=//evil.example/{n}>",
    "<meta http-equiv=refresh content='0;url=//evil.example/{n}'>",
    "<form action=//evil.example/{n}><button>x</button></form>",
    "<input autofocus onfocus=alert({n})>",
    "<details open ontoggle=alert({n})>",
    "<div hx-get=//evil.example/{n} hx-trigger=load></div>",
    "<div hx-on:click=alert({n})></div>",
    "<template><script>alert({n})</script></template>",
    "{{ 7*{n} }}",
    "{{% for x in (1,) %}}{{{{ cycler.__init__.__globals__ }}}}{{% endfor %}}",
    "[[constructor.constructor('alert({n})')()]]",
)
BREAKOUTS = ("{}", '">{}', "'>{}", "</textarea>{}", "</title>{}", "-->{}", "</option></select>{}", "' onmouseover='{}", '" autofocus onfocus="{}', "`{}`")  # fmt: skip
PAYLOADS = [
    breakout.replace("{}", vector.replace("{n}", str(number)))
    for number, (breakout, vector) in enumerate(product(BREAKOUTS, VECTORS))
]

_LIVE_TAGS = "iframe, object, embed, applet, base, frame, frameset, style, foreignObject, animate, set"
_ADDRESSES = ("href", "src", "action", "formaction", "data", "xlink:href", "srcdoc", "hx-get", "hx-post")
_OWN = re.compile(r"(?:/(?!/)[^\\]*|#[\w.-]*|\?[^\\]*)?")


def live(html: str) -> list[str]:
    """Return everything in a page that could run, or lead or load from elsewhere."""
    page = LexborHTMLParser(html)
    found = [f"<{each.tag}>" for each in page.css(_LIVE_TAGS)]
    for node in page.css("*"):
        for name, value in node.attributes.items():
            if (
                name.startswith("on")
                or name.startswith("hx-on")
                or name in {"style", "srcdoc"}
                or (name in _ADDRESSES and not _OWN.fullmatch((value or "").strip()))
            ):
                found.append(f"{node.tag} {name}={value}")
        if node.tag == "script" and (node.text().strip() or "src" not in node.attributes):
            found.append(f"<script>{node.text()[:40]}")
        if node.tag == "meta" and "http-equiv" in node.attributes:
            found.append("<meta http-equiv>")
    return found


def test_the_detector_sees_what_lives() -> None:
    """A page that echoes a payload as it came is found out, for all but template syntax, which is no HTML."""
    dead = [p for p in PAYLOADS if not live(f"<!doctype html><body><p>{p}</p><input value='{p}'>")]
    assert all(
        "{{" in payload or "{%" in payload or "[[" in payload or "<template>" in payload for payload in dead
    ), dead


@pytest.fixture
def house(tmp_path: Path) -> House:
    return houses.build(tmp_path)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    house.service.limiter = _NoLimit()  # type: ignore[assignment]  # a person asks less often than this test
    headers = {"Origin": ORIGIN, "Accept": "text/html"}
    with TestClient(house.app(), base_url=ORIGIN, headers=headers) as client:
        yield client


class _NoLimit:
    def hit(self, *_: str) -> None:
        pass


def hostile_case(payload: str) -> tuple[Case, dict[str, str]]:
    """Return a case with a payload wherever one may be, and the form that asks for it."""
    line = payload[:190]
    values = builders.values(
        Kind.refund_refusal,
        product=line,
        reference=line,
        message=payload,
        account=payload,
        terms=[line],
        customer={"name": line, "address": [line, line], "address_as": line, "honorific": line},
        company={"name": line, "address": [line], "mission": line},
        sender={"name": line, "role": line},
        facts={"remark": {"text": line}, "place": {"place": line}},
    )
    case = from_document(document.of_mapping(values, "test"))
    fields = ("product", "reference", "message", "account", "terms", "customer.name", "customer.address", "company.name",
              "company.email", "sender.name", "sender.phone", "requested", "customer.since", "offer.type", "offer.code",
              "language", "date", "tone", "note", "fact.name", "fact.type", "fact.value", "channel", "to", "ticket")  # fmt: skip
    return case, {"kind": "refund_refusal", **dict.fromkeys(fields, payload)}


def attack(house: House, client: TestClient, payload: str) -> dict[str, list[str]]:
    """Type a payload into every field there is, open every page that shows one, and return what lives."""
    case, form = hostile_case(payload)
    desk, ana, rosa = house.service.desk, house.actors["ana"], house.actors["rosa"]
    clean = house.service.drafter.draft_from_templates(builders.example(Kind.refund_refusal, "en"))
    head = desk.start(ana, case, ticket=payload[:190])
    begun = desk.begin_generation("test")
    assert begun is not None
    head = desk.finish_generation(begun[0], clean)
    head = desk.edit_text(ana, head.draft_id, f"{payload}\n\nThank you.", if_version=head.version)
    head = desk.edit_envelope(
        ana, head.draft_id, if_version=head.version, to=payload[:190], subject=payload[:190]
    )
    with contextlib.suppress(InputError):  # a name with a path in it is refused, as it should be
        head, _ = desk.attach(ana, head.draft_id, payload[:100], "text/html", b"x", if_version=head.version)
    desk.comment(ana, head.draft_id, payload, version=head.version)
    desk.autosave(ana, head.draft_id, f"{payload} typed", base_version=head.version, editor="test")
    at = f"/drafts/{head.draft_id}"
    pages: dict[str, str] = {}

    def look(login: str, *paths: str) -> None:
        sign_in(client, login)
        for path in paths:
            answer = client.get(path, params={"text": payload} if path.startswith("/review") else None)
            pages[f"{login} {path}"] = answer.text

    look(
        "ana",
        at,
        f"{at}?tab=edit",
        f"{at}?tab=changes&against=first",
        f"{at}/audit",
        f"{at}/discard",
        "/review?tab=mine",
    )
    token = LexborHTMLParser(pages[f"ana {at}"]).css_first("input[name=csrf_token]")
    assert token is not None
    csrf = {"csrf_token": token.attributes["value"] or ""}
    for path, data in {
        "/cases": form,
        "/cases/check": form,
        f"{at}/check": {"body": payload},
        f"{at}/text": {"body": payload, "match": "v1-"},
        f"{at}/discard": {"text": payload, "match": "v1-"},
        f"{at}/comments": {"text": payload, "match": payload},
    }.items():
        pages[f"ana POST {path}"] = client.post(path, data={**data, **csrf}).text
    client.cookies.clear()
    pages["expired"] = client.post(f"{at}/text", data={"body": payload, "match": payload}).text
    pages["resume"] = client.post(
        "/login/resume", data={"kept.body": payload, "next": payload, "login": payload}
    ).text
    for path in ("/login", "/setup", "/nowhere"):
        pages[path] = client.get(
            path, params={"next": payload, "failed": payload, "invitation": payload, "said": payload}
        ).text
    look("rosa", at, f"/drafts/{payload}")
    look("iris", "/audit")
    del rosa
    return {where: found for where, html in pages.items() if (found := live(html))}


def sign_in(client: TestClient, login: str) -> None:
    client.cookies.clear()
    answer = client.post("/login", data={"login": login, "password": houses.PASSWORD, "next": "/help"})
    assert answer.url.path == "/help"


def check(house: House, client: TestClient, payloads: list[str]) -> None:
    wrong = {payload: found for payload in payloads if (found := attack(house, client, payload))}
    assert wrong == {}


def test_no_page_brings_to_life_what_somebody_typed(house: House, client: TestClient) -> None:
    check(house, client, PAYLOADS[:: len(PAYLOADS) // 6])


@pytest.mark.long
def test_no_page_brings_any_of_200_payloads_to_life(house: House, client: TestClient) -> None:
    assert len(PAYLOADS) == 200
    check(house, client, PAYLOADS)


def test_a_persons_name_stays_text_wherever_it_is_shown(house: House, client: TestClient) -> None:
    for number, payload in enumerate(PAYLOADS):
        people.add(house.store, SYSTEM, login=f"guest-{number}", name=payload[:190], roles=[Role.agent])
    sign_in(client, "omar")
    shown = client.get("/people").text
    assert live(shown) == []
    assert shown.count("guest-") >= 200
