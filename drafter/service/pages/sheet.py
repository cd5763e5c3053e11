"""A letter as the review page shows it: laid out, with what the policy found marked where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drafter.case import Case
from drafter.guide import Plan
from drafter.letter import Letter, frame_of
from drafter.policy import Finding
from drafter.service.pages.marks import Mark, Piece, letters, paragraphs_marked
from drafter.text import paragraphs


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it.

    Attributes:
        label: translated.
        value: as shown.
        long: whether it may have line breaks.
        letter_language: whether the value is in the letter's language.
    """

    label: str
    value: str
    long: bool = False
    letter_language: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A laid-out letter with its marks."""

    language: str
    letterhead: tuple[str, ...]
    date: str
    address: tuple[str, ...]
    reference: str
    salutation: str
    body: list[list[Piece]]
    closing: str
    signature: tuple[str, ...]
    contact: tuple[str, ...]


def sheet_of(letter: Letter, body: str, marks: Sequence[Mark]) -> Sheet:
    """Return a letter's sheet.

    Args:
        letter: the letter, for everything around its body.
        body: its body in canonical form.
        marks: what to mark in the body.
    """
    return Sheet(
        language=str(letter.language),
        letterhead=letter.letterhead,
        date=letter.date,
        address=letter.address,
        reference=letter.reference,
        salutation=letter.salutation,
        body=paragraphs_marked(body, marks),
        closing=letter.closing,
        signature=letter.signature,
        contact=letter.contact,
    )


def letter_around(case: Case, plan: Plan, body: str) -> Letter:
    """Return the letter around a body as it stands."""
    return frame_of(case, plan, tuple(paragraphs(body)))


def labelled(findings: Sequence[Finding]) -> list[tuple[str, Finding]]:
    """Return findings with their letters: what is lacking first, then in the order of the text."""
    ordered = sorted(
        findings, key=lambda found: (found.span is not None, found.span.start if found.span else 0)
    )
    return list(zip(letters(), ordered, strict=False))


def finding_marks(findings: Iterable[tuple[str, Finding]]) -> list[Mark]:
    """Return the marks of labelled findings."""
    return [
        Mark(found.span.start, found.span.end, label, str(found.severity))
        for label, found in findings
        if found.span is not None
    ]
