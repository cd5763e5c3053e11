"""What the page of a new case shows: the form, and beside it what is missing, to think of, and to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drafter import document, guide, screened
from drafter.case import FACT_TYPES, Case
from drafter.case_file import from_document
from drafter.choices import Kind
from drafter.errors import InputError, Problem
from drafter.guide import Advice
from drafter.review import drafts
from drafter.review.content import Channel
from drafter.review.queue import Filters, Tab, list_queue
from drafter.service.context import Service
from drafter.service.identity import Principal
from drafter.service.pages import dossier, fields, form, words
from drafter.service.pages.fields import Field, Group, Said
from drafter.service.pages.reading import Reading
from drafter.service.pages.words import N_

_FACT_ROWS = 3
_REMEMBERED = ("company", "sender", "owner", "legal_review_from")

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One further fact as typed."""

    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of a new case.

    Attributes:
        wrong: what kept the case from being taken, after it was posted.
        missing: what the case still lacks, while it is typed.
        advice: what to settle before a letter is written.
        triggers: why a lawyer will see the letter.
        preview: what the letter will say, step by step.
    """

    kind: str
    groups: tuple[Group, ...]
    fact_rows: tuple[FactRow, ...]
    fact_types: tuple[str, ...]
    has_facts: bool
    wrong: tuple[Said, ...]
    missing: tuple[Said, ...]
    advice: tuple[Advice, ...]
    triggers: tuple[str, ...]
    preview: tuple[str, ...]


def case_page(
    service: Service,
    kind: Kind,
    given: Given,
    reading: Reading,
    *,
    posted: bool = False,
    more: Sequence[Problem] = (),
) -> CasePage:
    """Return the page of a case as far as it is filled in.

    Args:
        service: the service.
        kind: the kind of letter.
        given: what stands in the form.
        reading: who reads.
        posted: whether somebody asked for the letter, so that mistakes are marked at their fields.
        more: problems beyond those of the case itself.
    """
    case, problems = case_of(given)
    problems = (*problems, *more)
    said = fields.said(kind, problems, reading.say)
    marked = problems if posted else ()
    rows = _fact_rows(given)
    page = CasePage(
        kind=str(kind),
        groups=(*fields.groups(kind, given, marked, reading.say), _way_out(given, marked, reading)),
        fact_rows=rows,
        fact_types=FACT_TYPES,
        has_facts=any(row.value for row in rows),
        wrong=said if posted else (),
        missing=said,
        advice=(),
        triggers=(),
        preview=tuple(
            dossier.in_short(step.ask)
            for step in guide.load(kind, service.drafter.prompts).sections
            if not step.when
        ),
    )
    return _with_plan(service, page, case) if case else page


def case_of(given: Given) -> tuple[Case | None, tuple[Problem, ...]]:
    """Return the case of a posted form, or what is wrong with it."""
    try:
        return from_document(document.of_mapping(form.case_fields(given), "form")), ()
    except InputError as error:
        return None, error.problems


def remembered(service: Service, who: Principal) -> dict[str, list[str]]:
    """Return the company and sender of this person's last letter, or of the profile."""
    page = list_queue(service.store, who.actor, Filters(tab=Tab.mine, author_id=who.actor.id), size=1)
    for row in page.rows:
        case = drafts.get(service.store, who.actor, row.draft_id).case
        if case is not None:
            values = case.model_dump(mode="json", exclude_defaults=True)
            return form.form_fields({name: values[name] for name in _REMEMBERED if name in values})
    return form.form_fields(document.read(service.profile).value) if service.profile else {}


def _with_plan(service: Service, page: CasePage, case: Case) -> CasePage:
    try:
        plan = service.drafter.plan(case)
    except InputError as error:
        return replace(
            page,
            missing=(*page.missing, *(Said(each.field, each.field, each.what) for each in error.problems)),
        )
    policy = service.drafter.policy
    found = [policy.screen_message(case.message, case.language)] if case.message else []
    return replace(
        page,
        advice=plan.advice,
        triggers=screened.triggers(plan, found),
        preview=tuple(dossier.in_short(section.ask) for section in plan.sections),
    )


def _fact_rows(given: Given) -> tuple[FactRow, ...]:
    names, types, values = (list(given.get(f"fact.{part}", ())) for part in ("name", "type", "value"))
    filled = [row for row in map(FactRow, names, types, values) if row.name or row.value]
    blank = [FactRow("", "text", "")] * max(1, _FACT_ROWS - len(filled))
    return (*filled, *blank)


def _way_out(given: Given, problems: Sequence[Problem], reading: Reading) -> Group:
    wrong = {problem.field: problem.what for problem in problems}
    say = reading.say

    def field(name: str, label: str, hint: str, options: Sequence[tuple[str, str]] = ()) -> Field:
        values = tuple(given.get(name, ()))
        return Field(
            name, say(label), say(hint) if hint else "", "select" if options else "text",
            values[0] if values else "", values, tuple(options), False, False, None, wrong.get(name, ""),
        )  # fmt: skip

    channels = [(str(channel), say(words.CHANNEL[str(channel)])) for channel in Channel]
    return Group(
        N_("How it goes out"),
        (
            field("channel", N_("By"), "", channels),
            field("to", N_("E-mail address"), N_("Where it goes by e-mail.")),
            field(
                "ticket", N_("Help-desk conversation"), N_("Its number; a new message there ends this draft.")
            ),
        ),
    )
