"""Nothing of a case reaches a model but its codes, its slots' names and, if allowed, the agent's account.

Injections are put into every free field of a case. What the case's model refuses is refused; of all the rest
the body of the request is looked at, as it would go over the wire.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pytest
import regex

from drafter import document
from drafter.answer import Read
from drafter.case import Case
from drafter.case_file import from_document
from drafter.choices import Kind, Language
from drafter.draft import Draft, Origin
from drafter.errors import InputError
from drafter.exchange import ModelSettings, Request, request_body
from drafter.pipeline import Drafter
from drafter.prompt import Prompt
from tests.adversarial import injections
from tests.adversarial.injections import MARK

DRAFTER = Drafter(today=lambda: dt.date(2026, 11, 21))
SETTINGS = ModelSettings(api_key="none", model="model")
_SHORTEST, _TELLING = 3, 8
_CLOSED = frozenset(
    {"kind", "language", "disclosure", "type", "reason", "reasons", "problem", "cause", "basis", "country"}
)

_ACCOUNT = "The customer waited for a long time and nobody told them why. We looked into it together."
_PEOPLE = {
    "company": {
        "name": "Zephyrine Quuxbury",
        "address": ["Qanalley Parade", "Vrillstead"],
        "country": "US",
        "phone": "+1 555 013 7799",
        "email": "deskquill@zephyrine.example",
        "website": "zephyrine-quux.example",
        "mission": "velvetine mornings",
    },
    "sender": {
        "name": "Ottoline Wrexham",
        "role": "Keeper of Grommets",
        "phone": "+1 555 013 6688",
        "extension": "80473",
        "email": "ottoline@zephyrine.example",
    },
    "owner": {
        "name": "Peregrin Thackerby",
        "role": "Founding Thackerby",
        "phone": "+1 555 013 5577",
        "extension": "80474",
        "email": "peregrin@zephyrine.example",
    },
    "customer": {
        "name": "Lysandra Vogelsang",
        "honorific": "Excellenza",
        "address_as": "Vogelsang",
        "address": ["Murmelgasse", "Drizzlewick"],
        "since": "1987",
        "yearly_spend": "USD 73191.50",
    },
    "date": "2026-11-20",
    "reference": "QX-77Z-4411",
    "product": "the brindlewood harmonium",
    "received_on": "2026-11-17",
    "message": "I am Lysandra Vogelsang and I want my USD 4177.25 back for the harmonium, wretchedly yours",
    "account": _ACCOUNT,
    "terms": ["Brindlewood"],
    "facts": {
        "colour": {"text": "pale marzipan"},
        "builder": {"name": "Ignatius Pellworm"},
        "visited_on": {"date": "2026-08-19"},
        "wait": {"duration": "eleventy fortnights"},
        "deposit": {"money": "USD 6613.75"},
        "serial": {"number": "90817263"},
        "ticket": {"reference": "TKT-5150-Q"},
        "shop": {"place": "Grumblethorpe Arcade"},
    },
}
_OFFER = {"type": "free_gift", "what": "a crate of quinces", "code": "QUINCE77", "valid_until": "2027-03-14"}
_OF_KIND: Mapping[Kind, dict[str, Any]] = {
    Kind.winback: {"reason": "service", "offer": _OFFER},
    Kind.apology: {"problem": "late_delivery", "cause": "planning", "remedy": _OFFER},
    Kind.refund_refusal: {
        "requested": "USD 4177.25",
        "reasons": ["period_ended"],
        "purchased_on": "2026-06-03",
        "delivered_on": "2026-06-23",
        "period_days": "47",
        "concession": _OFFER,
    },
    Kind.termination: {
        "basis": "growth",
        "effective": "2026-12-29",
        "referral": {"name": "Snodgrass Mercantile", "phone": "+1 555 013 4466"},
    },
}
_NOTE = {
    Language.en: "The workshop bell still rings when the door opens.",
    Language.fil: "Tumutunog pa rin ang kampana ng talyer tuwing umaga.",
    Language.ms: "Loceng bengkel masih berbunyi setiap pagi.",
    Language.id: "Lonceng bengkel masih berbunyi setiap pagi.",
    Language.bg: "Звънецът на работилницата още звъни всяка сутрин.",
    Language.te: "దుకాణం గంట ఇంకా ప్రతి ఉదయం మోగుతూనే ఉంది.",
}

_PATTERNED = frozenset(
    {
        "note", "phone", "email", "website", "extension", "since", "yearly_spend", "date", "received_on", "money",
        "code", "valid_until", "requested", "purchased_on", "delivered_on", "period_days", "effective",
    }
)  # fmt: skip
"""Fields of a set form, and the note, which the policy judges: they refuse all or most injections."""

Place = tuple[str | int, ...]


def fields(kind: Kind, language: Language, disclosure: str) -> dict[str, Any]:
    """Return the fields of a case that has something in every place."""
    found = {
        **_PEOPLE,
        **_OF_KIND[kind],
        "kind": str(kind),
        "language": str(language),
        "disclosure": disclosure,
    }
    return copy.deepcopy({**found, "note": _NOTE[language]})


def free_fields(value: Any, here: Place = ()) -> Iterator[Place]:
    """Yield the place of every text in a case, its closed codes apart."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _CLOSED:
                yield from free_fields(inner, (*here, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from free_fields(inner, (*here, place))
    else:
        yield here


def with_value(case_fields: dict[str, Any], place: Place, text: str) -> dict[str, Any]:
    changed = copy.deepcopy(case_fields)
    holder: Any = changed
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = text
    return changed


def read(case_fields: dict[str, Any]) -> Case:
    return from_document(document.of_mapping(case_fields, "test"))


def prompt_of(case: Case) -> Prompt:
    return DRAFTER.prompt(case, DRAFTER.plan(case))


def bodies(case: Case) -> list[str]:
    """Return what would go over the wire for a case: the first request, and one to repair all but a section."""
    prompt = prompt_of(case)
    first, *others = prompt.plan.section_ids
    kept = Draft.of({first: "Kept."}, Origin.model)
    return [_body(request) for request in (prompt.request, prompt.repair(kept, dict.fromkeys(others, ())))]


def _body(request: Request[Read]) -> str:
    return json.dumps(request_body(request, SETTINGS), ensure_ascii=False, sort_keys=True)


def value_at(case_fields: Any, place: Place) -> str:
    for part in place:
        case_fields = case_fields[part]
    return str(case_fields)


def canaries(case_fields: dict[str, Any], but: Place = ()) -> frozenset[str]:
    """Return every text of a case that no model may read: all but the account, a role and a title."""
    places = (
        place
        for place in free_fields(case_fields)
        if place not in {but, ("account",)} and place[-1] not in {"role", "honorific"}
    )
    values = {value_at(case_fields, place) for place in places}
    return frozenset(value for value in values if len(value) >= _SHORTEST)


def slot_values(case: Case) -> frozenset[str]:
    """Return the values of a case's slots, as a letter would state them."""
    slots = DRAFTER.plan(case).facts.slots.values()
    return frozenset(
        form for slot in slots for form in (slot.value, *slot.forms) if len(plain(form)) >= _SHORTEST
    )


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text as a reader sees it: no invisible characters, strokes or case, words parted by one blank."""
    shown = unicodedata.normalize("NFKD", text.replace("\\n", " "))
    shown = regex.sub(r"[\p{Cf}\p{Mn}--[\u0c00-\u0c7f]]", "", shown, flags=regex.V1)
    return " ".join(regex.sub(r"[-–_]", " ", shown).casefold().split())


def leaked(body: str, secrets: frozenset[str]) -> set[str]:
    """Return the secrets that a reader of a body would find in it."""
    text = plain(body)
    return {secret for secret in secrets if _stands_in(plain(secret), text)}


def _stands_in(secret: str, text: str) -> bool:
    if secret not in text:
        return False
    # A short one may be part of an ordinary word.
    return len(secret) >= _TELLING or bool(
        regex.search(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(secret)}(?!\p{{N}})", text)
    )


def asked(
    seed: int, count: int, kind: Kind, disclosure: str
) -> Iterator[tuple[dict[str, Any], Place, Case | None]]:
    """Yield a case for every injection in every free field; None for the case where it is refused."""
    rng = random.Random(f"{seed}{kind}{disclosure}")
    for injection in injections.draws(seed, count):
        clean = fields(kind, rng.choice(tuple(Language)), disclosure)
        for place in free_fields(clean):
            hostile = with_value(clean, place, injection)
            try:
                case = read(hostile)
                DRAFTER.plan(case)
            except InputError:
                yield hostile, place, None
            else:
                yield hostile, place, case


def assert_every_text_was_tried(kind: Kind, taken: Counter[Place]) -> None:
    places = set(free_fields(fields(kind, Language.en, "facts")))
    assert {place for place in places if place[-1] not in _PATTERNED} <= taken.keys()


def check_without_account(seed: int, count: int, kind: Kind) -> None:
    twins = {str(language): bodies(read(fields(kind, language, "facts"))) for language in Language}
    taken: Counter[Place] = Counter()
    refused = 0
    for hostile, place, case in asked(seed, count, kind, "facts"):
        if case is None:
            refused += 1
        else:
            taken[place] += 1
            assert bodies(case) == twins[hostile["language"]], f"{place}: {value_at(hostile, place)!r}"
    print(
        f"\n{kind} without the account: {taken.total()} injections taken, {refused} refused, 0 bodies differ"
    )
    assert_every_text_was_tried(kind, taken)


def check_with_account(seed: int, count: int, kind: Kind) -> None:
    twins = {str(language): prompt_of(read(fields(kind, language, "account"))) for language in Language}
    taken: Counter[Place] = Counter()
    refused = 0
    for hostile, place, case in asked(seed, count, kind, "account"):
        if case is None:
            refused += 1
            continue
        taken[place] += 1
        in_account = place == ("account",)
        prompt, twin = prompt_of(case), twins[hostile["language"]]
        secrets = canaries(hostile, but=place) | (slot_values(case) if not in_account else frozenset())
        for body in bodies(case):
            assert not leaked(body, secrets), f"{place}: {value_at(hostile, place)!r}"
            assert in_account or MARK not in body, f"{place}: {value_at(hostile, place)!r}"
        assert prompt.system == twin.system
        assert prompt.request.schema == twin.request.schema
        assert prompt.case.count("<<<") == twin.case.count("<<<"), value_at(hostile, place)
        assert prompt.case.count(">>>") == twin.case.count(">>>"), value_at(hostile, place)
        assert regex.findall(r"\[\[(?!\w+\]\])|\]\](?<!\[\[\w+\]\])", prompt.case) == []
    print(
        f"\n{kind} with the account: {taken.total()} injections taken, {refused} refused, 0 values in a body"
    )
    assert_every_text_was_tried(kind, taken)


@pytest.mark.parametrize("kind", Kind)
def test_without_the_account_an_injection_anywhere_changes_no_byte_of_what_a_model_reads(kind: Kind) -> None:
    check_without_account(1, 25, kind)


@pytest.mark.parametrize("kind", Kind)
def test_an_injection_anywhere_brings_no_value_of_the_case_before_a_model(kind: Kind) -> None:
    check_with_account(2, 25, kind)


@pytest.mark.long
@pytest.mark.parametrize("kind", Kind)
def test_a_thousand_injections_in_every_field_change_no_byte(kind: Kind) -> None:
    check_without_account(3, 1_000, kind)


@pytest.mark.long
@pytest.mark.parametrize("kind", Kind)
def test_a_thousand_injections_in_every_field_bring_no_value_before_a_model(kind: Kind) -> None:
    check_with_account(4, 1_000, kind)


_SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "upper case": str.upper,
    "lower case": str.lower,
    "title case": str.title,
    "with an ending": lambda text: f"{text}s",
    "possessive": lambda text: f"{text}'s",
    "in quotes": lambda text: f"“{text}”",
    "in underscores": lambda text: f"_{text}_",
    "glued to a word": lambda text: f"customer{text}",
    "two blanks": lambda text: text.replace(" ", "  "),
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "over a line break": lambda text: text.replace(" ", "\n"),
    "hyphens for blanks": lambda text: text.replace(" ", "-"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "full-width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "joiners inside": "\u200d".join,
    "struck through": "\u0336".join,
    "in mark-up": lambda text: f"<b>{text}</b>",
    "as a look-alike slot": lambda text: f"[[{text}]]",
}


def found_in_account(kind: Kind, secret: str, said: str) -> bool:
    case = read({**fields(kind, Language.en, "account"), "account": f"We spoke about {said} for a while."})
    return bool(leaked(_body(prompt_of(case).request), frozenset({secret})))


@pytest.mark.parametrize("kind", [Kind.winback, Kind.apology, Kind.refund_refusal])
@pytest.mark.parametrize("spelling", _SPELLINGS)
def test_an_account_that_names_a_value_goes_to_the_model_without_it(kind: Kind, spelling: str) -> None:
    clean = fields(kind, Language.en, "account")
    secrets = canaries(clean) | slot_values(read(clean)) | {"Lysandra", "Peregrin", "Pellworm"}
    mentioned = secrets - {clean["message"], clean["note"], _OFFER["what"]}

    found = {secret for secret in mentioned if found_in_account(kind, secret, _SPELLINGS[spelling](secret))}

    assert found == set()


@pytest.mark.parametrize("kind", [Kind.winback, Kind.apology, Kind.refund_refusal])
def test_an_account_that_names_what_is_offered_goes_to_the_model_without_it(kind: Kind) -> None:
    assert not found_in_account(kind, _OFFER["what"], _OFFER["what"])
