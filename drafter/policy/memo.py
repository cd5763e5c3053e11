"""What was worked out once is remembered: the words of letters repeat, and so do their sentences.

Bounded both ways, so that no text can fill the memory: many letters' worth of keys, and no longer ones than
words are.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import TypeVar

_Key = TypeVar("_Key")
_Word = TypeVar("_Word", bound=Sized)
_Value = TypeVar("_Value")
REMEMBERED = 4_000
OF_ALL_LANGUAGES = 16_000
"""Words that are remembered where texts of any language are read in turn."""
LONGEST = 64


class Bounded(dict[_Key, _Value]):
    """A mapping that forgets all it holds before it would hold too much.

    Args:
        most: the most keys it holds.
    """

    def __init__(self, most: int = REMEMBERED) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: _Key, value: _Value) -> None:
        """Hold a value under a new key."""
        if len(self) >= self._most:
            self.clear()
        self[key] = value


class Memo(Bounded[_Word, _Value]):
    """Maps a word to what is made of it, made once for as long as it is remembered.

    Args:
        make: makes the value of a word, or of a text.
        most: the most of them that are remembered.
        longest: the most characters of one that is.
    """

    def __init__(
        self, make: Callable[[_Word], _Value], most: int = REMEMBERED, longest: int = LONGEST
    ) -> None:
        super().__init__(most)
        self._make = make
        self._longest = longest

    def __missing__(self, word: _Word) -> _Value:
        made = self._make(word)
        if len(word) <= self._longest:
            self.keep(word, made)
        return made
