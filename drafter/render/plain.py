"""A letter as plain text."""

from __future__ import annotations

from drafter.letter import Letter

_ROOM_FOR_SIGNATURE = "\n\n\n"


def to_text(letter: Letter) -> str:
    """Return a letter as plain text, ending in a line feed; one line a paragraph, unwrapped."""
    blocks = [
        "\n".join(letter.letterhead),
        letter.date,
        "\n".join(letter.address),
        letter.reference,
        letter.salutation,
        *letter.body,
        letter.closing + _ROOM_FOR_SIGNATURE + "\n".join((*letter.signature, *letter.contact)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"
