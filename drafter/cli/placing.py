"""Findings in a letter's body, placed in the file that the letter was read from.

Its canonical form differs from the file in blanks, line breaks and composed characters, and its body in the
lines left out as well; what is no blank stands in all of them in the same order, and is counted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from drafter import letter
from drafter.letter import Letter
from drafter.policy import Finding, Span, Verdict
from drafter.text import canonical, graphemes

_BLANK = frozenset(" \t\u00a0\u202f\r\n")


def in_file(verdict: Verdict, body: str, file: str, frame: Letter) -> Verdict:
    """Return a verdict whose spans and quotes are a file's own.

    Args:
        verdict: what was found in a letter's body.
        body: the body, as :func:`drafter.letter.body_of` found it.
        file: the text of the file.
        frame: a letter of the same case, for its frame.
    """
    if not any(found.span for found in verdict.findings):
        return verdict
    places = list(_of_body(file, frame))
    return Verdict(tuple(_placed(found, body, file, places) for found in verdict.findings))


def _placed(found: Finding, body: str, file: str, places: list[tuple[int, int]]) -> Finding:
    if found.span is None or not places:
        return found
    first, after = _inked(body[: found.span.start]), _inked(body[: found.span.end])
    start = places[first][0]
    span = Span.of(file, start, places[after - 1][1] if after > first else start)
    return replace(found, span=span, quote=file[span.start : span.end])


def _inked(text: str) -> int:
    return sum(character not in _BLANK for character in text)


def _of_body(file: str, frame: Letter) -> Iterator[tuple[int, int]]:
    """Yield, of each character of the body that is no blank, where it stands in the file."""
    whole = canonical(file)
    left_out = {offset for span in letter.frame_in(whole, frame) for offset in range(*span)}
    inked = (offset for offset, character in enumerate(whole) if character not in _BLANK)
    for offset, place in zip(inked, _of_file(file), strict=True):
        if offset not in left_out:
            yield place


def _of_file(file: str) -> Iterator[tuple[int, int]]:
    """Yield, of each character of the canonical text that is no blank, where its grapheme stands."""
    begin = 0
    for grapheme in graphemes(file):
        end = begin + len(grapheme)
        for _ in range(_inked(unicodedata.normalize("NFC", grapheme))):
            yield begin, end
        begin = end
