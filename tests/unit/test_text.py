"""Canonical form and positions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.text import canonical, graphemes, unwrapped, utf16_offset, widen_to_graphemes, words


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a  b\u00a0c\u202fd", "a b c d"),
        ("call [[phone]] .", "call [[phone]]."),
        ("a \n\n\n\n b ", "a\n\nb"),
        ("cafe\u0301", "café"),
    ],
)
def test_canonical_form(text: str, form: str) -> None:
    assert canonical(text) == form


@given(st.text())
def test_canonical_form_is_reached_in_one_step(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


def test_a_paragraph_is_one_line_and_every_character_keeps_its_place() -> None:
    assert unwrapped("One\ntwo.\n\nThree\nfour\nfive.") == "One two.\n\nThree four five."


def test_telugu_words_are_not_split_at_vowel_signs() -> None:
    assert words("మా వాపసు విధానం.") == ["మా", "వాపసు", "విధానం"]


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_a_widened_span_holds_the_old_one_and_cuts_no_grapheme(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    low, high = widen_to_graphemes(text, start, end)
    assert low <= start
    assert high >= end
    if start < end:
        borders = [0]
        for grapheme in graphemes(text):
            borders.append(borders[-1] + len(grapheme))
        assert low in borders
        assert high in borders


@given(st.text())
def test_utf16_offsets_count_as_browsers_do(text: str) -> None:
    assert utf16_offset(text, len(text)) == len(text.encode("utf-16-le", "surrogatepass")) // 2
