"""Checking a letter against its case with the policy of the moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping

from drafter import guide, screened
from drafter import letter as letters
from drafter.case import Case
from drafter.guide import Plan
from drafter.letter import Letter
from drafter.library import Shelf
from drafter.policy import Finding, Policy, Severity
from drafter.policy.memo import Bounded
from drafter.review.content import Envelope
from drafter.review.promises import promises
from drafter.review.views import Checked
from drafter.slots import Slot
from drafter.text import canonical, paragraphs

SUBJECT = "subject"
"""The section of a finding in the envelope's subject; its span counts there, not in the body."""
_MOST_KNOWN = 256


class Checker:
    """Checks letters, and remembers the last checks: a reviewer's clicks each ask for the same one again.

    One serves every thread. What is remembered is found by a digest of what was checked and of the policy.

    Args:
        prompts: the prompts shelf.
        policy: the policy.
    """

    def __init__(self, prompts: Shelf, policy: Policy) -> None:
        self.prompts = prompts
        self.policy = policy
        self._known: Bounded[str, Checked] = Bounded(_MOST_KNOWN)

    def check(self, case: Case, letter: Letter, envelope: Envelope | None = None) -> Checked:
        """Return what the policy finds in a letter, and what the letter promises.

        Args:
            case: the case.
            letter: the letter.
            envelope: its envelope, whose subject a person may have written; None leaves it out.

        Raises:
            LibraryError: a guide, phrase or rule file is broken.
        """
        versions = (self.policy.version(case.language), self.policy.screen_version())
        key = _digest((*versions, case.model_dump_json(), repr(letter), repr(envelope)))
        known = self._known.get(key)
        if known is None:
            known = self._check(case, letter, envelope)
            self._known.keep(key, known)
        return known

    def _check(self, case: Case, letter: Letter, envelope: Envelope | None) -> Checked:
        plan = self.plan(case, letter.day)
        body = letter.body_text
        values = letters.values(case, plan)
        findings = list(self.policy.judge_letter(plan, body, values).findings)
        if envelope is not None:
            findings += self._subject(plan, letter, envelope, values)
        # Drafting noted what message and account bring.
        texts = (body,) if envelope is None else (envelope.subject, body)
        found = [self.policy.screen_letter(text, plan.language) for text in texts]
        return Checked(
            findings=tuple(findings),
            promises=promises(case, plan, body, self.prompts),
            triggers=screened.triggers(plan, found),
            checklist=tuple((item.id, item.says) for item in plan.checklist),
            policy_version=self.policy.version(case.language),
        )

    def check_body(self, case: Case, letter: Letter, body: str, envelope: Envelope | None = None) -> Checked:
        """Return the same for another body in the same letter, as while somebody types."""
        changed = dataclasses.replace(letter, body=tuple(paragraphs(canonical(body))))
        return self.check(case, changed, envelope)

    def plan(self, case: Case, day: dt.date) -> Plan:
        """Return the plan of a case on the day its letter bears."""
        return guide.plan(case, self.prompts, day)

    def _subject(
        self, plan: Plan, letter: Letter, envelope: Envelope, values: Mapping[str, Slot]
    ) -> list[Finding]:
        if not envelope.subject or envelope.subject == subject_of(letter):
            return []
        found = self.policy.judge_subject(plan, canonical(envelope.subject), values).findings
        return [dataclasses.replace(each, section=SUBJECT) for each in found]


def subject_of(letter: Letter) -> str:
    """Return the subject of a letter unless a person writes another: its reference, or the company."""
    return letter.reference or (letter.letterhead[0] if letter.letterhead else "")


def key_of(finding: Finding) -> str:
    """Return what names a finding on one version: 16 hexadecimal digits of its rule, place and quote."""
    place = finding.span.start if finding.span else -1
    text = f"{finding.rule}\n{finding.section}\n{place}\n{finding.quote}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_of(checked: Checked) -> str:
    """Return the digest of a check: the policy's version and every finding."""
    parts = [checked.policy_version, *sorted(f"{f.severity}:{key_of(f)}" for f in checked.findings)]
    return _digest(parts)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def counted(checked: Checked) -> tuple[int, int]:
    """Return how many errors and warnings a check found."""
    severities = [finding.severity for finding in checked.findings]
    return severities.count(Severity.error), severities.count(Severity.warning)
