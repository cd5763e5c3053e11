"""What was worked out once for a word or a token is remembered: the words of letters repeat.

Bounded both ways, so that no text can fill the memory: many letters' worth of keys, and none that is longer
than words are.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import TypeVar

_Key = TypeVar("_Key", bound=Sized)
_Value = TypeVar("_Value")
REMEMBERED = 4_000
LONGEST = 64


class Memo(dict[_Key, _Value]):
    """Maps a key to what is made of it, made once for as long as it is remembered.

    Args:
        make: makes the value of a key.
    """

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        made = self._make(key)
        if len(key) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[key] = made
        return made
