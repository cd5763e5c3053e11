"""A posted case form as the fields of a case, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from drafter.case import FACT_TYPES, Case
from drafter.choices import Kind
from drafter.facts import offer_of
from drafter.service.pages.fields import OFFER_FIELD

Given = Mapping[str, Sequence[str]]
Fields = Mapping[str, Any]
"""What a case or profile holds, by field: text, numbers, lists and fields of fields."""

_LINES = frozenset({"customer.address", "company.address", "legal_review_from", "terms"})
_MANY = frozenset({"reasons"})
_NUMBERS = frozenset({"customer.since", "offer.percent", "period_days", "earlier_letters"})
_DIGITS = 10
_NOT_OF_THE_CASE = frozenset({"csrf_token", "check", "channel", "to", "ticket"})


def case_fields(given: Given) -> dict[str, Any]:
    """Return the fields of a case from a posted form; what was left empty is left out."""
    kind = Kind(_one(given, "kind"))
    fields: dict[str, Any] = {}
    for name, values in given.items():
        if name in _NOT_OF_THE_CASE or name.startswith("fact."):
            continue
        value = _value(name, values)
        if value not in ("", [], None):
            _put(fields, name.split("."), value)
    offer = fields.pop("offer", None)
    if offer and kind in OFFER_FIELD:
        fields[OFFER_FIELD[kind]] = offer
    for part in ("owner", "referral"):
        if not fields.get(part):
            fields.pop(part, None)
    facts = dict(_facts(given))
    if facts:
        fields["facts"] = facts
    return fields


def form_fields(values: Fields) -> dict[str, list[str]]:
    """Return what stands in the form for the fields of a case or profile."""
    given: dict[str, list[str]] = {}
    kind = values.get("kind")
    own = OFFER_FIELD.get(Kind(kind), "offer") if kind else "offer"
    for name, value in _flat(values, ""):
        first, _, rest = name.partition(".")
        given[f"offer.{rest}" if first == own and rest else name] = value
    for name, fact in (values.get("facts") or {}).items():
        type_, said = next(iter(fact.items()))
        for key, entry in (("fact.name", name), ("fact.type", type_), ("fact.value", _text(said))):
            given.setdefault(key, []).append(entry)
    return given


def of_case(case: Case) -> dict[str, list[str]]:
    """Return what stands in the form for a whole case."""
    fields = case.model_dump(mode="json", exclude_defaults=True)
    fields["kind"] = str(case.kind)
    fields["language"] = str(case.language)
    if offer_of(case) is None:
        fields.pop(OFFER_FIELD.get(case.kind, ""), None)
    return form_fields(fields)


def _flat(values: Fields, prefix: str) -> Iterable[tuple[str, list[str]]]:
    for name, value in values.items():
        path = f"{prefix}{name}"
        if path == "facts":
            continue
        if isinstance(value, Mapping) and set(value) == {"currency", "amount"}:
            yield path, [_text(value)]
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list | tuple):
            lines = [_text(item) for item in value]
            yield path, lines if path in _MANY else ["\n".join(lines)]
        elif value is not None:
            yield path, [_text(value)]


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{value['currency']} {value['amount']}"
    return "true" if value is True else "" if value is False else str(value)


def _one(given: Given, name: str) -> str:
    return next((value.strip() for value in given.get(name, ())), "")


def _value(name: str, values: Sequence[str]) -> Any:  # noqa: ANN401  (a case's values have many shapes)
    if name in _MANY:
        return [value for value in values if value]
    text = values[0].strip() if values else ""
    if name in _LINES:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if name == "parting":
        return text == "true" or None
    if name in _NUMBERS and text.isascii() and text.isdigit() and len(text) < _DIGITS:
        return int(text)
    return text


def _put(fields: dict[str, object], path: Sequence[str], value: object) -> None:
    for part in path[:-1]:
        inner = fields.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        fields = inner
    fields[path[-1]] = value


def _facts(given: Given) -> Iterable[tuple[str, dict[str, str]]]:
    rows = zip_longest(*(given.get(f"fact.{part}", ()) for part in ("name", "type", "value")), fillvalue="")
    for name, type_, value in rows:
        if name.strip() and value.strip():
            yield name.strip(), {type_ if type_ in FACT_TYPES else "text": value.strip()}
