"""How the tokens of a text look, worked out once per token: most texts need no closer look.

The exact, slower checks are in :mod:`drafter.policy.alphabet`, :mod:`drafter.policy.places` and
:mod:`drafter.policy.names`; what stands here says where they need not look: never wrongly so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import alphabet as alphabets
from drafter.policy import language as languages
from drafter.policy.alphabet import Alphabet
from drafter.policy.folding import MARKS, folded
from drafter.policy.language import Marks
from drafter.policy.memo import Memo
from drafter.policy.names import CAPITALISED, TITLE

_ENDS, _MARKED, _CAPITAL, _SMALL, _SHORT, _LONE, _ODD = (1 << place for place in range(7))
_TEXTS, _LONGEST_TEXT = 64, 2_048
"""Texts that are remembered, and the most characters of one."""
_BASE = 0x20
_CODES = range(_ODD << 1)
_FIRST = chr(_BASE + _ENDS)
"""Stands before a text, as the end of a sentence."""
_OPENERS, _CLOSERS = "\"“‘(«„—'", "\"'.,;:!?…)”“»—"
_SLOT_ALONE = re.compile(rf"[{re.escape(_OPENERS)}]*\[\[[a-z0-9_]+\]\][{re.escape(_CLOSERS)}]*")
_DASHES = frozenset(("-", "–", "—"))
_LIST_MARKS = ("-", "–", "—", "•")


def _class(*wanted: int) -> str:
    """Return the character class of the codes with any of some bits."""
    codes = "".join(chr(_BASE + code) for code in _CODES if any(code & bit for bit in wanted))
    return f"[{re.escape(codes)}]"


# Each begins with a class: where none of its characters stands, a text is passed over at once.
_IS_ODD = re.compile(_class(_ODD))
_SPACED_OUT = re.compile(rf"{_class(_SHORT)}{_class(_LONE)}?(?:{_class(_SHORT)}{_class(_LONE)}?){{3}}")
_STANDS_ALONE = re.compile(_class(_LONE))
_POINTED = re.compile(rf"{_class(_MARKED)}{{3}}")
_POINTED_APART = re.compile(rf"(?:{_class(_MARKED)}|.{_class(_LONE)}){{3}}")
_BEGINS_SMALL = re.compile(rf"{_class(_ENDS)}{_class(_SMALL)}")
_MAY_NAME = re.compile(rf"{_class(_CAPITAL)}(?<!{_class(_ENDS)}.)")


class Shapes(Memo[str, str]):
    """Maps a token to one character that says how it looks.

    Args:
        alphabet: the language's alphabet.
        marks: its marks.
    """

    def __init__(self, alphabet: Alphabet, marks: Marks) -> None:
        super().__init__(self._character)
        self._looks = Memo(self._look, _TEXTS, _LONGEST_TEXT)
        self._alphabet = alphabet
        self._marks = marks

    def of(self, texts: Iterable[str]) -> tuple[bool, bool]:
        """Say of some texts whether their shape needs a closer look, and whether a name may stand in them."""
        looks = [self._looks[text] for text in texts]
        return any(odd for odd, _ in looks), any(named for _, named in looks)

    def _look(self, text: str) -> tuple[bool, bool]:
        # Parted at blanks and line feeds alone: any other space stays in its token, and no alphabet has it.
        codes = _FIRST + "".join(map(self.__getitem__, text.replace("\n", " ").split(" ")))
        pointed = _POINTED_APART if _STANDS_ALONE.search(codes) else _POINTED
        odd = (
            _is_parted_oddly(text)
            or _BEGINS_SMALL.search(codes)
            or _IS_ODD.search(codes)
            or _SPACED_OUT.search(codes)
            or pointed.search(codes)
        )
        return bool(odd), bool(_MAY_NAME.search(codes))

    def _character(self, token: str) -> str:
        return chr(_BASE + self._code(token))

    def _code(self, token: str) -> int:
        if not token:
            return 0
        said = folded(token).split()
        words = [word for word in said if word not in MARKS]
        shortest = 3 if self._alphabet.joiners else 1
        code = 0
        if token[-1] in ".!?" and not TITLE.search(token):
            code |= _ENDS
        if token[0].islower():
            code |= _SMALL
        if (said and said[-1] in MARKS) or token.endswith("…"):
            code |= _MARKED if words else _LONE
        if words and all(len(word) <= shortest for word in words):
            code |= _SHORT if len(words) == 1 else _ODD
        if any(not self._marks.may_be_capital(word) for word in CAPITALISED.findall(token)):
            code |= _CAPITAL
        if self._is_odd(token, words):
            code |= _ODD
        return code

    def _is_odd(self, token: str, words: list[str]) -> bool:
        if not words:
            return token not in _DASHES
        if "[" in token:
            return _SLOT_ALONE.fullmatch(token) is None
        return not self._alphabet.is_plain(token)


def _is_parted_oddly(text: str) -> bool:
    """Say whether a line feed stands alone, or a line may be a list's."""
    if text.startswith(_LIST_MARKS):
        return True
    return "\n" in text and (
        "\n" in text.replace("\n\n", "") or any(f"\n{mark}" in text for mark in _LIST_MARKS)
    )


def load(language: Language, shelf: Shelf) -> Shapes:
    """Return the shapes of a language's tokens.

    Raises:
        LibraryError: a file is missing or broken.
    """
    return _load(language, shelf)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> Shapes:
    return Shapes(alphabets.load(language, shelf), languages.marks(language, shelf))
