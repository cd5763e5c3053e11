"""Text as the rest of the house sees it: canonical form, words, and positions.

Words are runs of letters and marks (``[\\p{L}\\p{M}]``). The standard library's ``\\w`` and ``\\b``
split Telugu words at vowel signs, so nothing here uses them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import regex

SENTENCE_END = regex.compile(r"(?<=[.!?…])\s+|\n+")
WORD = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}\u200c\u200d]*")
_TRAILING_BLANKS = regex.compile(r"[ \t]+(?=\n|\Z)")
_MANY_NEWLINES = regex.compile(r"\n{3,}")
_LINE_BREAK = regex.compile(r"(?<!\n)\n(?!\n)")
_BLANK_BEFORE_POINT = regex.compile(r"(?<=\]\])[ \t]+(?=[.,;:!?…])")
_BLANKS = regex.compile(r"[ \t\u00a0\u202f]+")
_GRAPHEME = regex.compile(r"\X")
_HALF = regex.compile(r"\p{Surrogate}")
_BEGINS_GRAPHEME = regex.compile(r"(?!\p{Grapheme_Extend})[\p{L}\p{N}]")


@lru_cache(maxsize=2048)
def canonical(text: str) -> str:
    """Return ``text`` in the one form that is judged, stored and filled.

    NFC, line feeds only, single blanks, no blanks at line ends, at most one empty line in a row, and
    no blank between a slot and the punctuation after it (the one habit models have with slots).
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BLANKS.sub(" ", text)
    if "]] " in text:
        text = _BLANK_BEFORE_POINT.sub("", text)
    if "\n" in text:
        text = _MANY_NEWLINES.sub("\n\n", _TRAILING_BLANKS.sub("", text))
        text = text.replace("\n ", "\n")
    return text.strip(" \n")


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order."""
    found: list[str] = WORD.findall(text)
    return found


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a canonical text: blocks parted by an empty line."""
    return [block for block in text.split("\n\n") if block.strip()]


def unwrapped(text: str) -> str:
    """Return a canonical text with each paragraph in one line; every character keeps its offset."""
    return str(_LINE_BREAK.sub(" ", text)) if "\n" in text else text


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """Return where the sentence, or the line, begins and ends that holds a place in a text."""
    start = max((end.end() for end in SENTENCE_END.finditer(text, 0, place)), default=0)
    end = SENTENCE_END.search(text, place)
    return start, end.start() if end else len(text)


def graphemes(text: str) -> Iterator[str]:
    """Yield user-perceived characters (UAX 29)."""
    for match in _GRAPHEME.finditer(text):
        yield match.group()


def utf16_offset(text: str, offset: int) -> int:
    """Return the UTF-16 offset of the code point offset ``offset`` in ``text``."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def widen_to_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the smallest span that holds ``text[start:end]`` and cuts no grapheme."""
    low, high = start, end
    for match in _GRAPHEME.finditer(text, _border_before(text, start)):
        if match.start() <= start < match.end():
            low = match.start()
        if match.start() < end <= match.end():
            high = match.end()
            break
    return low, max(high, low)


def _border_before(text: str, offset: int) -> int:
    """Return a grapheme border at or before an offset, without reading all that stands before it."""
    blank = text.rfind(" ", 0, offset)
    # A blank is one with a mark or joiner that follows it; it never is with a letter or a digit.
    while blank >= 0 and not _BEGINS_GRAPHEME.match(text, blank + 1):
        blank = text.rfind(" ", 0, blank)
    return blank + 1


def has_letter(text: str) -> bool:
    """Say whether ``text`` holds a letter of any script."""
    return any(character.isalpha() for character in text)


def has_half(text: str) -> bool:
    """Say whether ``text`` holds half of a UTF-16 pair, which JSON can write and UTF-8 cannot."""
    return _HALF.search(text) is not None
