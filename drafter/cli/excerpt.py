"""Where something stands in a text, shown as an editor would: its lines, underlined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_AROUND = 36
"""Cells of a long line that are shown before and after what is underlined."""


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, in code points counted from 1."""
    text = _in_lines(text)
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def underlined(text: str, start: int, end: int) -> Iterator[str]:
    """Yield each line that a span touches and, below, a mark as wide as a terminal draws the span."""
    text = _in_lines(text)
    begin = text.rfind("\n", 0, start) + 1
    for line in text[begin:].split("\n"):
        low, high = max(start - begin, 0), min(end - begin, len(line))
        if low < high:
            said = line[low:high]
            before = _shortened(line[:low], from_end=True)
            yield f"{before}{said}{_shortened(line[high:], from_end=False)}".rstrip()
            yield f"{' ' * _width(before)}{'~' * _width(said)}"
        begin += len(line) + 1
        if begin >= end:
            return


def _in_lines(text: str) -> str:
    """Return a text with line feeds alone and blanks for tabs; every character keeps its offset."""
    return text.replace("\r\n", " \n").replace("\r", "\n").replace("\t", " ")


def _shortened(text: str, *, from_end: bool) -> str:
    """Return as many whole words of a text, from one end, as there is room for."""
    if _width(text) <= _AROUND:
        return text
    words = text.split(" ")
    kept = list(_fitting(reversed(words) if from_end else words))
    return f"… {' '.join(reversed(kept))}" if from_end else f"{' '.join(kept)} …"


def _fitting(words: Iterable[str]) -> Iterator[str]:
    room = _AROUND
    for word in words:
        room -= _width(word) + 1
        if room < 0:
            return
        yield word


def _width(text: str) -> int:
    # Loaded only where there is a finding to show: it takes longer than judging a letter.
    from rich.cells import cell_len

    return cell_len(text)
