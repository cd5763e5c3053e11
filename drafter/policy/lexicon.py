"""Concepts: sets of words, stems and phrases of one language, compiled for matching.

Every concept has a bit, and what a word can mean is a mask of bits, worked out once per word: a sentence that
lacks a concept is passed over with one ``&``. What an entry may be says :mod:`drafter.policy.entries`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain, islice
from operator import itemgetter, or_

import regex

from drafter.policy.entries import FLAGS, Entries, Gapped
from drafter.policy.folding import SENTENCE, SLOT_WORD, SYLLABLE, fold, folded
from drafter.policy.language import LanguageWords, Marks
from drafter.policy.memo import Bounded, Memo
from drafter.policy.parse import Across, Hit, Parse, in_a_row, words_of
from drafter.policy.phrasebook import Found, Phrasebook
from drafter.policy.pieces import Pieces, glued
from drafter.policy.vocabulary import Vocabulary

SHORT = 2
"""Letters of the words that are known, to tell a word from a fragment of one."""
OWN, FOREIGN, HONORIFIC, STRAY, HEAD, UNKNOWN, UNHEARD, PREDICATE = (1 << place for place in range(FLAGS))
"""What a word may be besides a concept: a frequent word of the language, one of another language, an
honorific, letters that are no word, the first word of a greeting or its like, a word that stands nowhere in
the policy, one that no letter is known to use either, one that follows a name."""
_SHORT = regex.compile(rf"[\p{{L}}\p{{M}}]{{1,{SHORT}}}|{SYLLABLE}")
_SECTIONS, _LONGEST_SECTION = 64, 2_048
"""Sections that are remembered, and the most characters of one."""
_PARSES = 256
_LONGEST_SENTENCE = 512
"""Sentences that are remembered, and the most characters of one: those of a dozen letters."""
_END = itemgetter(1)
_LAST: Callable[[Sequence[Hit]], Hit] = itemgetter(-1)
_Anchored = tuple[int, tuple[int, ...], tuple[int, ...], int]
"""An entry with gaps under one of its parts: the mask of the others, then its parts, its gaps and what it
means, as in :class:`Gapped`."""
_NO_MARKS = Marks(frozenset(), {}, frozenset(), frozenset())
_NO_WORDS = Vocabulary()


class Lexicon:
    """All concepts of one language, compiled.

    Args:
        concepts: entries by concept name.
        words: the language's file.
        source: file name used in messages.
        marks: the words that mark the language.
        sample: text of the language, by which is judged what is met with often.
        vocabulary: words that letters of the language use, whatever they mean.

    Attributes:
        masks: the mask of each folded word.

    Raises:
        LibraryError: an entry is empty, has ``~`` anywhere but at the end of a part's last word, or names a
            concept that does not exist.
    """

    def __init__(
        self,
        concepts: Mapping[str, Sequence[str]],
        words: LanguageWords,
        source: str,
        marks: Marks = _NO_MARKS,
        sample: str = "",
        vocabulary: Vocabulary = _NO_WORDS,
    ) -> None:
        self.words = words
        entries = Entries(concepts, source)
        self._bits = entries.bits
        self._words = entries.words
        self._phrasebook = Phrasebook(entries.phrases, source)
        self._gapped, self._anchors = _by_anchor(entries.gapped, self._met(sample))
        whole, stems = entries.every_word()
        self._known = frozenset(whole.union(" ".join(marks.own).split()))
        alone = marks.own.union(words.letters)
        self._short = frozenset(
            word
            for word in whole | stems | self._known
            if _SHORT.fullmatch(word) and (len(word) > 1 or word in alone)
        ).union(words.letters)
        self._pieces = Pieces(whole | stems, self._words.stems, self._known)
        self._flags = _flags(marks)
        self._inflected = marks.inflected
        self._vocabulary = vocabulary
        self.masks = Memo(self.mask)
        self._sections: Bounded[str, Sequence[Parse]] = Bounded(_SECTIONS)
        self._parses: Bounded[str, Parse] = Bounded(_PARSES)
        # The rules of many kinds and facts ask for the same masks, and share them.
        self._masks_given: dict[int, int] = {}

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all concepts."""
        return frozenset(self._bits)

    def bits(self, names: Iterable[str]) -> int:
        """Return the mask of some concepts; names that are no concept count for nothing."""
        mask = reduce(or_, (self._bits.get(name, 0) for name in names), 0)
        return self._masks_given.setdefault(mask, mask)

    def mask(self, word: str) -> int:
        """Return what a folded word can be, on its own and as the start of more; see :attr:`masks`."""
        concepts = self._words.of(word)
        mask = concepts | self._flags.get(word, 0)
        if word not in self._short and _SHORT.fullmatch(word):
            mask |= STRAY
        if word not in self._known and not concepts and word[0] != SLOT_WORD:
            if not mask and not word.endswith(self._inflected):
                mask = UNKNOWN
            if not self._vocabulary.knows(word):
                mask |= UNHEARD
        return mask

    def is_one_word(self, one: str, two: str) -> bool:
        """Say whether two folded words in a row are known as one, which the first alone does not show."""
        return self._vocabulary.holds(glued(one, two), longer_than=one)

    def _met(self, sample: str) -> Counter[int]:
        """Return how often each bit is met with in a text, by its number."""
        words = fold(sample)
        met: Counter[int] = Counter()
        for mask in (*map(self._words.of, words), *(means for _, _, means in self._phrasebook.find(words))):
            met.update(_numbers(mask))
        return met

    def sections(self, texts: Collection[str]) -> list[Sequence[Parse]]:
        """Return what the sentences of each of some texts say, marks that part nothing included.

        A section comes again in a draft that is repaired, and is remembered for a while.
        """
        known = {text: read for text in texts if (read := self._sections.get(text))}
        new = {
            text: [said.strip() for said in folded(text).split(SENTENCE)]
            for text in texts
            if text not in known
        }
        parses = iter(self.parses([each for said in new.values() for each in said]))
        for text, said in new.items():
            known[text] = list(islice(parses, len(said)))
            if len(text) <= _LONGEST_SECTION:
                self._sections.keep(text, known[text])
        return [known[text] for text in texts]

    def parses(self, said: Sequence[str]) -> list[Parse]:
        """Return what sentences say.

        The same ones come again, and are remembered for a while: as somebody types, in letters made of the
        same phrases.

        Args:
            said: the folded words and clause marks of each.
        """
        known = {each: parse for each in said if (parse := self._parses.get(each))}
        new = [each for each in dict.fromkeys(said) if each not in known]
        for each, parse in zip(new, self._parse(new) if new else (), strict=True):
            known[each] = parse
            if len(each) <= _LONGEST_SENTENCE:
                self._parses.keep(each, parse)
        return [known[each] for each in said]

    def _parse(self, said: Sequence[str]) -> Iterator[Parse]:
        """Yield what each of some sentences says; they are read in one piece, which is faster."""
        words = words_of(f" {SENTENCE} ".join([*said, ""]))
        masks = list(map(self.masks.__getitem__, words))
        phrases = self._phrasebook.find(words)
        broken = self._pieces.broken(words)
        begin = first = 0
        for each in said:
            end = words.index(SENTENCE, begin)
            last = bisect_right(phrases, end, first, key=_END)
            own = [(start - begin, stop - begin, meaning) for start, stop, meaning in phrases[first:last]]
            parse = self._parsed(each, words[begin:end], masks[begin:end], own)
            if broken and any(begin <= place < end for place in broken):
                parse = parse._replace(mended=self._mended(parse))
            yield parse
            begin, first = end + 1, last

    def _mended(self, parse: Parse) -> Parse | None:
        joined = self._pieces.joined(parse.words)
        if joined is None:
            return None
        words, places = joined
        masks = list(map(self.masks.__getitem__, words))
        return self._parsed(parse.said, parse.words, masks, self._phrasebook.find(words), places)

    def _parsed(
        self,
        said: str,
        words: Sequence[str],
        masks: Sequence[int],
        phrases: Sequence[Found],
        places: Sequence[int] = (),
    ) -> Parse:
        mask = reduce(or_, masks, 0)
        for _, _, meaning in phrases:
            mask |= meaning
        across = self._across(mask, masks, phrases) if mask & self._anchors else ()
        for each in across:
            mask |= each.mask
        return Parse(said, words, masks, phrases, mask, across, places)

    def _across(self, mask: int, masks: Sequence[int], phrases: Sequence[Found]) -> list[Across]:
        """Return the entries with gaps that stand in a sentence."""
        found: list[Across] = []
        for anchor in _numbers(mask & self._anchors):
            for others, parts, gaps, means in self._gapped[anchor]:
                if mask & others == others:
                    hits = [in_a_row(1 << part, masks, phrases) for part in parts]
                    for chosen in placed(hits, gaps):
                        found.append(Across(Hit(chosen[0].start, chosen[-1].end), chosen, 1 << means))
        return found


def placed(parts: Sequence[Sequence[Hit]], gaps: Sequence[int]) -> list[list[Hit]]:
    """Return the places of an entry's parts that stand in order, a few words apart.

    Args:
        parts: for each part, where it stands.
        gaps: for each part, the most words between it and the one before.
    """
    found = [[hit] for hit in parts[0]]
    for part, gap in zip(parts[1:], gaps[1:], strict=True):
        found.sort(key=_last_end)
        ends = list(map(_last_end, found))
        found = [
            [*before, hit]
            for hit in part
            if (
                before := max(
                    found[bisect_left(ends, hit.start - gap) : bisect_right(ends, hit.start)],
                    key=_LAST,
                    default=None,
                )
            )
        ]
    return found


def _last_end(hits: Sequence[Hit]) -> int:
    return hits[-1].end


def _numbers(mask: int) -> list[int]:
    """Return the numbers of the bits of a mask."""
    numbers = []
    while mask:
        highest = mask.bit_length() - 1
        numbers.append(highest)
        mask ^= 1 << highest
    return numbers


def _by_anchor(entries: Sequence[Gapped], met: Counter[int]) -> tuple[dict[int, list[_Anchored]], int]:
    """Return entries by the part of theirs that is met with least, and the mask of those parts.

    Args:
        entries: the entries.
        met: how often each part is met with in ordinary text.
    """
    uses = Counter(chain.from_iterable(entry.parts for entry in entries))
    found: dict[int, list[_Anchored]] = defaultdict(list)
    shared: dict[int, int] = {}
    for entry in entries:
        anchor = min(entry.parts, key=lambda part: (met[part], uses[part]))
        others = sum(1 << part for part in set(entry.parts) if part != anchor)
        found[anchor].append((shared.setdefault(others, others), *entry))
    return dict(found), sum(1 << anchor for anchor in found)


def _flags(marks: Marks) -> dict[str, int]:
    flags: dict[str, int] = defaultdict(int)
    heads = [head.split()[0] for head in marks.heads]
    for words, flag in (
        (marks.own, OWN),
        (marks.foreign, FOREIGN),
        (marks.honorifics, HONORIFIC),
        (heads, HEAD),
        (marks.predicates, PREDICATE),
    ):
        for word in words:
            flags[word] |= flag
    return dict(flags)
