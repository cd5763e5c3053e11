"""Cues: words and phrases of every language that hint at something, all found in one pass.

A cue file (``policies/escalation/cues/<language>.yaml``) maps cue names to entries, parted by commas.
``~`` at an entry's end stands for any ending, at its beginning for any beginning. Customers mix languages,
so every file is read whatever the language of a message. What stands inside a hit of the cue ``mask`` is not
read: a film's title, a figure of speech. Nor is, where a message is known to be in a file's language, what
stands inside one of its ``homographs``: words that another language uses for something else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from drafter.case import Language
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy.patterns import Found, Patterns
from drafter.policy.utterance import SENTENCE_STEP, Utterance, fold

FILES = "escalation/cues/*.yaml"
MASK = "mask"
HOMOGRAPHS = "homographs"
_SHORTEST_OPEN = 3


class Hit(NamedTuple):
    """One cue in a message.

    Attributes:
        place: place of its first word (see :class:`Utterance`).
        last_place: place of its last word.
        first, last: numbers of these words.
    """

    place: int
    last_place: int
    first: int
    last: int


class Cues:
    """All cues of all languages, compiled.

    Args:
        entries: cue name and entry, with the file each came from.

    Raises:
        LibraryError: an entry is empty, or too short to stand for any ending.
    """

    def __init__(self, entries: Sequence[tuple[str, str, str]]) -> None:
        self._bits = {
            name: 1 << place for place, name in enumerate(dict.fromkeys(name for name, _, _ in entries))
        }
        patterns: dict[str, int] = {}
        problems = []
        # In one piece, which is ten times as fast as one by one.
        folded = fold("\n".join(entry for _, entry, _ in entries)).split("\n")
        for (name, entry, source), said in zip(entries, folded, strict=True):
            pattern = _pattern(entry, said.strip())
            if pattern is None:
                wanted = f"give words, or at least {_SHORTEST_OPEN} letters with `~`"
                problems.append(Problem(source, name, f"`{entry}` cannot be matched", wanted))
            else:
                patterns[pattern] = patterns.get(pattern, 0) | self._bits[name]
        if problems:
            raise LibraryError(problems)
        self._patterns = Patterns({pattern: (mask, len(pattern)) for pattern, mask in patterns.items()})

    @property
    def names(self) -> Collection[str]:
        """Return the names of all cues."""
        return self._bits.keys()

    def mask(self, names: Iterable[str]) -> int:
        """Return the mask of some cues, a bit each; names that are no cue count for nothing."""
        return reduce(or_, (self._bits.get(name, 0) for name in names), 0)

    def find(self, utterance: Utterance) -> list[Found]:
        """Return what stands in a message, masked or not."""
        return self._patterns.find(utterance.stream) if utterance.words else []

    def hits(self, utterance: Utterance, found: Iterable[Found], language: Language | None = None) -> Hits:
        """Return the hits of each cue; nothing that stands inside a mask.

        Args:
            utterance: the message.
            found: what stands in it.
            language: its language, where known.
        """
        return Hits(self, utterance, found, self.mask((MASK, f"{HOMOGRAPHS}.{language}")))


class Hits(dict[str, Sequence[Hit]]):
    """Maps a cue to its hits in a message, in order; they are looked for when they are asked for.

    Args:
        cues: all cues.
        utterance: the message.
        found: what stands in it.
        hiding: the mask of the cues inside whose hits nothing is read.
    """

    def __init__(self, cues: Cues, utterance: Utterance, found: Iterable[Found], hiding: int) -> None:
        super().__init__()
        self._cues = cues
        self._utterance = utterance
        self._found: dict[int, list[tuple[int, int]]] = {}
        for end, (mask, length) in found:
            self._found.setdefault(mask, []).append((end - length + 1, end))
        self._masks = _Masks(self._of(hiding))

    def __missing__(self, name: str) -> Sequence[Hit]:
        hits = self[name] = sorted(
            hit for hit in self._of(self._cues.mask((name,))) if not self._masks.cover(hit)
        )
        return hits

    def _of(self, wanted: int) -> set[Hit]:
        return {
            hit
            for mask, places in self._found.items()
            if mask & wanted
            for begin, end in places
            if (hit := _hit(self._utterance, begin, end))
        }


def _hit(utterance: Utterance, begin: int, end: int) -> Hit | None:
    """Return the words of a stretch of a stream; none where it runs from one sentence into the next."""
    starts, places, stream = utterance.starts, utterance.places, utterance.stream
    first = bisect_right(starts, begin + (stream[begin] == " ")) - 1
    last = bisect_right(starts, end - (stream[end] == " ")) - 1
    if places[last] - places[first] >= last - first + SENTENCE_STEP:
        return None
    return Hit(places[first], places[last], first, last)


class _Masks:
    """Stretches of words that are not read."""

    def __init__(self, masks: set[Hit]) -> None:
        ordered = sorted(masks)
        self._firsts = [mask.first for mask in ordered]
        self._farthest: list[int] = []
        for mask in ordered:
            self._farthest.append(max(mask.last, self._farthest[-1] if self._farthest else 0))

    def cover(self, hit: Hit) -> bool:
        """Say whether one mask holds the whole of a hit."""
        before = bisect_right(self._firsts, hit.first)
        return before > 0 and self._farthest[before - 1] >= hit.last


def between(hits: Sequence[Hit], low: int, high: int) -> Iterator[Hit]:
    """Yield the hits whose first word stands at a place from ``low`` to ``high``."""
    for index in range(bisect_left(hits, (low,)), len(hits)):
        if hits[index].place > high:
            return
        yield hits[index]


def _pattern(entry: str, said: str) -> str | None:
    """Return what an entry looks like in a stream, or None where it would match almost anything.

    Args:
        entry: the entry as written.
        said: the same, folded.
    """
    if not said or "~" not in entry:
        return f" {' '.join(said.split())} " if said else None
    said = " ".join(said.split())
    begins, ends, last = entry.startswith("~"), entry.endswith("~"), said.rpartition(" ")[2]
    if (begins and len(said) < _SHORTEST_OPEN) or (ends and len(last) < _SHORTEST_OPEN - 1):
        return None
    return f"{'' if begins else ' '}{said}{'' if ends else ' '}"


def load(shelf: Shelf) -> Cues:
    """Return the compiled cues of a policies shelf.

    Raises:
        LibraryError: a file is broken.
    """
    return _load(shelf)


@lru_cache(maxsize=8)
def _load(shelf: Shelf) -> Cues:
    entries = []
    for name in shelf.names(FILES):
        path = shelf.find(name)
        content = read_yaml(path)
        cues = content.get("cues") if isinstance(content, dict) else None
        if not isinstance(cues, dict) or not all(isinstance(given, str) for given in cues.values()):
            raise LibraryError(
                Problem(str(path), "cues", "is not a map of cues", "map each cue to entries parted by commas")
            )
        source = str(path)
        for cue, given in cues.items():
            own = f"{cue}.{path.stem}" if cue == HOMOGRAPHS else cue
            entries += [(own, entry, source) for part in given.split(",") if (entry := part.strip())]
    return Cues(entries)
