"""A customer's message as the screen reads it: folded words, and how far apart they stand.

People write to support without care: no punctuation, letters drawn out ("suuue"), digits for letters
("fr4ud"), words glued to a hashtag. Folding makes one of what reads as one. A message may be in any of the
six languages, or in several.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import NamedTuple

import regex

from drafter.policy.memo import OF_ALL_LANGUAGES, Memo

SENTENCE_STEP = 8
CLAUSE_STEP = 3
"""How many words a sentence's end and a comma count for in a distance."""

_INNER = r"[\p{L}\p{M}\p{N}\p{Cf}]"
_TOKEN = regex.compile(
    rf"(?P<word>(?P<sign>[@#])?[\p{{L}}\p{{M}}\p{{N}}]{_INNER}*(?:['’‘`´_@$*]{_INNER}+)*)"
    r"|(?P<sentence>[.!?…।]+(?![\p{L}\p{N}])|\n+)"
    r"|(?P<clause>[,;:—–()]|(?<=\s)-(?=\s))"
)
_LINE_ENDS = re.compile(r"\n+")
_LINE_END = "\x02"
_HUMP = regex.compile(r"(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})")
_DROPPED = "'’‘`´_" + "".join(map(chr, range(0x300, 0x370)))
_KEPT = "@$\n"
_TWICE = re.compile(r"([^\W\d_])\1+")
_WITH_TWICE = re.compile(r"(?<!\S)(?!@)\S*?([^\W\d_])\1\S*")  # but for names of accounts
_SHORTEST_ONCE = 3
_NO_WORD = frozenset(("", "@"))
_LEET = str.maketrans("013457@$", "oleastas")
_LEET_INSIDE = re.compile(r"(?<=[^\W\d_])[013457@$]+(?=[^\W\d_])")
_SAID_TWICE = re.compile(r"(?<=[a-z]{3})2\b")  # Indonesian and Malay: “orang2”
# Vowels of Telugu that differ in length alone, which hurried writing mixes up.
_SAME = str.maketrans("ఈఊఏఓీూేో", "ఇఉఎఒిుెొ")


class _Plain(dict[int, str]):
    """Maps a character to what is compared of it, worked out once per character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).casefold().translate(_SAME)
        base = unicodedata.normalize("NFD", folded)
        kind = unicodedata.category(character)
        if character in _DROPPED or kind == "Cf":
            folded = ""
        elif len(base) > 1 and base[0].isascii():
            # Accents fold away in Latin script alone: й is a letter, and Telugu vowel signs are the word.
            folded = base[0]
        elif kind[0] not in "LMN" and character not in _KEPT:
            folded = " "
        self[code] = folded
        return folded


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Return a text in the form that is compared: words without case, accents, or a letter written twice.

    What stands between words becomes blanks, but for line breaks.
    """
    folded = unicodedata.normalize("NFC", text).translate(_PLAIN)
    folded = _LEET_INSIDE.sub(lambda found: found.group().translate(_LEET), folded).replace("$", " ")
    return _WITH_TWICE.sub(_once, _SAID_TWICE.sub("", folded))


def _once(word: re.Match[str]) -> str:
    once = _TWICE.sub(r"\1", word.group())
    return once if len(once) >= _SHORTEST_ONCE else word.group()  # FCC and BBB stay what they are


class _Read(NamedTuple):
    """A text's folded words, where each stands in it, the place of each, and the place after the last."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    places: tuple[int, ...]
    reach: int


def _read(text: str) -> _Read:
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    places: list[int] = []
    place = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind != "word":
            place += SENTENCE_STEP if kind == "sentence" else CLAUSE_STEP
            continue
        for span in _parts(text, token):
            folded = fold(text[span[0] : span[1]]).replace(" ", "")
            if folded not in _NO_WORD:
                words.append(folded)
                spans.append(span)
                places.append(place)
                place += 1
    return _Read(tuple(words), tuple(spans), tuple(places), place)


def _parts(text: str, token: regex.Match[str]) -> list[tuple[int, int]]:
    """Return the words of a token: several where a hashtag runs them together (``#ConsumerCourt``)."""
    start, end = span = token.span()
    if text[start] != "#":
        return [span]
    cuts = [start + 1, *(hump.start() for hump in _HUMP.finditer(text, start + 1, end)), end]
    return list(pairwise(cuts))


def _read_token(token: str) -> _Read:
    return _read("\n" if token == _LINE_END else f" {token} ")


_TOKENS: Memo[str, _Read] = Memo(lambda token: _read_token(token)._replace(spans=()), OF_ALL_LANGUAGES)


class Utterance:
    """A message's words.

    Args:
        text: the message as it came.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        lines = _LINE_ENDS.sub(f" {_LINE_END} ", text.replace(_LINE_END, " "))
        self._pieces = lines.split()
        self._tokens = list(map(_TOKENS.__getitem__, self._pieces))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the folded words."""
        return tuple(chain.from_iterable(map(itemgetter(0), self._tokens)))

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Return the place of each word on a line on which a comma is three words long, a full stop eight."""
        reached = accumulate((token.reach for token in self._tokens), initial=0)
        return tuple(
            start + place
            for start, token in zip(reached, self._tokens, strict=False)
            for place in token.places
        )

    def span(self, number: int) -> tuple[int, int]:
        """Return the offsets in ``text`` of a word, by its number."""
        token = bisect_right(self._first_words, number) - 1
        start, end = _read_token(self._pieces[token]).spans[number - self._first_words[token]]
        offset = self._offsets[token] - 1
        return offset + start, offset + end

    @cached_property
    def _first_words(self) -> list[int]:
        """Return the number of the first word of each token, or of the next one that has words."""
        return list(accumulate((len(token.words) for token in self._tokens[:-1]), initial=0))

    @cached_property
    def _offsets(self) -> list[int]:
        """Return the offset in ``text`` of each token; a line's end has no words and needs none."""
        offsets, reached = [], 0
        for piece in self._pieces:
            found = self.text.find(piece, reached)
            offsets.append(found)
            reached = found + len(piece) if found >= 0 else reached
        return offsets
