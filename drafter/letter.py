"""Letters: a draft with its slots filled, laid out as a business letter."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from drafter import spellings
from drafter.case import Case
from drafter.choices import Language
from drafter.draft import Draft
from drafter.facts import extension_of, offer_of, phone_forms, phone_of
from drafter.guide import Plan
from drafter.slots import Slot, fill
from drafter.text import canonical, paragraphs


@dataclass(frozen=True, slots=True)
class Letter:
    """A filled letter, part by part, top to bottom (win-back guide, steps 2, 3, 7 and 8).

    Attributes:
        language: language of the text.
        letterhead: the company's name, address and contact lines.
        date: date of the letter in words.
        day: the same date.
        address: the customer's name and address lines.
        reference: reference line, or empty.
        salutation: greeting line.
        body: paragraphs.
        closing: closing line.
        signature: the signer's name and role.
        contact: the signer's contact lines.
    """

    language: Language
    letterhead: tuple[str, ...]
    date: str
    day: dt.date
    address: tuple[str, ...]
    reference: str
    salutation: str
    body: tuple[str, ...]
    closing: str
    signature: tuple[str, ...]
    contact: tuple[str, ...]

    @property
    def body_text(self) -> str:
        """Return the body with an empty line between paragraphs."""
        return "\n\n".join(self.body)

    @property
    def frame(self) -> tuple[str, ...]:
        """Return every line that is not body, in order."""
        return (
            *self.letterhead,
            self.date,
            *self.address,
            *((self.reference,) if self.reference else ()),
            self.salutation,
            self.closing,
            *self.signature,
            *self.contact,
        )


def lay_out(case: Case, plan: Plan, draft: Draft) -> Letter:
    """Fill a draft's slots and lay it out.

    The agent's note, if there is one, stands as a paragraph of its own before the last section.

    Args:
        case: the case.
        plan: its plan.
        draft: a draft of the plan's sections.
    """
    filled = [fill(paragraph, plan.facts.slots) for paragraph in _paragraphs(draft)]
    return frame_of(case, plan, tuple(_with_note(filled, paragraphs(canonical(case.note or "")))))


def body_with_slots(case: Case, draft: Draft) -> str:
    """Return a draft's body as it is laid out, with its slots, the agent's note as a slot among them."""
    # A full stop that ends a value stays outside its slot; see `drafter.slots.unfill`.
    note = canonical(case.note or "")
    slot = ["[[note]]" + note[len(note.removesuffix(".")) :]] if note else []
    return "\n\n".join(_with_note(_paragraphs(draft), slot))


def _paragraphs(draft: Draft) -> list[str]:
    return [paragraph for section in draft.sections for paragraph in paragraphs(section.text)]


def _with_note(body: list[str], note: list[str]) -> list[str]:
    return [*body[:-1], *note, *body[-1:]]


def frame_of(case: Case, plan: Plan, body: tuple[str, ...]) -> Letter:
    """Return a letter around paragraphs that are already filled."""
    signer = plan.facts.signer
    labels = plan.phrases.labels
    return Letter(
        language=case.language,
        letterhead=tuple(_letterhead(case)),
        date=plan.phrases.dates.heading(plan.date),
        day=plan.date,
        address=(case.customer.name, *case.customer.address),
        reference=f"{labels.reference}: {case.reference}" if case.reference else "",
        salutation=plan.phrases.salutation(case.customer),
        body=body,
        closing=plan.phrases.closing,
        signature=(signer.name, *((signer.role,) if signer.role else ())),
        contact=tuple(_contact(case, plan)),
    )


def values(case: Case, plan: Plan) -> dict[str, Slot]:
    """Return all that a case's letter may state, however a person writes it; see :func:`own_values`."""
    own = own_values(case, plan)
    values = {
        **own,
        **spellings.in_part(case, plan, own),
        **_figure(case, plan),
        **spellings.weekdays(case, plan),
        **spellings.of_account(case, plan),
        **spellings.of_address(case),
        **spellings.misaddressed(case, plan),
    }
    more = spellings.of(case, plan, values.values())
    return {name: slot.also_as(more[name]) if name in more else slot for name, slot in values.items()}


def _figure(case: Case, plan: Plan) -> dict[str, Slot]:
    """Return the sum or percentage of the case's offer by itself."""
    offer, name = offer_of(case), spellings.OFFER_FIGURE
    if offer and offer.amount:
        return {name: Slot(name, "money", "", plan.phrases.amounts.money(offer.amount))}
    if offer and offer.percent:
        return {name: Slot(name, "number", "", plan.phrases.amounts.percent_spellings(offer.percent)[0])}
    return {}


def own_values(case: Case, plan: Plan) -> dict[str, Slot]:
    """Return all that a case's letter may state: its slots, names, dates, the switchboard, the note."""
    stated = {
        "customer_name": case.customer.name,
        "customer_address_as": case.customer.address_as or "",
        "signer_name": plan.facts.signer.name,
        "signer_role": plan.facts.signer.role or "",
        "owner_name": case.owner.name if case.owner else "",
        "note": canonical(case.note or ""),
    }
    more = {name: Slot(name, "name", "", value) for name, value in stated.items() if value}
    if number := case.company.phone:
        more["company_phone"] = Slot("company_phone", "phone", "", number, phone_forms(number))
    for name, day in (("letter_date", plan.date), ("received_on", case.received_on)):
        if day:
            more[name] = Slot(
                name, "date", "", plan.phrases.dates.written(day), plan.phrases.dates.forms(day)
            )
    return {**plan.facts.slots, **more}


def body_of(text: str, letter: Letter) -> str:
    """Return the body of a whole letter's text: what is left without the frame's lines, wrapped or not.

    Args:
        text: a letter as rendered, or its body alone, in canonical form.
        letter: a letter of the same case, for its frame.
    """
    ends = [0, *(place for span in frame_in(text, letter) for place in span), len(text)]
    return canonical("".join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)))


def frame_in(text: str, letter: Letter) -> Iterator[tuple[int, int]]:
    """Yield where the lines stand that :func:`body_of` leaves out, each as often as the frame holds it.

    The customer's name stands in the address; where a signature should be, it is none of the frame.
    """
    frame = (*letter.frame, " · ".join(letter.contact))
    left = Counter(map(canonical, frame))
    for match in _whole_lines(frame).finditer(text):
        said = " ".join(match.group().split())
        if left[said]:
            left[said] -= 1
            yield match.span()


@lru_cache(maxsize=64)
def _whole_lines(said: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of texts that take up whole lines: one, or as many as they were wrapped into."""
    words = (map(re.escape, canonical(each).split(" ")) for each in sorted(said, key=len, reverse=True))
    either = "|".join(map(r"[ \n]".join, words))
    return re.compile(f"^(?:{either})$", re.MULTILINE)


def _letterhead(case: Case) -> Iterator[str]:
    company = case.company
    yield company.name
    yield from company.address
    line = " · ".join(part for part in (company.phone, company.email, company.website) if part)
    if line:
        yield line


def _contact(case: Case, plan: Plan) -> Iterator[str]:
    labels, signer = plan.phrases.labels, plan.facts.signer
    extension = extension_of(case)
    if signer.phone or extension:
        direct = f", {labels.extension} {extension}" if extension else ""
        yield f"{labels.phone}: {phone_of(case)}{direct}"
    if signer.email:
        yield f"{labels.email}: {signer.email}"
