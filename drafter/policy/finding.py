"""Findings: one rule's hit each, with where, why, and what would be right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from operator import itemgetter

from drafter.text import utf16_offset, widen_to_graphemes


class Severity(StrEnum):
    """What a finding does: an error refuses, a warning must be acknowledged, info is shown."""

    error = "error"
    warning = "warning"
    info = "info"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, on grapheme borders.

    Attributes:
        start, end: offsets in code points.
        start_utf16, end_utf16: the same in UTF-16 code units, as browsers count.
    """

    start: int
    end: int
    start_utf16: int
    end_utf16: int

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Return the span of ``text[start:end]``, widened to whole graphemes."""
        start, end = widen_to_graphemes(text, start, end)
        return cls(start, end, utf16_offset(text, start), utf16_offset(text, end))


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's hit.

    Attributes:
        rule: rule id.
        severity: what it does.
        section: id of the section it is in; empty for the letter as a whole.
        span: where in the section's text; None where something is lacking.
        quote: the words found; empty where something is lacking.
        why: for the reviewer.
        suggestion: what to write instead, where there is one.
        tell_model: what is wanted of a model that is asked to repair it.
        source: ``code`` or ``model`` (the second reader).
        anew: whether a section that a model wrote is written anew for it; a person may keep the words.
    """

    rule: str
    severity: Severity
    section: str
    span: Span | None
    quote: str
    why: str
    suggestion: str = ""
    tell_model: str = ""
    source: str = "code"
    anew: bool = False

    @classmethod
    def at(
        cls, rule: str, section: str, text: str, place: tuple[int, int], why: str, tell_model: str = ""
    ) -> Finding:
        """Return an error at ``text[place[0]:place[1]]``."""
        span = Span.of(text, *place)
        quote = text[span.start : span.end]
        return cls(rule, Severity.error, section, span, quote, why, tell_model=tell_model)

    @classmethod
    def lacking(cls, rule: str, section: str, why: str, tell_model: str = "") -> Finding:
        """Return an error about something that is not there."""
        return cls(rule, Severity.error, section, None, "", why, tell_model=tell_model)

    def overlaps(self, other: Finding) -> bool:
        """Say whether another finding is about some of the same words."""
        its = other.span
        return its is not None and self.meets(other.section, (its.start, its.end))

    def meets(self, section: str, place: tuple[int, int]) -> bool:
        """Say whether it is about some of the words between two offsets of a section's text."""
        span = self.span
        return span is not None and self.section == section and span.start < place[1] and place[0] < span.end


class Decision(StrEnum):
    """What the findings on a draft mean."""

    passes = "pass"
    repair = "repair"
    refuse = "refuse"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings on one text and what they mean."""

    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that refuse."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.error)

    @property
    def passes(self) -> bool:
        """Say whether nothing refuses the text."""
        return not self.errors

    @property
    def decision(self) -> Decision:
        """Return what is to be done: errors that no section owns cannot be repaired by section."""
        if self.passes:
            return Decision.passes
        return Decision.repair if all(finding.section for finding in self.errors) else Decision.refuse

    @property
    def failing_sections(self) -> frozenset[str]:
        """Return the ids of the sections with errors."""
        return frozenset(finding.section for finding in self.errors)

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """Return the findings that refuse nothing and that a model's section is not kept with."""
        return tuple(found for found in self.findings if found.anew and found.severity is not Severity.error)


def in_order(findings: Iterable[Finding], sections: Iterable[str]) -> tuple[Finding, ...]:
    """Return findings in the order of their sections and places, each thing said once.

    A warning inside the words of an error of its family, of which a rule's name begins with the name, adds
    nothing; nor does one inside more words that are warned about.
    """
    rank = {id: place for place, id in enumerate(sections)}
    found = tuple(findings)
    covers = _Covers(found)
    return tuple(
        sorted(
            (each for each in found if not covers.say_as_much(each)),
            key=lambda found: (
                rank.get(found.section, -1),
                found.span.start if found.span else -1,
                found.rule,
            ),
        )
    )


class _Covers:
    """What some findings say of the words of others of their family.

    Args:
        findings: the findings.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        spans: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
        for each in findings:
            if each.span:
                spans.setdefault((*_family(each), _weight(each)), []).append((each.span.start, each.span.end))
        self._spans = {key: sorted(each) for key, each in spans.items()}
        self._reach = {
            key: list(accumulate((end for _, end in each), max)) for key, each in self._spans.items()
        }

    def say_as_much(self, found: Finding) -> bool:
        """Say whether a finding adds nothing to the others."""
        if found.severity is Severity.error or found.span is None:
            return False
        start, end = found.span.start, found.span.end
        family, heavier = _family(found), ("anew",) if found.anew else ("anew", "kept")
        return self._end((*family, "error"), start) >= end or any(
            self._end((*family, weight), start) > end or self._end((*family, weight), start - 1) >= end
            for weight in heavier
        )

    def _end(self, key: tuple[str, str, str], start: int) -> int:
        """Return how far the findings reach that begin at a place or before it."""
        place = bisect_right(self._spans.get(key, ()), start, key=itemgetter(0))
        return self._reach[key][place - 1] if place else -1


def _family(found: Finding) -> tuple[str, str]:
    return found.section, found.rule.partition(".")[0]


def _weight(found: Finding) -> str:
    if found.severity is Severity.warning:
        return "anew" if found.anew else "kept"
    return str(found.severity)
