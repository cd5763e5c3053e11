"""A customer's message as the screen reads it: folded words, and how far apart they stand.

People write to support without care: no punctuation, letters drawn out ("suuue"), digits for letters
("fr4ud"), words glued to a hashtag. Folding makes one of what reads as one. A message may be in any of the six
languages, or in several.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

SENTENCE_STEP = 8
CLAUSE_STEP = 3
"""How many words a sentence's end and a comma count for in a distance."""

_INNER = r"[\p{L}\p{M}\p{N}\p{Cf}]"
_TOKEN = regex.compile(
    rf"(?P<word>(?P<sign>[@#])?[\p{{L}}\p{{M}}\p{{N}}]{_INNER}*(?:['’‘`´_@$*]{_INNER}+)*)"
    r"|(?P<sentence>[.!?…।]+(?![\p{L}\p{N}])|\n+)"
    r"|(?P<clause>[,;:—–()]|(?<=\s)-(?=\s))"
)
_HUMP = regex.compile(r"(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})")
_TWICE = re.compile(r"([^\W\d_])\1+")
_LEET = str.maketrans("013457@$", "oleastas")
_LEET_INSIDE = regex.compile(r"(?<=\p{L})[013457@$]+(?=\p{L})")
_SAID_TWICE = re.compile(r"(?<=[a-z]{3})2$")  # Indonesian and Malay: “orang2”
# Vowels of Telugu that differ in length alone, which hurried writing mixes up.
_SAME = str.maketrans("ఈఊఏఓీూేో", "ఇఉఎఒిుెొ")


@lru_cache(maxsize=16_384)
def fold_word(word: str) -> str:
    """Return a word in the form that is compared."""
    folded = unicodedata.normalize("NFKC", word).casefold().translate(_SAME)
    if not folded.isascii():
        folded = "".join(
            _plain(character) for character in folded if unicodedata.category(character) != "Cf"
        )
    handle = folded.startswith("@")
    folded = folded.lstrip("@#")
    folded = _LEET_INSIDE.sub(lambda found: found.group().translate(_LEET), folded)
    folded = regex.sub(r"[^\p{L}\p{M}\p{N}]", "", folded)
    folded = _TWICE.sub(r"\1", _SAID_TWICE.sub("", folded))
    return f"@{folded}" if handle else folded


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFD", character)
    # Accents fold away in Latin script alone: й is a letter of its own, Telugu vowel signs are the word.
    return base[0] if len(base) > 1 and base[0].isascii() else character


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message's words.

    Attributes:
        text: the message as it came.
        stream: folded words, one blank between them and at both ends.
        starts: offset in ``stream`` of each word.
        spans: offsets in ``text`` of each word.
        places: place of each word on a line on which a comma is three words long and a full stop eight.
    """

    text: str
    stream: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Utterance:
        """Return the words of a message."""
        words: list[str] = []
        starts: list[int] = []
        spans: list[tuple[int, int]] = []
        places: list[int] = []
        offset, place = 1, 0
        for token in _TOKEN.finditer(text):
            if token["word"] is None:
                place += SENTENCE_STEP if token["sentence"] else CLAUSE_STEP
                continue
            for start, end in _parts(text, token):
                folded = fold_word(text[start:end])
                if folded.strip("@"):
                    words.append(folded)
                    starts.append(offset)
                    spans.append((start, end))
                    places.append(place)
                    offset += len(folded) + 1
                    place += 1
        return cls(text, f" {' '.join(words)} ", tuple(starts), tuple(spans), tuple(places))


def _parts(text: str, token: regex.Match[str]) -> list[tuple[int, int]]:
    """Return the words of a token: several where a hashtag runs them together (``#ConsumerCourt``)."""
    start, end = token.span()
    if token["sign"] != "#":
        return [(start, end)]
    cuts = [start + 1, *(hump.start() for hump in _HUMP.finditer(text, start + 1, end)), end]
    return list(zip(cuts, cuts[1:], strict=False))
