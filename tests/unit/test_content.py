"""The digest: what it covers, and what it does not depend on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.case import Case
from drafter.choices import Kind
from drafter.pipeline import Drafter
from drafter.review.content import (
    Attachment,
    Channel,
    Content,
    Envelope,
    case_file,
    envelope_json,
    letter_json,
    read_case_file,
    read_envelope,
    read_letter,
)
from tests.builders import cases, example

DRAFTER = Drafter()
ENVELOPE = Envelope(
    Channel.email, "a@b.example", "Dana, Acme", "Your letter", (Attachment("1", "a", "b/c", "0"),)
)


def content(kind: Kind = Kind.winback, language: str = "bg") -> Content:
    case = example(kind, language)
    return Content("d1", case_file(case), DRAFTER.draft_from_templates(case).letter, ENVELOPE)


def changed(value: object) -> Any:
    match value:
        case dt.date():
            return value.replace(year=1999)
        case tuple():
            return () if value else ("x",)
    return f"{value}x"


def test_every_part_that_goes_out_or_bears_the_letter_is_covered() -> None:
    whole = content()
    digests = [whole.digest]
    for part, of in ((whole.letter, "letter"), (whole.envelope, "envelope")):
        for field in dataclasses.fields(part):
            other = dataclasses.replace(part, **{field.name: changed(getattr(part, field.name))})
            digests.append(dataclasses.replace(whole, **{of: other}).digest)  # type: ignore[arg-type]
    digests.append(dataclasses.replace(whole, draft_id="d2").digest)
    digests.append(dataclasses.replace(whole, case_file=whole.case_file.replace("a", "b", 1)).digest)
    assert len(set(digests)) == len(digests)


@pytest.mark.parametrize("language", ["bg", "te"])
def test_line_ends_and_composition_do_not_change_it(language: str) -> None:
    whole = content(language=language)
    body = whole.letter.body_text
    for same in (body.replace("\n", "\r\n"), unicodedata.normalize("NFD", body), body + " \n\n"):
        assert whole.with_body(same).digest == whole.digest


def test_a_joiner_that_the_script_needs_changes_it() -> None:
    whole = content(language="te")
    body = whole.letter.body_text
    assert whole.with_body(body.replace("్", "్\u200c", 1)).digest != whole.digest


@settings(deadline=None, max_examples=40)
@given(cases())
def test_what_is_stored_is_read_back_the_same(case: Case) -> None:
    assert read_case_file(case_file(case)) == case
    letter = DRAFTER.draft_from_templates(case).letter
    assert read_letter(letter_json(letter)) == letter
    assert read_envelope(envelope_json(ENVELOPE)) == ENVELOPE


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(0, 10_000))
def test_any_other_body_is_another_digest(text: str, place: int) -> None:
    whole = content(Kind.winback, "en")
    body = whole.letter.body_text
    changed = whole.with_body(body[: place % len(body)] + text + body[place % len(body) :])
    assert (changed.digest == whole.digest) == (changed.letter.body == whole.letter.body)
