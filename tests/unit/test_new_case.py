"""A case that `drafter new` prints: whatever it offers behind a `#` can be used as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from drafter import document
from drafter.case import Case, Fact
from drafter.case_file import from_document
from drafter.choices import Kind, Language
from drafter.cli.new import starter
from drafter.errors import InputError
from tests.builders import example

_OFFERED = re.compile(r"( *)# ([a-z_]+: .*)")
"""A field behind a `#`; what a field is for has blanks before its first colon."""


def loaded(text: str) -> Case:
    return from_document(document.parse(text.encode(), "new"))


def with_one_more(text: str) -> Iterator[tuple[str, str]]:
    """Yield each offered field, and the case with its mark taken away."""
    head, body = text.split("\n\n", 1)
    lines = body.split("\n")
    for place, line in enumerate(lines):
        if offered := _OFFERED.fullmatch(line):
            changed = [*lines[:place], "".join(offered.groups()), *lines[place + 1 :]]
            yield offered[2], "\n".join([head, "", *changed])


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", list(Language))
def test_each_field_that_is_offered_can_be_used(kind: Kind, language: Language) -> None:
    offered = dict(with_one_more(starter(kind, language)))
    assert any("delay: {duration: two weeks}" in field for field in offered)
    for field, changed in offered.items():
        try:
            loaded(changed)
        except InputError as error:
            pytest.fail(f"{field}: {error}")


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", list(Language))
def test_a_further_fact_is_offered_beside_those_of_the_example(kind: Kind, language: Language) -> None:
    text = starter(kind, language)
    assert loaded(text).facts == example(kind, language).facts
    (changed,) = [case for field, case in with_one_more(text) if "delay: " in field]
    assert loaded(changed).facts == {**example(kind, language).facts, "delay": Fact(duration="two weeks")}


def test_what_the_other_values_rule_out_is_not_offered() -> None:
    free_service, percent_off = starter(Kind.winback, Language.en), starter(Kind.winback, Language.id)
    assert "percent: " not in free_service
    assert "percent: " in percent_off
    assert "amount: " not in percent_off
