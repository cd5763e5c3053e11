"""Text that nobody vouches for, made safe to look at: what would be invisible or act on a screen is shown.

A model's answer may hold escape sequences for a terminal, marks that turn the reading direction round, or
characters that no XML file may hold.
"""

from __future__ import annotations

import regex

# Control characters but tab and line feed, lone surrogates, marks of direction, blanks without width and
# non-characters. Zero-width joiner and non-joiner stay: Telugu is written with them.
_UNSEEN = regex.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Return a text with each unseen character written as ``⟨U+202E⟩``."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
