"""The case form: which fields a kind of letter has, how they are asked for, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from drafter.case import GOODWILL, MODELS, Offer
from drafter.choices import Kind, OfferType
from drafter.errors import Problem
from drafter.money import MoneyAmount
from drafter.service.pages import words
from drafter.service.pages.catalogue import NAMES
from drafter.service.pages.words import N_

OFFER_FIELD: Mapping[Kind, str] = {
    Kind.winback: "offer",
    Kind.apology: "remedy",
    Kind.refund_refusal: "concession",
}
"""Under which name each kind keeps what it may offer."""

_PROSE = frozenset({"message", "account", "note"})
_HAPPENED = (
    "product", "reason", "problem", "cause", "basis", "requested", "reasons", "reference", "purchased_on",
    "delivered_on", "period_days", "effective", "referral.name", "referral.phone", "received_on", "message",
    "account", "earlier_letters", "parting",
)  # fmt: skip
_OFFER = ("type", "what", "percent", "amount", "code", "valid_until")
_CUSTOMER = ("name", "title", "address_as", "honorific", "since", "yearly_spend", "address")
_COMPANY = ("name", "phone", "email", "website", "country", "mission", "address")
_PARTS = frozenset({"customer", "company", "sender", "owner", "referral"})
_PERSON = ("name", "role", "phone", "extension", "email")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form.

    Attributes:
        name: its dotted name in the case.
        label, hint: its words, translated.
        widget: ``text``, ``number``, ``date``, ``select``, ``check``, ``choices``, ``prose`` or ``lines``.
        value: what stands in it.
        values: what is chosen, where several may be.
        options: values and words to choose from.
        required: whether the case needs it.
        open: whether a select may be left open.
        most: most characters, where there is a limit.
        wrong: what is wrong with it; empty if nothing.
    """

    name: str
    label: str
    hint: str
    widget: str
    value: str
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    required: bool
    open: bool
    most: int | None
    wrong: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one title; a folded group opens on demand."""

    title: str
    fields: tuple[Field, ...]
    folded: bool = False
    summary: str = ""

    @property
    def wrong(self) -> bool:
        """Say whether a field of it is wrong."""
        return any(field.wrong for field in self.fields)


@dataclass(frozen=True, slots=True)
class Said:
    """One problem as the page says it: where to go, what the field is called, what is wrong."""

    at: str
    label: str
    says: str


def groups(
    kind: Kind,
    given: Mapping[str, Sequence[str]],
    problems: Sequence[Problem],
    translate: Callable[[str], str],
) -> tuple[Group, ...]:
    """Return the form of a kind of letter.

    Args:
        kind: the kind.
        given: what stands in the form, by field name.
        problems: what is wrong with it.
        translate: gets a text of the catalogue in the reader's language.
    """
    form = _Form(MODELS[kind], kind, given, {problem.field: problem for problem in problems}, translate)
    customer = Group(N_("Customer"), form.fields(f"customer.{name}" for name in _CUSTOMER))
    happened = Group(N_("What happened"), form.fields(_HAPPENED))
    offer = (
        [Group(N_("What may be offered"), form.fields(f"offer.{name}" for name in _OFFER))]
        if kind in OFFER_FIELD
        else []
    )
    style = Group(N_("The letter"), form.fields(("language", "date", "tone", "note", "disclosure", "terms")))
    company = form.fields(
        (*(f"company.{name}" for name in _COMPANY), *(f"sender.{name}" for name in _PERSON),
         *(f"owner.{name}" for name in _PERSON), "legal_review_from")
    )  # fmt: skip
    summary = ", ".join(filter(None, (_first(given, "company.name"), _first(given, "sender.name"))))
    return (
        customer,
        happened,
        *offer,
        style,
        Group(N_("Company and sender"), company, not _lacks(given), summary),
    )


def said(kind: Kind, problems: Sequence[Problem], translate: Callable[[str], str]) -> tuple[Said, ...]:
    """Return problems as the page lists them, each with the field to go to."""
    return tuple(
        Said(_anchor(kind, problem.field), _label(kind, problem.field, translate), _sentence(problem))
        for problem in problems
    )


def _sentence(problem: Problem) -> str:
    return f"{problem.what}; {problem.wanted}" if problem.wanted else problem.what


def _anchor(kind: Kind, name: str) -> str:
    name = _form_name(kind, name)
    if not name or name.startswith("facts"):
        return ""
    return f"{name}.name" if name in _PARTS else name


def _label(kind: Kind, name: str, translate: Callable[[str], str]) -> str:
    name = _form_name(kind, name)
    return translate(words.FIELD.get(name, words.FIELD.get(name.split(".")[0], name)))


def _form_name(kind: Kind, name: str) -> str:
    own = OFFER_FIELD.get(kind, "offer")
    parts = [part for part in name.split(".") if not part.isdigit()]
    if parts and parts[0] == own:
        parts = ["offer", *(parts[1:] or ["type"])]
    return ".".join(parts[:2])


def _first(given: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _lacks(given: Mapping[str, Sequence[str]]) -> bool:
    return not (_first(given, "company.name") and _first(given, "sender.name"))


class _Form:
    def __init__(
        self,
        model: type[BaseModel],
        kind: Kind,
        given: Mapping[str, Sequence[str]],
        problems: Mapping[str, Problem],
        translate: Callable[[str], str],
    ) -> None:
        self._model = model
        self._kind = kind
        self._given = given
        self._translate = translate
        self._wrong = {_anchor(kind, name): _sentence(problem) for name, problem in problems.items()}

    def fields(self, names: Iterable[str]) -> tuple[Field, ...]:
        return tuple(field for name in names if (field := self._field(name)))

    def _info(self, name: str) -> FieldInfo | None:
        owner, _, last = name.rpartition(".")
        if owner == "offer":
            return Offer.model_fields[last]
        model = self._model
        for part in filter(None, owner.split(".")):
            field = model.model_fields.get(part)
            types = _types(field.annotation) if field else []
            inner = next((kind for kind in types if issubclass(kind, BaseModel)), None)
            if inner is None:
                return None
            model = inner
        return model.model_fields.get(last)

    def _field(self, name: str) -> Field | None:
        info = self._info(name)
        if info is None:
            return None
        given = tuple(self._given.get(name, ()))
        widget = _widget(name, info)
        options = self._options(name, info)
        needed = info.is_required() and not name.startswith(("offer.", "owner.", "referral."))
        return Field(
            name=name,
            label=self._translate(words.FIELD[name]),
            hint=self._translate(words.HINT[name]) if name in words.HINT else "",
            widget=widget,
            value=given[0] if given else "",
            values=given,
            options=options,
            required=needed,
            open=not needed and (info.default is None or info.is_required()),
            most=_most(info),
            wrong=self._wrong.get(name, ""),
        )

    def _options(self, name: str, info: FieldInfo) -> tuple[tuple[str, str], ...]:
        if name == "language":
            return tuple((str(language), own_name) for language, own_name in NAMES.items())
        allowed = GOODWILL if self._kind in (Kind.winback, Kind.refund_refusal) else frozenset(OfferType)
        return tuple(
            (str(member.value), self._translate(words.CHOICE[str(member.value)]))
            for kind in _types(info.annotation)
            if issubclass(kind, Enum)
            for member in kind
            if not isinstance(member, OfferType) or member in allowed
        )


def _widget(name: str, info: FieldInfo) -> str:
    kinds = _types(info.annotation)
    many = "tuple" in str(info.annotation)
    if any(issubclass(kind, Enum) for kind in kinds):
        return "choices" if many else "select"
    if many:
        return "lines"
    if name in _PROSE:
        return "prose"
    if dt.date in kinds:
        return "date"
    if bool in kinds:
        return "check"
    return "number" if int in kinds and MoneyAmount not in kinds else "text"


def _most(info: FieldInfo) -> int | None:
    return next((found for part in info.metadata if (found := getattr(part, "max_length", None))), None)


def _types(annotation: object) -> list[type]:
    if isinstance(annotation, type):
        return [annotation]
    return [kind for inner in get_args(annotation) for kind in _types(inner)]
