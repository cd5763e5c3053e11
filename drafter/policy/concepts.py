"""Concepts: sets of words, stems and phrases of one language, all matched in one pass.

A concept file (``policies/concepts/<language>.yaml``) lists entries of one or more words. ``~`` after the
last word stands for any ending, ``…`` between two parts for up to five words in between. Words that mark
figures, addresses and languages come from
``policies/languages/<language>.yaml`` and are concepts like any other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import accumulate
from typing import NamedTuple

import ahocorasick
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drafter.case import Language
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy.stream import CLAUSE, SENTENCE, Stream, fold, fold_entry

SHARED = "concepts/shared.yaml"
GAP = "…"
SHORT = 2
"""Letters of the words that are kept, to tell a word from a fragment of one."""
_SHORTEST_BROKEN = 6
_SHORTEST_STEM = 2
_READ_ENGLISH = frozenset({Language.fil, Language.ms, Language.id})
"""Languages whose readers take an English “fifty dollars” as what it is."""
_NO_SENTENCE_ENDS = str.maketrans(dict.fromkeys(".!?\n", " "))


class LanguageWords(BaseModel):
    """The content of one language file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    language: Language
    numbers: tuple[str, ...]
    ones: tuple[str, ...]
    money_units: tuple[str, ...]
    time_units: tuple[str, ...]
    within: tuple[str, ...]
    digits: tuple[str, ...]
    dot: tuple[str, ...]
    months: tuple[str, ...]
    function_words: tuple[str, ...]
    contrast: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    relative_times: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    foreign_words: tuple[str, ...] = ()
    shared_function_words: tuple[str, ...] = ()
    wrong_variant: Mapping[str, str] = Field(default_factory=dict)
    capitals: tuple[str, ...] = ()
    honorifics: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


_AS_CONCEPTS = {
    "numbers": "number",
    "ones": "one",
    "money_units": "money_unit",
    "time_units": "time_unit",
    "within": "within",
    "digits": "digit",
    "dot": "dot",
    "months": "month",
    "contrast": "contrast",
    "negatives": "no",
    "relative_times": "relative_time",
}


class Hit(NamedTuple):
    """One concept found in a stream.

    Attributes:
        concept: concept name.
        start, end: offsets in the stream.
        sentence: running number of the sentence it stands in.
    """

    concept: str
    start: int
    end: int
    sentence: int


class Lexicon:
    """All concepts of one language, compiled.

    Args:
        concepts: entries by concept name.
        words: the language's file.
        source: file name used in messages.

    Raises:
        LibraryError: an entry is empty, or has ``~`` anywhere but at the end of a part's last word.
    """

    def __init__(self, concepts: Mapping[str, Sequence[str]], words: LanguageWords, source: str) -> None:
        self.words = words
        self.names = frozenset(concepts)
        whole: dict[str, list[str]] = {}
        broken: dict[str, list[tuple[str, str]]] = {}
        self._gapped: dict[str, dict[str, list[tuple[str, tuple[str, ...]]]]] = {}
        """By last part, then by first part: concept, and all parts but the last."""
        problems: list[Problem] = []
        for name, entries in concepts.items():
            for entry, patterns in zip(entries, _patterns(entries), strict=True):
                if not all(map(_is_telling, patterns)) or any(
                    "~" in part.strip()[:-1] for part in entry.split(GAP)
                ):
                    wanted = "give words or longer stems, with `~` at the end of a part's last word only"
                    problems.append(Problem(source, name, f"`{entry}` cannot be matched", wanted))
                elif len(patterns) == 1:
                    pattern = patterns[0]
                    whole.setdefault(pattern, []).append(name)
                    tight = pattern.replace(" ", "")
                    if len(tight) >= _SHORTEST_BROKEN:
                        broken.setdefault(tight, []).append((name, pattern))
                else:
                    for pattern in patterns:
                        whole.setdefault(pattern, []).append(_PART + pattern)
                    *earlier, last = (_PART + pattern for pattern in patterns)
                    self._gapped.setdefault(last, {}).setdefault(earlier[0], []).append(
                        (name, tuple(earlier))
                    )
        if problems:
            raise LibraryError(problems)
        self.short = frozenset(word for word in " ".join(whole).split() if len(word) <= SHORT)
        self._automaton = ahocorasick.Automaton()
        for pattern, found in whole.items():
            plain = tuple(name for name in dict.fromkeys(found) if name[0] != _PART)
            parts = tuple(name for name in dict.fromkeys(found) if name[0] == _PART)
            self._automaton.add_word(pattern, (plain, parts, len(pattern), pattern[-1] != " "))
        self._automaton.make_automaton()
        self._tight = ahocorasick.Automaton()
        for letters, pairs in broken.items():
            names = tuple((name, pattern[-1] != " ") for name, pattern in dict.fromkeys(pairs))
            self._tight.add_word(letters, (letters, names, tuple({pattern.strip() for _, pattern in pairs})))
        self._tight.make_automaton()

    def hits(self, stream: Stream, wanted: Container[str]) -> list[Hit]:
        """Return every hit of some concepts in a stream, also where words are run together or broken apart.

        Args:
            stream: the stream.
            wanted: names of the concepts that matter.
        """
        text = stream.text
        sentences = _places(text, SENTENCE)
        found: list[Hit] = []
        parts: dict[str, list[Hit]] = {}
        new = partial(tuple.__new__, Hit)  # as Hit(...) does, without a Python call for each of many hits
        for last, (names, part_names, length, stem) in self._automaton.iter(text):
            end = text.index(" ", last) if stem else last
            sentence = bisect_right(sentences, last)
            for name in names:
                if name in wanted:
                    found.append(new((name, last - length + 2, end, sentence)))
            for name in part_names:
                parts.setdefault(name, []).append(new((name, last - length + 2, end, sentence)))
        for start, end, names in self._broken_apart(text):
            sentence = bisect_right(sentences, start)
            found.extend(new((name, start, end, sentence)) for name in names if name in wanted)
        if parts:
            found.extend(hit for hit in self._across_gaps(parts, text) if hit.concept in wanted)
        return found

    def _across_gaps(self, parts: Mapping[str, list[Hit]], text: str) -> Iterator[Hit]:
        """Yield entries whose parts stand in order in one sentence, a few words apart."""
        for last_part in parts.keys() & self._gapped.keys():
            by_first = self._gapped[last_part]
            for name, earlier in (
                entry for first in by_first.keys() & parts.keys() for entry in by_first[first]
            ):
                for last in parts[last_part]:
                    first: Hit | None = last
                    for part in reversed(earlier):
                        first = first and _before(parts.get(part, ()), first, text)
                    if first:
                        yield Hit(name, first.start, last.end, last.sentence)

    def _broken_apart(self, text: str) -> Iterator[tuple[int, int, Iterable[str]]]:
        """Yield entries whose letters stand in two or more words, such as ``re fund``."""
        seen: dict[str, tuple[int, tuple[str, ...]]] = {}
        for _, (letters, _names, written) in self._tight.iter(text.replace(" ", "")):
            seen[letters] = (seen[letters][0] + 1 if letters in seen else 1, written)
        # Where letters stand as often in whole words, none of them are broken apart.
        broken = {
            letters
            for letters, (times, written) in seen.items()
            if (
                not any(words in text for words in written)
                if times == 1
                else sum(map(text.count, written)) < times
            )
        }
        return self._apart(text, broken) if broken else iter(())

    def _apart(self, text: str, broken: Container[str]) -> Iterator[tuple[int, int, Iterable[str]]]:
        words = text.split()
        ends = list(accumulate(map(len, words)))
        borders = {0, *ends}
        for last, (letters, names, _written) in self._tight.iter("".join(words)):
            begins = last - len(letters) + 1
            if letters not in broken or begins not in borders:
                continue
            first = bisect_right(ends, begins)
            final = bisect_right(ends, last)
            if first != final:
                # Each word before a letter put one blank before it, and the stream begins with one.
                whole = last + 1 in borders
                yield begins + 1 + first, last + 2 + final, [name for name, stem in names if stem or whole]


def words_between(text: str, one: Hit, other: Hit) -> int:
    """Return how many words of a stream lie from the beginning of one hit to that of another."""
    low, high = sorted((one.start, other.start))
    return text.count(" ", low, high)


_PART = "\x1f"
_GAP_WORDS = 5


def _patterns(entries: Sequence[str]) -> Iterator[list[str]]:
    """Yield what each entry looks like in a stream, part by part: `` word `` or `` stem``.

    All entries are folded in one pass, which is ten times as fast as one by one.
    """
    parts = [part.strip().translate(_NO_SENTENCE_ENDS) for entry in entries for part in entry.split(GAP)]
    folded = iter(" ".join(fold(".".join(parts))).split(SENTENCE) if parts else ())
    raw = iter(parts)
    for entry in entries:
        yield [
            f" {said}" if stem else f" {said} "
            for said, stem in (
                (" ".join(next(folded).replace(CLAUSE, " ").split()), next(raw).endswith("~"))
                for _ in entry.split(GAP)
            )
        ]


def _is_telling(pattern: str) -> bool:
    """Say whether a pattern is more than a letter or two that any text holds."""
    return (
        len(pattern.rpartition(" ")[2]) >= _SHORTEST_STEM if pattern[-1] != " " else len(pattern) > len("  ")
    )


def _before(hits: Sequence[Hit], later: Hit, text: str) -> Hit | None:
    for hit in reversed(hits):
        if hit.end <= later.start and hit.sentence == later.sentence:
            return hit if text.count(" ", hit.end, later.start) <= _GAP_WORDS + 1 else None
    return None


def _places(text: str, mark: str) -> list[int]:
    found = []
    place = text.find(mark)
    while place >= 0:
        found.append(place)
        place = text.find(mark, place + 1)
    return found


def load(language: Language, shelf: Shelf) -> Lexicon:
    """Return the compiled concepts of a language.

    Raises:
        LibraryError: a file is missing or broken.
    """
    return _load(language, shelf)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> Lexicon:
    path = shelf.find(f"concepts/{language}.yaml")
    content = read_yaml(path)
    if not isinstance(content, dict) or not isinstance(content.get("concepts"), dict):
        raise LibraryError(
            Problem(str(path), "", "holds no `concepts`", "map concept names to lists of entries")
        )
    words = load_words(language, shelf)
    shared = read_yaml(shelf.find(SHARED))["concepts"]
    concepts: dict[str, list[str]] = {}
    for group in (content["concepts"], shared, _of_language(words, shelf)):
        for name, entries in group.items():
            concepts.setdefault(name, []).extend(_entries(entries))
    return Lexicon(concepts, words, str(path))


def _entries(given: object) -> list[str]:
    """Return entries given as a list or, as in the built-in files, as one text with commas between."""
    if isinstance(given, str):
        return [entry for part in given.split(",") if (entry := part.strip())]
    return list(map(str, given)) if isinstance(given, list) else []


def _of_language(words: LanguageWords, shelf: Shelf) -> dict[str, list[str]]:
    ordinary = set(map(fold_entry, (*words.function_words, *words.shared_function_words)))
    found = {name: list(getattr(words, key)) for key, name in _AS_CONCEPTS.items()}
    # “at” may spell out the sign of an address, but an everyday word cannot mark one.
    found["dot"] = [entry for entry in found["dot"] if fold_entry(entry) not in ordinary]
    if words.language in _READ_ENGLISH:
        english = load_words(Language.en, shelf)
        for key in ("numbers", "money_units", "time_units"):
            entries = getattr(english, key)
            found[_AS_CONCEPTS[key]] += [entry for entry in entries if fold_entry(entry) not in ordinary]
    return found


def load_words(language: Language, shelf: Shelf) -> LanguageWords:
    """Return a language file.

    Raises:
        LibraryError: the file is missing or broken.
    """
    path = shelf.find(f"languages/{language}.yaml")
    try:
        return LanguageWords.model_validate(read_yaml(path))
    except ValidationError as error:
        raise LibraryError(
            [Problem(str(path), ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
        ) from None
