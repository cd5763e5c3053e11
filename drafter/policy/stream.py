"""Text as the rules see it: folded words parted by blanks, with sentence marks.

Folding makes one of what reads as one: case, accents on Latin letters, letters written twice, quotation
marks, brackets, hyphens, line breaks and joiners make no difference. Most of it is one ``str.translate``.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import regex

from drafter.slots import SLOT

SENTENCE = "\x02"
CLAUSE = "\x03"
SLOT_WORD = "\x01"
_SECTION = "\x04"
_SENTENCE_ENDS = ".!?"
_CLAUSE_ENDS = ",;:—–"
_DROPPED = "'’‘\"“”„«»()_\u200c\u200d\u00ad"
# Vowels of Telugu that differ in length alone, and Bulgarian й-like letters: read as one.
_SAME = str.maketrans("ఈఊఏఓీూేో" + "ѝ", "ఇఉఎఒిుెొ" + "и")
_IN_WORD = rf"[\p{{L}}\p{{M}}\p{{N}}{regex.escape(_DROPPED)}]"
_WORD_OR_SLOT = regex.compile(
    rf"\[\[[a-z0-9_]+\]\]|[\p{{L}}\p{{M}}\p{{N}}](?:{_IN_WORD}*[\p{{L}}\p{{M}}\p{{N}}])?"
)
_MARKS = frozenset((SENTENCE, CLAUSE))


def _twice(low: str, high: str) -> tuple[tuple[str, str], ...]:
    return tuple((chr(code) * 2, chr(code)) for code in range(ord(low), ord(high) + 1))


_LATIN, _CYRILLIC, _TELUGU = _twice("a", "z"), _twice("а", "я"), _twice("క", "హ")
# A Telugu syllable as written (consonants joined by viramas, a vowel sign, a dot), and again.
_SYLLABLE_TWICE = re.compile(
    r"([క-హ](?:\u0c4d[క-హ])*+[\u0c3e-\u0c4c\u0c55\u0c56]?+[\u0c00-\u0c03\u0c4d]?+)\1++"
    r"(?![\u0c00-\u0c03\u0c3e-\u0c4d])"
)


class _Fold(dict[int, str]):
    """Maps a character to its folded form, worked out once per character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _SENTENCE_ENDS:
            folded = f" {SENTENCE} "
        elif character in _CLAUSE_ENDS:
            folded = f" {CLAUSE} "
        elif character in _DROPPED:
            folded = ""
        elif character in _OWN_MARKS or unicodedata.category(character)[0] in "LMN":
            folded = _plain(character)
        else:
            folded = " "
        self[code] = folded
        return folded


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold().translate(_SAME)
    base = unicodedata.normalize("NFD", folded)
    # Accents fold away in Latin script alone: й is a letter of its own, Telugu vowel signs are the word.
    return base[0] if len(base) > 1 and base[0].isascii() else folded


_FOLD = _Fold()
_OWN_MARKS = (SLOT_WORD, SENTENCE, CLAUSE, _SECTION)
_ASCII = tuple(
    (chr(code), _FOLD[code]) for code in range(128) if not chr(code).isalnum() and chr(code) not in _OWN_MARKS
)


def fold(text: str) -> list[str]:
    """Return the folded words and marks of a text."""
    return _folded(text).split()


def _folded(text: str) -> str:
    if "[[" in text:
        text = SLOT.sub(lambda slot: f" {SLOT_WORD}{_once(slot[1])} ", text)
    text = text.replace(" - ", f" {CLAUSE} ")
    if not text.isascii():
        return _once(text.translate(_FOLD))
    text = text.lower()  # for plain English, Malay and the like a few replacements do, four times as fast
    for character, folded in _ASCII:
        if character in text:
            text = text.replace(character, folded)
    return _once(text)


def _once(folded: str) -> str:
    """Return text with each letter, and each Telugu syllable, written twice written once."""
    letters = _letters_of(folded)
    for twice, once in letters:
        while twice in folded:
            folded = folded.replace(twice, once)
    return _SYLLABLE_TWICE.sub(_syllable_once, folded) if letters is _TELUGU else folded


def _syllable_once(found: re.Match[str]) -> str:
    start, end = found.span()
    before, after = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    return found[1] if before.strip() or after.strip() else found[0]  # మేమే is a word


def _letters_of(folded: str) -> tuple[tuple[str, str], ...]:
    if folded.isascii():
        return _LATIN
    if max(folded) >= "\u0c00":
        return _TELUGU
    return _CYRILLIC if "а" in folded or "е" in folded else _LATIN


def fold_entry(entry: str) -> str:
    """Return a concept's entry as the words it matches, without marks."""
    return " ".join(word for word in fold(entry) if word not in _MARKS)


@dataclass(frozen=True, slots=True)
class Stream:
    """The sections of a text in one stream.

    Attributes:
        text: folded words and sentence marks, one blank between them and at both ends. Phrases are matched in
            it, so a comma does not hide them.
        marked: the same with clause marks.
        sections: section ids in order.
        starts: offset in the stream at which each section begins.
        counts: number of words in each section, a slot counting as one.
        words: the words of ``text``, each once.
    """

    text: str
    marked: str
    words: frozenset[str]
    sections: tuple[str, ...]
    starts: tuple[int, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Stream:
        """Return the stream of section texts."""
        marked: list[str] = []
        starts, counts = [], []
        length = 1
        for part in _folded(_SECTION.join(texts.values())).split(_SECTION):
            folded = part.split()
            clauses = folded.count(CLAUSE)
            starts.append(length)
            counts.append(len(folded) - folded.count(SENTENCE) - clauses)
            folded.append(SENTENCE)
            length += sum(map(len, folded)) + len(folded) - 2 * clauses
            marked += folded
        whole = f" {' '.join(marked)} "
        text = whole.replace(f" {CLAUSE}", "")
        return cls(text, whole, frozenset(text.split()), tuple(texts), tuple(starts), tuple(counts))

    def clauses(self) -> list[int]:
        """Return the offsets in ``text`` at which clauses end, in order."""
        found: list[int] = []
        place = self.marked.find(CLAUSE)
        while place >= 0:
            found.append(place - 2 * len(found) - 1)
            place = self.marked.find(CLAUSE, place + 1)
        return found

    def section_at(self, offset: int) -> int:
        """Return the index of the section that holds a stream offset."""
        return bisect_right(self.starts, offset) - 1

    def source_span(self, source: str, section: int, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in a section's own text of the words in ``text[start:end]``."""
        before = self.text[self.starts[section] : start].split()
        within = self.text[start:end].split()
        first = sum(word != SENTENCE for word in before)
        count = sum(word != SENTENCE for word in within)
        spans = [match.span() for match in _WORD_OR_SLOT.finditer(source)]
        if not count or first >= len(spans):
            return 0, len(source)
        return spans[first][0], spans[min(first + count, len(spans)) - 1][1]
