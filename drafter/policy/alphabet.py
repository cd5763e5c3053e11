"""Which characters a draft may hold outside its slots, and how its words may be shaped.

A list of what is allowed needs no list of attacks: digits of any script, currency signs, addresses,
mark-up, invisible, full-width and look-alike characters all fail without being named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import regex

from drafter.choices import Language
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy.finding import Finding

FILE = "alphabets.yaml"
_SPACED_RUN = 4
_ABBREVIATED = (
    r"e\.g|i\.e|etc|vs|cf|approx|a\.m|p\.m|no|dll|dsb|dst|tsb|hal|atbp"
    r"|т\.н|т\.е|др|напр|вкл|чл|ул|ап|бл|ет|вх|стр|лв|мин|сек|ч|г"
)
# Telugu signs that no consonant carries: a vowel sign or virama after any sign, a dot after a dot or virama.
_UNCARRIED_SIGNS = (
    r"[\u0C00-\u0C03\u0C3E-\u0C4D\u0C55\u0C56][\u0C3E-\u0C4D\u0C55\u0C56]"
    r"|[\u0C00-\u0C03\u0C4D][\u0C00-\u0C03]"
)


@dataclass(frozen=True)
class Alphabet:
    """The characters and word shapes of one language.

    Attributes:
        allowed: the characters.
        letters, punctuation: those that are letters, and all others, as in a class of a pattern.
        longest: most letters of a word.
        joiners: characters that stand between two letters alone.
        terms: names that may stand as they are written.
        words_factor: words it takes for one of English.
    """

    allowed: frozenset[str]
    letters: str
    punctuation: str
    longest: int
    joiners: frozenset[str]
    terms: tuple[str, ...]
    words_factor: float

    # Most texts need none of these patterns, and they take long to compile.
    @cached_property
    def stray(self) -> regex.Pattern[str]:
        """Return the pattern of characters that may not stand where they do."""
        allowed = f"{self.letters}{self.punctuation}{''.join(self.joiners)}"
        return regex.compile(rf"[^{allowed}]|{self.stray_joiner.pattern}")

    @cached_property
    def stray_joiner(self) -> regex.Pattern[str]:
        """Return the pattern of a joiner that does not stand between two letters."""
        letters, joiners = self.letters, "".join(self.joiners)
        return regex.compile(rf"[{joiners}](?:(?![{letters}])|(?<![{letters}].))" if joiners else "(?!)")

    @cached_property
    def odd_shape(self) -> regex.Pattern[str]:
        """Return the pattern of words that no language writes so."""
        return _odd(self.longest)

    def is_plain(self, token: str) -> bool:
        """Say whether a token needs no exact look: never wrongly yes, sometimes wrongly no."""
        letters = set(token)
        return not (
            not letters <= self.allowed
            or (not letters.isdisjoint(self.joiners) and self.stray_joiner.search(token))
            or len(token) > self.longest
            or _POINT_INSIDE.search(token)
            or _ODD_CAPITAL.search(token)
            or any(drawn in token for drawn in _DRAWN)
            or (not letters.isdisjoint(_BRACKETS) and _ODD_BRACKET.search(token))
            or (self.joiners and (token.count("-") > 1 or _UNCARRIED.search(token)))
        )


def load(language: Language, shelf: Shelf) -> Alphabet:
    """Return a language's alphabet.

    Raises:
        LibraryError: the file lacks the language or one of its keys.
    """
    return _load(language, shelf)


@lru_cache(maxsize=32)
def _load(language: Language, shelf: Shelf) -> Alphabet:
    path = shelf.find(FILE)
    content = _content(shelf)
    try:
        row = content["languages"][str(language)]
        letters, joiners, punctuation = row["letters"], row.get("joiners", ""), content["punctuation"]
        longest, factor = int(row["max_word"]), float(row["words_factor"])
    except (KeyError, TypeError, ValueError) as error:
        raise LibraryError(
            Problem(
                str(path),
                str(language),
                f"lacks or misspells {error}",
                "give letters, max_word, words_factor",
            )
        ) from None
    return Alphabet(
        allowed=_members(f"{letters}{joiners}", punctuation),
        letters=letters,
        punctuation=regex.escape(punctuation),
        longest=longest,
        joiners=frozenset(joiners),
        terms=tuple(row.get("terms", ())),
        words_factor=factor,
    )


@lru_cache(maxsize=8)
def _content(shelf: Shelf) -> Any:  # noqa: ANN401  (whatever the file holds)
    return read_yaml(shelf.find(FILE))


def _members(letters: str, punctuation: str) -> frozenset[str]:
    members = set(punctuation)
    for match in regex.finditer(r"(.)-(.)|(.)", letters):
        low, high = (match[1], match[2]) if match[1] else (match[3], match[3])
        members.update(map(chr, range(ord(low), ord(high) + 1)))
    return frozenset(members)


def _odd(longest: int) -> regex.Pattern[str]:
    """Return the pattern of words that no language writes so."""
    word, letter, gap = r"[\p{L}\p{M}]", r"\p{L}\p{M}*", r"[^\p{L}\p{M}\n]{1,3}"
    opening, closing = "(«„“", ")»”"
    quote = rf"[\"'’‘{opening}{closing}]"
    return regex.compile(
        rf"{word}{{{longest + 1},}}"  # longer than any word of the language
        rf"|{word}{{2}}[.!?:;,]{word}|(?:{word}|{quote})[.!?:;,]{word}{{2}}"  # an address's point
        rf"|[.!?:;,]{quote}+{word}"  # the same, its parts quoted
        r"|\p{Ll}\p{Lu}|\p{Lu}{4,}"  # capitals inside a word, or all through it
        rf"|(?<!{word})(?:{letter}{gap}){{{_SPACED_RUN - 1},}}{letter}(?!{word})"  # letters set apart
        rf"|{_UNCARRIED_SIGNS}"
        rf"|{word}[\"{opening}{closing}]{word}"  # a quotation mark or bracket inside a word
        rf"|[{opening}][\s.…,;:?!–—-]*[{closing}]|\(\(|\)\)|««|»»"  # empty or doubled brackets
        r"|\p{Telugu}-\p{Telugu}+-\p{Telugu}"  # a Telugu word taken apart
        r"|[^\p{L}\p{M}\s.\]]{4,}|\.{5,}|[?!]{3,}|--"  # punctuation used as drawing
        rf"|(?:{word}+(?:[.:;…]+ +| [-–—] )){{3,}}"  # a point after every word
        rf"|(?:{word}+[.,:;!?…]+ +){{6,}}"
        r"|(?:\A|\n) *[-–—•]"  # lists and rules
        r"|(?<!\S)(?:…|\.\.\.)(?!\S)|(?<!\S)(?:…|\.\.\.|[-–—])[.,;:!?]"  # a blank drawn as points or a dash
        rf"|\p{{L}}[.!?][ \n]\p{{Ll}}(?<!\b(?:{_ABBREVIATED})\.[ \n].)"  # a sentence that begins small
        rf"|(?:(?:\A|\n)[ \n]*{word}{{1,12}}[ ,.-]*(?=\n)){{4,}}"  # words written down the page
    )


_CAPITALS = "A-ZА-ЯÀ-Þ"
_ODD_CAPITAL = re.compile(rf"[{_CAPITALS}](?:(?<=[^\W\d_{_CAPITALS}].)|[{_CAPITALS}]{{3}})")
_POINT_INSIDE = re.compile(r"[.,;:!?](?:[^\s.,;:!?\]\"'’”»“)…–—-]|[\"'’”»“)]+\w)")
_UNCARRIED = re.compile(_UNCARRIED_SIGNS)
_BRACKETS = frozenset('"(«„“”»)')
_ODD_BRACKET = re.compile(r"[(«„“][\s.…,;:?!–—-]*[)»”]|\(\(|\)\)|««|»»|[\"(«„“”»)](?<=\w.)\w|[\"()“”„«»]{3}")
_ALL_BLANK = re.compile(r"[(«„“]\s+[.…,;:?!]*[)»”]")
_DRAWN = ("--", "!!!", "???", "!?!", "?!?", "....", ",,,", ";;;", ":::", "……", "——", "––")


_NOT_IN_CASE = (
    "This figure or date is not in the case as written here; "
    "write the case's own, put it among the case's facts, or take it out."
)
_IN_LETTER = "A letter holds letters of its language, ordinary punctuation and what its case states."
_FIGURE = regex.compile(r"[\p{N}\p{Sc}]")
_JOINER_AT_END = regex.compile(r"(?<!\u200c)\u200c(?![\u200c\p{L}\p{M}])")
"""One non-joiner at the end of a word, as people type it in Telugu."""


def judge_letter(text: str, bare: str, alphabet: Alphabet) -> Iterator[Finding]:
    """Yield what :func:`judge` finds in a filled letter, for a reader who sees values and no slots.

    Args:
        text: the letter with its values written back as slots.
        bare: see :func:`judge`.
        alphabet: the language's alphabet.
    """
    for finding in judge("", text, _JOINER_AT_END.sub(" ", bare), alphabet):
        if _FIGURE.search(finding.quote):
            yield replace(finding, why=_NOT_IN_CASE)
        else:
            yield replace(finding, why=_IN_LETTER) if finding.rule == "draft.character" else finding


def judge(section: str, text: str, bare: str, alphabet: Alphabet) -> Iterator[Finding]:
    """Yield what a section's characters and word shapes break.

    Args:
        section: id of the section.
        text: the section's text.
        bare: the same with every slot and every allowed term blanked out, of the same length.
        alphabet: the language's alphabet.
    """
    stray = alphabet.stray.search(bare)
    if stray:
        yield Finding.at(
            "draft.character",
            section,
            text,
            stray.span(),
            "A draft holds letters of its language and ordinary punctuation; facts stand in slots.",
            "Use only letters of the language and ordinary punctuation outside slots: no digits, "
            "symbols, addresses or other scripts.",
        )
    odd = next((each for each in alphabet.odd_shape.finditer(bare) if not _is_filled(each, text)), None)
    if odd:
        yield Finding.at(
            "draft.shape",
            section,
            text,
            odd.span(),
            "A word is shaped as no word is: over-long, spaced out, dotted or oddly capitalised.",
            "Write ordinary words with ordinary spaces.",
        )


def _is_filled(found: regex.Match[str], text: str) -> bool:
    """Say whether brackets that are empty in a blanked text hold a slot or a term."""
    return bool(_ALL_BLANK.fullmatch(found.group())) and text[found.start() : found.end()] != found.group()
