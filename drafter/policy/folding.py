"""Words as the rules see them: what reads as one is made one.

Case, accents on Latin letters, letters written twice, quotation marks, brackets, hyphens, line breaks and
joiners make no difference. A text is folded token by token (what stands between blanks), and each token is
folded once: the words of letters repeat.
"""

from __future__ import annotations

import re
import unicodedata

from drafter.policy.memo import Memo
from drafter.slots import SLOT

SENTENCE = "\x02"
CLAUSE = "\x03"
SLOT_WORD = "\x01"
MARKS = frozenset((SENTENCE, CLAUSE))
_SENTENCE_ENDS = ".!?"
_CLAUSE_ENDS = ",;:—–"
DROPPED = "'’‘\"“”„«»()_\u200c\u200d\u00ad"
# Vowels of Telugu that differ in length alone, and Bulgarian й-like letters: read as one.
_SAME = str.maketrans("ఈఊఏఓీూేో" + "ѝ", "ఇఉఎఒిుెొ" + "и")
_ASIDE_ENDS = re.compile(r"\)([.,;:!?…]*)$")
"""The end of an aside, which parts clauses as a comma does; a bracket inside a word parts nothing."""
_LETTER_APART = re.compile(r"(?<=\b[xtXT])-(?=[^\W\d_]{3,}(?![-\w]))|(?<=[^\W\d_]{4})-(?=[xX](?![-\w]))")
"""The hyphen of “x-ray”, “t-shirt” and “sinar-x”, whose letter is no blank and no piece of a word."""
_WILL = re.compile(r"(?<=[^\W\d_])['’‘]l{2,}\b", re.IGNORECASE)
"""The short form of “will”: without its apostrophe “we'll” is “well”, and “I'll” is “ill”."""
_TELUGU, _CYRILLIC = "\u0c00", "\u0400"
_LATIN_TWICE = re.compile(r"([a-z])\1+")
_CYRILLIC_TWICE = re.compile(r"([а-я])\1+")
_TELUGU_TWICE = re.compile(r"([అ-హ])\1+")
# Consonants that end a word or go before another without a vowel, and again: “ల్ప్ల్ప్”.
_VIRAMAS_TWICE = re.compile(r"((?:[క-హ]\u0c4d){1,3})\1+")
SYLLABLE = r"(?:[అ-ఔ]|[క-హ](?:\u0c4d[క-హ])*+[\u0c3e-\u0c4c\u0c55\u0c56]?+)[\u0c00-\u0c03\u0c4d]?+"
"""A Telugu syllable as written: a vowel, or consonants joined by viramas and a vowel sign; a final sign."""
_SYLLABLE_TWICE = re.compile(rf"({SYLLABLE})\1++(?![\u0c00-\u0c03\u0c3e-\u0c4d])")


class _Characters(dict[int, str]):
    """Maps a character to its folded form, worked out once per character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _SENTENCE_ENDS:
            folded = f" {SENTENCE} "
        elif character in _CLAUSE_ENDS:
            folded = f" {CLAUSE} "
        elif character in DROPPED:
            folded = ""
        elif character == SLOT_WORD or unicodedata.category(character)[0] in "LMN":
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


_CHARACTERS = _Characters()


def _fold(said: str) -> str:
    if said.isascii() and said.isalpha():
        return _once(said.lower())
    if said == "-":
        return CLAUSE
    if said[0] == "(":
        inside = said.lstrip("(")
        return f"{CLAUSE} {_fold(inside)}" if inside else CLAUSE
    if "(" not in said:
        said = _ASIDE_ENDS.sub(r",\1", said)
    said = _WILL.sub("will", _LETTER_APART.sub("", said))
    if "[[" in said:
        said = SLOT.sub(lambda slot: f" {SLOT_WORD}{slot[1]} ", said)
    return " ".join(_once(said.translate(_CHARACTERS)).split())


def _once(folded: str) -> str:
    """Return text with each letter, and each Telugu syllable, written twice written once."""
    highest = max(folded, default="")
    if highest >= _TELUGU:
        syllables = _SYLLABLE_TWICE.sub(_syllable_once, _VIRAMAS_TWICE.sub(r"\1", folded))
        return _TELUGU_TWICE.sub(r"\1", syllables)
    twice = _CYRILLIC_TWICE if highest >= _CYRILLIC else _LATIN_TWICE
    return twice.sub(r"\1", folded)


def _syllable_once(found: re.Match[str]) -> str:
    start, end = found.span()
    before, after = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    return found[1] if before.strip() or after.strip() else found[0]  # మేమే is a word


_TOKENS = Memo(_fold)


def folded(text: str) -> str:
    """Return the folded words and marks of a text, parted by single blanks."""
    said = " ".join(map(_TOKENS.__getitem__, text.split()))
    return " ".join(said.split()) if "  " in said else said  # a token may hold no word at all


def fold(text: str) -> list[str]:
    """Return the folded words and marks of a text."""
    return folded(text).split()


def fold_entry(entry: str) -> str:
    """Return a concept's entry as the words it matches, without marks."""
    return " ".join(word for word in fold(entry) if word not in MARKS)
