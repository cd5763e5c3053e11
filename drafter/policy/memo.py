"""What was worked out once for a word or a token is remembered: the words of letters repeat.

Bounded both ways, so that no text can fill the memory: many letters' worth of keys, and none that is longer
than words are.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import TypeVar

_Key = TypeVar("_Key", bound=Sized)
_Value = TypeVar("_Value")
REMEMBERED = 2_000
LONGEST = 64


class Memo(dict[_Key, _Value]):
    """Maps a key to what is made of it, made once for as long as it is remembered.

    Args:
        make: makes the value of a key.
        most: keys remembered.
        longest: length of the longest key that is.
    """

    def __init__(
        self, make: Callable[[_Key], _Value], *, most: int = REMEMBERED, longest: int = LONGEST
    ) -> None:
        super().__init__()
        self._make = make
        self._most = most
        self._longest = longest

    def __missing__(self, key: _Key) -> _Value:
        made = self._make(key)
        if len(key) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[key] = made
        return made
