"""Cues: words and phrases of every language that hint at something, all found in one pass.

A cue file (``policies/escalation/cues/<language>.yaml``) maps cue names to entries, parted by commas.
``~`` at an entry's end stands for any ending, at a single word's beginning for any beginning. Customers mix
languages, so every file is read whatever the language of a message. What stands inside a hit of the cue
``mask`` is not read: a film's title, a figure of speech. Nor is, where a message is known to be in a file's
language, what stands inside one of its ``homographs``: words that another language uses for something else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from drafter.choices import Language
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy.masks import Masks, WordMasks
from drafter.policy.memo import OF_ALL_LANGUAGES, Memo
from drafter.policy.phrasebook import Found, Phrase, Phrasebook
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
        self._words = _Words()
        phrases: dict[Phrase, int] = defaultdict(int)
        problems = []
        # In one piece, which is ten times as fast as one by one.
        folded = fold("\n".join(entry for _, entry, _ in entries)).split("\n")
        for (name, entry, source), said in zip(entries, folded, strict=True):
            words = tuple(said.split())
            if not _tells(entry, words):
                wanted = f"give words, or at least {_SHORTEST_OPEN} letters with `~`"
                problems.append(Problem(source, name, f"`{entry}` cannot be matched", wanted))
            elif len(words) > 1:
                phrases[Phrase(words, entry.endswith("~"))] |= self._bits[name]
            else:
                self._words.add_entry(entry, words[0], self._bits[name])
        if problems:
            raise LibraryError(problems)
        self._phrasebook = Phrasebook(phrases, FILES)
        self._masks = Memo(self._words.of, OF_ALL_LANGUAGES)

    @property
    def names(self) -> Collection[str]:
        """Return the names of all cues."""
        return self._bits.keys()

    def mask(self, names: Iterable[str]) -> int:
        """Return the mask of some cues, a bit each; names that are no cue count for nothing."""
        return reduce(or_, (self._bits.get(name, 0) for name in names), 0)

    def find(self, utterance: Utterance) -> list[Found]:
        """Return what stands in a message, masked or not."""
        words = utterance.words
        found = [
            (place, place + 1, mask) for place, mask in enumerate(map(self._masks.__getitem__, words)) if mask
        ]
        return found + self._phrasebook.find(words)

    def hits(
        self, utterance: Utterance, found: Iterable[Found], wanted: int, language: Language | None = None
    ) -> Hits:
        """Return the hits of some cues; nothing that stands inside a mask.

        Args:
            utterance: the message.
            found: what stands in it.
            wanted: the mask of all cues that may be asked for.
            language: its language, where known.
        """
        return Hits(utterance, found, wanted, self.mask((MASK, f"{HOMOGRAPHS}.{language}")))


class Hits(dict[int, Sequence[Hit]]):
    """Maps cues, as a mask, to their hits in a message, in order; looked for when they are asked for.

    Args:
        utterance: the message.
        found: what stands in it.
        wanted: the mask of all cues that may be asked for.
        hiding: the mask of the cues inside whose hits nothing is read.
    """

    def __init__(self, utterance: Utterance, found: Iterable[Found], wanted: int, hiding: int) -> None:
        super().__init__()
        places, needed = utterance.places, wanted | hiding
        meanings: dict[Hit, int] = {}
        for first, end, mask in found:
            if mask & needed and (hit := _hit(places, first, end - 1)):
                meanings[hit] = meanings.get(hit, 0) | mask
        masks = _Masks([hit for hit, mask in meanings.items() if mask & hiding])
        self._seen = sorted(each for each in meanings.items() if not masks.cover(each[0]))

    def __missing__(self, wanted: int) -> Sequence[Hit]:
        hits = self[wanted] = [hit for hit, mask in self._seen if mask & wanted]
        return hits


def _hit(places: Sequence[int], first: int, last: int) -> Hit | None:
    """Return some words of a message; none where they run from one sentence into the next."""
    start, end = places[first], places[last]
    return Hit(start, end, first, last) if end - start < last - first + SENTENCE_STEP else None


class _Words(WordMasks):
    """What single words mean; some by how they end, or by what stands anywhere in them."""

    def __init__(self) -> None:
        super().__init__()
        self._endings = Masks()
        self._insides = Masks()

    def add_entry(self, entry: str, word: str, mask: int) -> None:
        """Take in an entry of one word, as it was written and folded."""
        stem = entry.endswith("~")
        if entry.startswith("~"):
            (self._insides if stem else self._endings)[word] |= mask
        else:
            self.add(word, mask, stem=stem)

    def of(self, word: str) -> int:
        """Return what a word means; see :class:`WordMasks`."""
        found = [mask for ending, mask in self._endings.items() if word.endswith(ending)]
        found += [mask for inside, mask in self._insides.items() if inside in word]
        return reduce(or_, found, super().of(word))


class _Masks:
    """Stretches of words that are not read."""

    def __init__(self, masks: Iterable[Hit]) -> None:
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


def _tells(entry: str, words: Sequence[str]) -> bool:
    """Say whether an entry can be matched, and does not match almost anything.

    Args:
        entry: the entry as written.
        words: its words, folded.
    """
    if not words or (entry.startswith("~") and (len(words) > 1 or len(words[0]) < _SHORTEST_OPEN)):
        return False
    return not entry.endswith("~") or len(words[-1]) >= _SHORTEST_OPEN - 1


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
