"""A text as words and figures, however they are written: ``₱1,899.00`` is ``1899``, “thirty-eight” ``38``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import regex

from drafter.policy.folding import fold_entry
from drafter.policy.language import Marks
from drafter.policy.memo import Memo
from drafter.policy.numerals import Numerals

_STEM, _TELUGU_STEM = 5, 4
"""Letters by which a word is known in another inflection; of a shorter one, all.

Telugu endings begin sooner, and change the vowel before them.
"""
_TELUGU_BEGINS = "\u0c00"
_HALF_DAY = 12
_TOKEN = regex.compile(
    r"(?P<figure>(?<![\p{L}\p{M}\p{Nd}])(?:(?:RM|Rp\.?|US|№|\p{Lu})?\p{Sc}?[ \u00a0]?)"
    r"\p{Nd}+(?:[.,:/-]\p{Nd}+)*(?:[ \u00a0]?[%\p{Sc}]|-\p{L}{1,3}(?![\p{L}\p{M}])|(?:st|nd|rd|th)\b"
    r"|[ \u00a0][гч](?:\.(?=[,;:)]|\s\p{Ll}))?(?!\p{L})|(?:న|వ|కి|కు|లో)(?![\p{L}\p{M}]))?)"
    r"|(?P<word>\p{L}(?:['’]?[\p{L}\p{M}\u200c\u200d])*)"
)
_DIGITS = regex.compile(r"\p{Nd}+")
_OF_MONEY = regex.compile(r"RM|Rp|US|\p{Sc}")
_POSSESSIVE = regex.compile(r"['’]s\Z")
_LETTER = regex.compile(r"\A\p{Lu}(?=\p{Nd})")
_SENTENCE_END = regex.compile(r"[.!?…।]['\"”’)]*\s+|\n")
_TIME = regex.compile(r"(\d|1\d|2[0-3])\.([0-5]\d)")
_THOUSAND, _NO_CENTS = 3, "00"
_FOLDED: Memo[str, str] = Memo(fold_entry)


class Token(NamedTuple):
    """A word or a figure of a text.

    Attributes:
        start, end: where it stands.
        said: the beginning of the folded word, or the figure however it is written.
        word: the folded word; empty for a figure.
        sentence: the number of its sentence.
    """

    start: int
    end: int
    said: str
    word: str
    sentence: int


def tokens_of(text: str, marks: Marks) -> Iterator[Token]:
    """Yield the words and figures of a text.

    Args:
        text: the text.
        marks: the language's marks.
    """
    done = sentence = 0
    for match in _TOKEN.finditer(text):
        sentence += _SENTENCE_END.search(text, done, match.end()) is not None
        done = match.end()
        if written := match["figure"]:
            start = match.end() - len(written.lstrip())
            yield Token(start, match.end(), figure(written), "", sentence)
        elif word := _FOLDED[_POSSESSIVE.sub("", match["word"])]:
            word = marks.full.get(word, word)
            yield Token(*match.span(), marks.figures.get(word, stem_of(word)), word, sentence)


def stem_of(word: str) -> str:
    """Return the letters by which a word is known in another inflection."""
    return word[: _TELUGU_STEM if word >= _TELUGU_BEGINS else _STEM]


def with_numbers(tokens: Sequence[Token], numerals: Numerals) -> Iterator[Token]:
    """Yield words and figures; a number of several words is one of them."""
    for _, sentence in groupby(tokens, key=attrgetter("sentence")):
        yield from _with_numbers(tuple(sentence), numerals)


def _with_numbers(tokens: Sequence[Token], numerals: Numerals) -> Iterator[Token]:
    done = 0
    for number in numerals.numbers([token.word for token in tokens]):
        first, last = tokens[number.start], tokens[number.end - 1]
        if number.end - number.start > 1 or not first.said.isdigit():
            yield from tokens[done : number.start]
            yield first._replace(end=last.end, said=number.figure)
            done = number.end
    yield from tokens[done:]


def with_percents(tokens: Sequence[Token], percents: Sequence[Sequence[str]]) -> Iterator[Token]:
    """Yield words and figures; a number with “per cent” behind it is a percentage, as with its sign.

    Args:
        tokens: the words and figures.
        percents: how a percentage is said, word for word.
    """
    done = 0
    for place, token in enumerate(tokens):
        if place < done:
            continue
        said = next((each for each in percents if _stands_at(tokens, place + 1, each)), ())
        if said and token.said.isdigit():
            done = place + 1 + len(said)
            yield token._replace(end=tokens[done - 1].end, said=f"{token.said}%")
        else:
            yield token


def _stands_at(tokens: Sequence[Token], place: int, words: Sequence[str]) -> bool:
    row = tokens[place : place + len(words)]
    return len(row) == len(words) and all(
        token.word and token.said == stem_of(word) for token, word in zip(row, words, strict=True)
    )


def as_clocks(said: str) -> Iterator[str]:
    """Yield a word or figure; a time of day also by the other clock, and without its minutes if it has none.

    ``14.45`` is ``2.45``, and ``15.00`` is ``3.00``, ``15`` and ``3``.
    """
    yield said
    if time := _TIME.fullmatch(said):
        for hour in (int(time[1]), (int(time[1]) + _HALF_DAY) % (2 * _HALF_DAY)):
            yield from (f"{hour}.{time[2]}",) if f"{hour}.{time[2]}" != said else ()
            yield from (f"{hour}",) if time[2] == _NO_CENTS else ()


def figure(written: str) -> str:
    """Return a figure however it is grouped and marked: ``₱1,899.00`` and ``1899``, ``9.30`` and ``9:30``.

    A letter before it stays, and a percent sign: a seat ``F11`` is no eleven.
    """
    groups = _DIGITS.findall(written)
    groups[0] = groups[0].lstrip("0") or "0"
    while len(groups) > 1 and len(groups[1]) == _THOUSAND and len(groups[0]) <= _THOUSAND:
        groups[:2] = [groups[0] + groups[1]]
    is_sum = _OF_MONEY.search(written) or len(groups[0]) >= _THOUSAND
    if len(groups) > 1 and groups[-1] == _NO_CENTS and is_sum:
        groups.pop()
    letter = _LETTER.match(written.strip())
    return f"{letter.group() if letter else ''}{'.'.join(groups)}{'%' * written.endswith('%')}"
