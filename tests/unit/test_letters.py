"""Letters laid out: every part in its place, as text and as one page."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from drafter import fallback
from drafter.choices import Kind, Language, Title
from drafter.errors import LibraryError
from drafter.letter import body_of, body_with_slots, frame_of, lay_out, own_values, values
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.render import to_html, to_text
from drafter.slots import unfill
from drafter.text import canonical, unwrapped
from tests.builders import TODAY, case, example, in_lines

DRAFTER = Drafter(today=lambda: TODAY)
PROMPTS = Shelf.of("prompts")


class Page(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_parts_stand_in_the_order_of_a_business_letter() -> None:
    letter = DRAFTER.draft_from_templates(
        case(
            Kind.winback,
            reference="ORD-1",
            company={"name": "Acme", "address": ["1 Mill Road", "Dover"], "phone": "+1 555 010 0100"},
            customer={
                "name": "Maria Gordon",
                "title": "ms",
                "address_as": "Gordon",
                "address": ["2 Elm Street"],
            },
            sender={
                "name": "Dana Reyes",
                "role": "Manager",
                "phone": "+1 555 010 0142",
                "extension": "204",
                "email": "d@a.example",
            },
        )
    ).letter
    text = to_text(letter)
    parts = [
        "Acme\n1 Mill Road\nDover\n+1 555 010 0100\n\n",
        "November 21, 2026\n\n",
        "Maria Gordon\n2 Elm Street\n\n",
        "Reference: ORD-1\n\n",
        "Dear Ms. Gordon,\n\n",
        letter.body[0],
        letter.body[-1],
        "Sincerely,\n\n\nDana Reyes\nManager\nPhone: +1 555 010 0142, ext. 204\nEmail: d@a.example\n",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.endswith(parts[-1])


@pytest.mark.parametrize("kind", [Kind.winback, Kind.apology, Kind.refund_refusal])
def test_an_extension_without_a_number_of_its_own_belongs_to_the_companys(kind: Kind) -> None:
    text = to_text(
        DRAFTER.draft_from_templates(
            case(
                kind,
                company={"name": "Acme", "phone": "(512) 555-0130"},
                sender={"name": "Dana Reyes", "extension": "12"},
            )
        ).letter
    )
    assert "at (512) 555-0130, extension 12" in text.replace("\n", " ")
    assert "Phone: (512) 555-0130, ext. 12" in text


_DIRECTLY = {
    "en": "directly",
    "fil": "nang direkta",
    "ms": "secara terus",
    "id": "saya langsung",
    "bg": "направо",
    "te": "నేరుగా",
}


@pytest.mark.parametrize("language", list(Language))
def test_only_a_line_of_ones_own_reaches_the_signer_directly(language: Language) -> None:
    def ending(owner: dict[str, str], **company: str) -> set[str]:
        given_case = case(
            Kind.apology, language, owner={"name": "Olga", **owner}, company={"name": "Acme", **company}
        )
        return {DRAFTER.draft_from_templates(given_case, seed=seed).letter.body[-1] for seed in range(6)}

    number, address = "+1 555 010 0100", "care@acme.example"
    shared = [
        ending({}, phone=number),
        ending({}, email=address),
        ending({"phone": number}, phone=number),
    ]
    own = ending({"phone": "+1 555 010 0142"}, phone=number) | ending({"extension": "12"}, phone=number)
    assert not [text for texts in shared for text in texts if _DIRECTLY[language] in text]
    assert all(_DIRECTLY[language] in text for text in own)


_WRITE = {"en": "write", "fil": "ulat", "ms": "tulis", "id": "menulis", "bg": "пиш", "te": "రాయండి"}


@pytest.mark.parametrize("language", list(Language))
def test_a_refusal_asks_to_be_written_to_only_where_there_is_an_address(language: Language) -> None:
    def ending(**company: Any) -> str:
        fields = {"company": {"name": "Acme", **company}, "sender": {"name": "Dana Reyes"}}
        return DRAFTER.draft_from_templates(case(Kind.refund_refusal, language, **fields)).letter.body[-1]

    assert _WRITE[language] in ending(address=["12 Elm Street"])
    assert _WRITE[language] not in ending()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("title", [None, *Title])
def test_every_title_has_its_greeting_in_every_language(language: Language, title: str | None) -> None:
    customer: dict[str, Any] = {"name": "X Y", "address_as": "Y", "title": title}
    greeting = DRAFTER.draft_from_templates(
        case(Kind.winback, language, customer={k: v for k, v in customer.items() if v})
    ).letter.salutation
    assert ("Y" if title else "X Y") in greeting
    assert "[[" not in greeting


def test_an_honorific_of_the_customer_s_own_is_used_as_written() -> None:
    letter = DRAFTER.draft_from_templates(
        case(Kind.winback, "ms", customer={"name": "Ahmad", "honorific": "Dato'"})
    ).letter
    assert "Dato' Ahmad" in letter.salutation


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("en", "November 21, 2026"),
        ("fil", "Nobyembre 21, 2026"),
        ("ms", "21 November 2026"),
        ("id", "21 November 2026"),
        ("bg", "21 ноември 2026 г."),
        ("te", "21 నవంబర్, 2026"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(language: str, date: str) -> None:
    assert DRAFTER.draft_from_templates(case(Kind.winback, language)).letter.date == date


def test_dates_follow_the_company_s_country() -> None:
    letter = DRAFTER.draft_from_templates(
        case(Kind.winback, company={"name": "Acme", "country": "GB"})
    ).letter
    assert letter.date == "21 November 2026"


def test_english_is_british_where_the_company_is() -> None:
    for country, words in (
        ("GB", ("Dear Mr Gordon,", "towards", "Yours sincerely,")),
        ("US", ("Dear Mr. Gordon,",)),
    ):
        offer = {"type": "credit", "amount": "USD 10.00", "what": "your next bill"}
        given_case = case(
            Kind.apology,
            company={"name": "Acme", "country": country},
            customer={"name": "Ian Gordon", "address_as": "Gordon", "title": "mr"},
            remedy=offer,
        )
        said = to_text(DRAFTER.draft_from_templates(given_case, seed=1).letter)
        assert all(word in said for word in words)
        assert ("toward " in said) is (country == "US")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "12.5%"), ("fil", "12.5%"), ("ms", "12.5%"), ("id", "12,5%"), ("bg", "12,5%"), ("te", "12.5%")],
)
def test_a_percentage_may_have_decimals(language: str, said: str) -> None:
    given_case = case(Kind.winback, language, offer={"type": "percent_off", "percent": 12.5})
    assert said in to_text(DRAFTER.draft_from_templates(given_case).letter)


@pytest.mark.parametrize("language", list(Language))
def test_the_page_is_self_contained_and_in_its_language(language: Language) -> None:
    html = to_html(DRAFTER.draft_from_templates(example(Kind.apology, language)).letter, PROMPTS)
    page = Page()
    page.feed(html)
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"]["lang"] == language
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert not [attributes for _, attributes in page.tags if {"src", "href"} & attributes.keys()]
    assert "url(" not in html
    assert "@media print" in html


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=a>', "{{7*7}}", "&lt;b&gt;"]
)
def test_values_are_text_on_the_page(payload: str) -> None:
    letter = DRAFTER.draft_from_templates(
        case(
            Kind.winback,
            customer={"name": payload, "address": [payload]},
            company={"name": payload},
            reference=payload,
        )
    ).letter
    page = Page()
    page.feed(to_html(letter, PROMPTS))
    assert not {"script", "img", "b"} & {tag for tag, _ in page.tags}
    assert payload in page.text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(Kind))
def test_the_body_of_a_printed_letter_is_found_again(kind: Kind, language: Language) -> None:
    given_case = example(kind, language)
    plan = DRAFTER.plan(given_case)
    letter = DRAFTER.draft_from_templates(given_case).letter
    assert body_of(to_text(letter), frame_of(given_case, plan, ())) == letter.body_text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [40, 72])
def test_the_body_is_found_again_in_a_letter_whose_lines_were_wrapped(language: Language, width: int) -> None:
    given_case = example(Kind.apology, language)
    plan = DRAFTER.plan(given_case)
    letter = DRAFTER.draft_from_templates(given_case).letter
    wrapped = canonical(in_lines(to_text(letter), width))
    assert unwrapped(body_of(wrapped, frame_of(given_case, plan, ()))) == letter.body_text


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("You wrote on November 5, 2026.", "You wrote on [[received_on]]."),
        ("It came on 10/2/2026, on 10/2/26.", "It came on [[delivered_on]], on [[delivered_on]]."),
        ("You paid $3260.", "You paid [[amount]]."),
        ("It holds until 6/30/2027.", "It holds [[deadline]]."),
        ("Our switchboard is (207) 555-0110.", "Our switchboard is [[company_phone]]."),
        ("Call 207-555-0142, or 207.555.0110.", "Call [[phone]], or [[company_phone]]."),
    ],
)
def test_what_the_case_holds_may_be_written_in_other_ways(said: str, means: str) -> None:
    given = example(Kind.refund_refusal, Language.en).model_copy(update={"received_on": date(2026, 11, 5)})
    drafter = Drafter(today=lambda: TODAY)
    stated = values(given, drafter.plan(given))
    assert unfill(said, stated.values()).text == means


def test_a_line_of_the_frame_counts_once_so_that_a_wrong_signature_is_left_in_the_body() -> None:
    written = Drafter(today=lambda: TODAY).draft_from_templates(example(Kind.termination, Language.en)).letter
    text = to_text(written)
    signed = text.replace(f"\n{written.signature[0]}\n", f"\n{written.address[0]}\n")
    assert signed != text
    assert body_of(canonical(signed), written) == f"{written.body_text}\n\n{written.address[0]}"


@pytest.mark.parametrize("content", [b"{% if %}", b"\xff\xfe", b"{{ nothing }}"])
def test_a_broken_page_of_a_company_s_own_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "letter.html.jinja").write_bytes(content)
    letter = DRAFTER.draft_from_templates(example(Kind.apology, "en")).letter
    with pytest.raises(LibraryError, match=r"letter\.html\.jinja"):
        to_html(letter, Shelf.of("prompts", tmp_path))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("ఈ మూడు టికెట్లు", "ఈ మూడు టికెట్ల మీద"),
        ("మీ తదుపరి కొనుగోలు", "మీ తదుపరి కొనుగోలు మీద"),
        ("మొదటి నెల బిల్లు", "మొదటి నెల బిల్లు మీద"),
        ("మీ ఆర్డర్", "మీ ఆర్డర్ మీద"),
    ],
)
def test_a_telugu_noun_takes_the_form_it_has_before_a_postposition(what: str, said: str) -> None:
    given = case(Kind.winback, "te", offer={"type": "percent_off", "percent": 20, "what": what})
    assert DRAFTER.plan(given).facts.slots["offer"].value.startswith(said)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", list(Language))
def test_the_values_of_a_filled_letter_are_written_back_as_its_slots(kind: Kind, language: Language) -> None:
    given = example(kind, language)
    plan = DRAFTER.plan(given)
    for seed in "0123":
        draft = fallback.write(plan, PROMPTS, seed=seed)
        body = lay_out(given, plan, draft).body_text
        assert unfill(body, own_values(given, plan).values()).text == body_with_slots(given, draft)


@pytest.mark.parametrize(
    ("title", "name", "said"),
    [
        ("prof", "Асен Велков", "Уважаеми професор Асен Велков,"),
        ("dr", "Мария Петрова", "Уважаема д-р Мария Петрова,"),
        ("dr", "Ана Митрани", "Здравейте, д-р Ана Митрани,"),
        ("mr", "Петър Петров", "Уважаеми господин Петър Петров,"),
        (None, "Петър Петров", "Здравейте, Петър Петров,"),
    ],
)
def test_a_bulgarian_greeting_has_the_gender_that_a_surname_tells(
    title: str | None, name: str, said: str
) -> None:
    given = case(Kind.winback, "bg", customer={"name": name, "title": title})
    assert DRAFTER.plan(given).phrases.salutation(given.customer) == said


@pytest.mark.parametrize(
    ("language", "requested", "said"),
    [
        ("bg", "EUR 1850", "1850 €"),
        ("bg", "EUR 18500", "18 500 €"),
        ("id", "SGD 245.75", "SGD 245,75"),
        ("id", "IDR 187250", "Rp187.250"),
        ("en", "USD 1850", "$1,850"),
    ],
)
def test_a_sum_is_grouped_and_spaced_as_people_do(language: str, requested: str, said: str) -> None:
    given = case(Kind.refund_refusal, language, requested=requested)
    assert DRAFTER.plan(given).facts.slots["amount"].value == said
