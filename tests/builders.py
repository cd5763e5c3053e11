"""Cases for tests: the smallest valid one of each kind and language, changed as a test needs."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from drafter import document
from drafter.case import GOODWILL, NEEDS_AMOUNT, NEEDS_WHAT, Case
from drafter.case_file import from_document, read_case
from drafter.choices import ApologyProblem, Basis, Cause, Kind, Language, LostReason, OfferType, RefusalReason

EXAMPLES = Path(__file__).parent.parent / "examples"
TODAY = dt.date(2026, 11, 21)
_DELIVERED = dt.date(2026, 10, 4)
CURRENCY = {"en": "USD", "fil": "PHP", "ms": "MYR", "id": "IDR", "bg": "EUR", "te": "INR"}
WHAT = {
    "en": "the oak table",
    "fil": "mesang narra",
    "ms": "meja kayu jati",
    "id": "meja kayu jati",
    "bg": "дъбовата маса",
    "te": "టేకు బల్ల",
}
NAME = {
    "en": "Maria Gordon",
    "fil": "Maria Santos",
    "ms": "Aminah binti Yusof",
    "id": "Siti Rahayu",
    "bg": "Мария Петрова",
    "te": "లక్ష్మి",
}
_OF_KIND: dict[Kind, dict[str, Any]] = {
    Kind.winback: {},
    Kind.apology: {"problem": "late_delivery"},
    Kind.refund_refusal: {"reasons": ["period_ended"]},
    Kind.termination: {"basis": "needs"},
}


def values(kind: Kind, language: str = "en", **changes: Any) -> dict[str, Any]:
    """Return the fields of a small valid case; a change to None takes a field out."""
    fields: dict[str, Any] = {
        "kind": str(kind),
        "language": language,
        "date": "2026-11-21",
        "company": {"name": "Acme"},
        "sender": {"name": "Dana Reyes", "phone": "+1 555 010 0142", "email": "dana@acme.example"},
        "customer": {"name": NAME[language]},
        **_OF_KIND[kind],
    }
    if kind in (Kind.apology, Kind.refund_refusal):
        fields["product"] = WHAT[language]
    if kind is Kind.refund_refusal:
        fields["requested"] = f"{CURRENCY[language]} 1500.50"
    fields.update(changes)
    return {name: value for name, value in fields.items() if value is not None}


def case(kind: Kind, language: str = "en", **changes: Any) -> Case:
    """Return a small valid case; see :func:`values`."""
    return from_document(document.of_mapping(values(kind, language, **changes), "test"))


def example(kind: Kind, language: str) -> Case:
    """Return the shipped example of a kind and language."""
    return read_case(EXAMPLES / language / f"{kind}.yaml")


def in_lines(text: str, width: int) -> str:
    """Return a text with its lines wrapped at blanks, as an editor does."""
    lines = (
        textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )
    return "\n".join("\n".join(parts) for parts in lines)


def money(language: str) -> st.SearchStrategy[str]:
    """Draw sums of the language's currency."""
    return st.decimals("0.01", "99999999", places=2).map(lambda amount: f"{CURRENCY[language]} {amount}")


def dates() -> st.SearchStrategy[str]:
    """Draw dates of the years around the tests' today."""
    return st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31)).map(str)


def offers(
    language: str, types: frozenset[OfferType] = frozenset(OfferType)
) -> st.SearchStrategy[dict[str, Any]]:
    """Draw valid offers of some types."""

    def of_type(kind: OfferType) -> st.SearchStrategy[dict[str, Any]]:
        required: dict[str, st.SearchStrategy[Any]] = {"type": st.just(str(kind))}
        optional: dict[str, st.SearchStrategy[Any]] = {
            "valid_until": dates(),
            "code": st.from_regex(r"[A-Z][A-Z0-9]{3,9}", fullmatch=True),
        }
        (required if kind in NEEDS_WHAT else optional)["what"] = st.just(WHAT[language])
        if kind is OfferType.percent_off:
            required["percent"] = st.integers(1, 100)
        if kind in NEEDS_AMOUNT:
            required["amount"] = money(language)
        return st.fixed_dictionaries(required, optional=optional)

    return st.sampled_from(sorted(types)).flatmap(of_type)


def cases() -> st.SearchStrategy[Case]:
    """Draw valid cases of every kind and language, with every optional field given or not."""
    return st.tuples(st.sampled_from(Kind), st.sampled_from(Language)).flatmap(
        lambda drawn: _fields(drawn[0], str(drawn[1])).map(lambda more: case(drawn[0], str(drawn[1]), **more))
    )


def _fields(kind: Kind, language: str) -> st.SearchStrategy[dict[str, Any]]:
    person = st.fixed_dictionaries(
        {"name": st.sampled_from(["Dana Reyes", NAME[language]])},
        optional={
            "phone": st.sampled_from(["+1 555 010 0142", "0123 456 789", "(02) 8555-0110"]),
            "extension": st.from_regex(r"[0-9]{1,4}", fullmatch=True),
            "email": st.just("dana@acme.example"),
            "role": st.just(NAME[language]),
        },
    )
    customer = st.fixed_dictionaries(
        {"name": st.just(NAME[language])},
        optional={
            "title": st.sampled_from(["mr", "ms", "mrs", "miss", "dr", "prof"]),
            "since": st.integers(1990, 2026),
            "yearly_spend": money(language),
            "address": st.just(["12 Elm Street", "Springfield"]),
        },
    )
    optional: dict[str, st.SearchStrategy[Any]] = {
        "sender": person,
        "owner": person,
        "customer": customer,
        "reference": st.from_regex(r"[A-Z]{2,4}-[0-9]{3,6}", fullmatch=True),
        "product": st.just(WHAT[language]),
        "tone": st.sampled_from(["warm", "formal"]),
        "company": st.fixed_dictionaries(
            {"name": st.sampled_from(["Acme", "Northwind & Sons", "Stara Lipa 1987"])},
            optional={"phone": st.just("+1 555 010 0100"), "country": st.sampled_from(["US", "GB", "IN"])},
        ),
        "facts": st.just({"delay": {"duration": "12"}, "visit": {"date": "2026-10-02"}}),
    }
    match kind:
        case Kind.winback:
            optional["reason"] = st.sampled_from(sorted(LostReason))
            optional["offer"] = offers(language, GOODWILL)
        case Kind.apology:
            optional["problem"] = st.sampled_from(sorted(ApologyProblem))
            optional["cause"] = st.sampled_from(sorted(Cause))
            optional["remedy"] = offers(language)
            optional["parting"] = st.booleans()
            optional["earlier_letters"] = st.integers(0, 5)
        case Kind.refund_refusal:
            optional["reasons"] = st.lists(
                st.sampled_from(sorted(RefusalReason)), min_size=1, max_size=4, unique=True
            )
            optional["concession"] = offers(language, GOODWILL)
            optional["requested"] = money(language)
            optional["purchased_on"] = st.just("2026-10-01")
            optional["delivered_on"] = st.just(str(_DELIVERED))
            optional["period_days"] = st.integers(1, 365)
        case Kind.termination:
            optional["basis"] = st.sampled_from(sorted(Basis))
            optional["effective"] = dates()
            optional["referral"] = st.fixed_dictionaries(
                {"name": st.just("Harbor & Co")}, optional={"phone": st.just("+1 555 010 0199")}
            )
    if kind in (Kind.apology, Kind.refund_refusal):
        del optional["product"]
    return st.fixed_dictionaries({}, optional=optional).map(lambda drawn: _ended(kind, drawn))


def _ended(kind: Kind, drawn: dict[str, Any]) -> dict[str, Any]:
    """Return a case's fields with a refund period that has ended where its reasons say so."""
    reasons = drawn.get("reasons", _OF_KIND[kind].get("reasons", []))
    if RefusalReason.period_ended not in reasons or "period_days" not in drawn:
        return drawn
    return {**drawn, "period_days": min(drawn["period_days"], (TODAY - _DELIVERED).days - 1)}
