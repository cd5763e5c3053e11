"""A letter as the review page shows it: laid out, with what the policy found marked where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drafter.letter import Letter
from drafter.policy import Finding
from drafter.policy.finding import Span
from drafter.review.check import SUBJECT
from drafter.service.pages.marks import Mark, Piece, letters, paragraphs_marked


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


def placed(finding: Finding) -> Span | None:
    """Return where in the body a finding stands; None for what is lacking, or stands in the subject."""
    return None if finding.section == SUBJECT else finding.span


def labelled(findings: Sequence[Finding]) -> list[tuple[str, Finding]]:
    """Return findings with their letters: what is not in the body first, then in the order of the text."""
    spans = [(placed(found), found) for found in findings]
    ordered = sorted(spans, key=lambda each: each[0].start if each[0] else -1)
    return list(zip(letters(), (found for _, found in ordered), strict=False))


def finding_marks(findings: Iterable[tuple[str, Finding]]) -> list[Mark]:
    """Return the marks of labelled findings."""
    return [
        Mark(span.start, span.end, label, str(found.severity))
        for label, found in findings
        if (span := placed(found)) is not None
    ]
