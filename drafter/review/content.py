"""What a version holds: the letter, its envelope and its attachments, and the digest over all of it.

The digest covers what goes out (every part of the letter, recipient, sender, subject, channel, attachments)
and what it rests on (the case's facts), so an approval means exactly one letter to one person.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from drafter.case import Case
from drafter.letter import Letter
from drafter.text import canonical, paragraphs

SCHEME = 1
"""Version of what the digest covers and how; an approval under another scheme never counts."""


class Channel(StrEnum):
    """How the letter reaches the customer."""

    post = "post"
    email = "email"
    note = "note"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the letter; ``sha256`` is of its bytes."""

    id: str
    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """How and to whom a letter goes.

    Attributes:
        channel: how.
        to: e-mail address, or the postal name and address on one line.
        sender: who it comes from, as the recipient sees it.
        subject: subject or reference line.
        attachments: files that go with it.
    """

    channel: Channel
    to: str
    sender: str
    subject: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """One version of one draft, whole."""

    draft_id: str
    case_file: str
    letter: Letter
    envelope: Envelope

    @property
    def case(self) -> Case:
        """Return the case it was written for."""
        return read_case_file(self.case_file)

    @property
    def digest(self) -> str:
        """Return the digest that an approval binds."""
        return _sha256(
            _canonical_json(
                {
                    "v": SCHEME,
                    "draft": self.draft_id,
                    "facts": facts_digest(self.case_file),
                    "letter": _letter(self.letter),
                    "envelope": _envelope(self.envelope),
                }
            )
        )

    def with_body(self, body: str) -> Content:
        """Return this content with another body, in canonical form."""
        letter = dataclasses.replace(self.letter, body=tuple(paragraphs(canonical(body))))
        return dataclasses.replace(self, letter=letter)


def case_file(case: Case) -> str:
    """Return a case as canonical JSON text."""
    return _canonical_json(case.model_dump(mode="json", exclude_none=True))


def read_case_file(text: str) -> Case:
    """Return the case that :func:`case_file` wrote."""
    return _CASE.validate_json(text)


def facts_digest(text: str) -> str:
    """Return the digest of a case file's text."""
    return _sha256(text)


def letter_json(letter: Letter) -> str:
    """Return a letter as canonical JSON text."""
    return _canonical_json(_letter(letter))


def read_letter(text: str) -> Letter:
    """Return the letter that :func:`letter_json` wrote."""
    return _LETTER.validate_json(text)


def envelope_json(envelope: Envelope) -> str:
    """Return an envelope as canonical JSON text."""
    return _canonical_json(_envelope(envelope))


def read_envelope(text: str) -> Envelope:
    """Return the envelope that :func:`envelope_json` wrote."""
    return _ENVELOPE.validate_json(text)


_CASE: TypeAdapter[Case] = TypeAdapter(Case)
_LETTER: TypeAdapter[Letter] = TypeAdapter(Letter)
_ENVELOPE: TypeAdapter[Envelope] = TypeAdapter(Envelope)


def _letter(letter: Letter) -> dict[str, object]:
    return {**dataclasses.asdict(letter), "day": letter.day.isoformat(), "language": str(letter.language)}


def _envelope(envelope: Envelope) -> dict[str, object]:
    return {**dataclasses.asdict(envelope), "channel": str(envelope.channel)}


def _canonical_json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
