"""What a sentence reads like: a linear classifier over its words, trained on labelled passages.

Rules say for certain what stands there; what is put in words that no concept holds is left to weights
(:mod:`drafter.policy.linear`). Their word is a doubt, never more: they point a reviewer at a sentence, and
refuse nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial, reduce
from operator import or_

from drafter.choices import Kind, Language
from drafter.library import Shelf
from drafter.policy import linear
from drafter.policy.finding import Finding
from drafter.policy.folding import SLOT_WORD
from drafter.policy.lexicon import Lexicon
from drafter.policy.linear import Linear
from drafter.policy.memo import Bounded, Memo
from drafter.policy.parse import Parse
from drafter.policy.reading import Reading
from drafter.policy.rule import Rule

CHECK = "reads_like"
_CONCEPT = "@"
_SENTENCES = 256
_LONGEST_SENTENCE = 512
"""Sentences that are remembered, and the most characters of one."""


def features(words: Sequence[str], concepts: Iterable[str], kind: Kind) -> Iterator[str]:
    """Yield what is known of a sentence, as often as it stands there.

    Args:
        words: its folded words.
        concepts: the concepts that stand in it.
        kind: the kind of letter it stands in: “we hope to see you again” is good in one, a fault in another.
    """
    for word in words:
        yield from _of_word(word, kind)
    yield from linear.of_pairs(list(map(_stem, words)))
    yield from map(_of_concept, concepts)
    yield _of_kind(kind)


def _of_word(word: str, kind: Kind) -> Iterator[str]:
    yield from linear.of_word(SLOT_WORD if word[0] == SLOT_WORD else word)
    yield f"{kind}={_stem(word)}"


def _stem(word: str) -> str:
    return SLOT_WORD if word[0] == SLOT_WORD else linear.stem(word)


def _of_concept(name: str) -> str:
    return f"{_CONCEPT}{name}"


def _of_kind(kind: Kind) -> str:
    return f"{kind}:"


class Weights:
    """A language's classifier, ready to run on what its lexicon reads.

    Args:
        found: the classifier; its classes are ids of rules.
        lexicon: the concepts of its language.
    """

    def __init__(self, found: Linear, lexicon: Lexicon) -> None:
        self._linear = found
        self._lexicon = lexicon
        self._concepts = signals(found.features, lexicon)
        self._signals = reduce(or_, self._concepts.values(), 0)
        self._words = {kind: Memo(partial(self._of_word, kind)) for kind in Kind}
        self._stems = Memo(_stem)
        self._meanings: Bounded[int, int] = Bounded()
        self._judged: Bounded[tuple[Kind, str], Sequence[str]] = Bounded(_SENTENCES)

    def likely(self, parse: Parse, kind: Kind) -> Sequence[str]:
        """Return the rules of the faults that a sentence may have, likeliest first; none below the cut.

        Args:
            parse: the sentence.
            kind: the kind of letter it stands in.
        """
        key = kind, parse.said
        faults = self._judged.get(key)
        if faults is None:
            words = parse.words
            faults = self._linear.likely(self._total(words, parse, kind), linear.length(words))
            if len(parse.said) <= _LONGEST_SENTENCE:
                self._judged.keep(key, faults)
        return faults

    def _total(self, words: Sequence[str], parse: Parse, kind: Kind) -> int:
        total = self._linear.weight(_of_kind(kind))
        total += self._linear.of_pairs(list(map(self._stems.__getitem__, words)))
        total += sum(map(self._words[kind].__getitem__, words))
        return total + sum(
            self._of_meaning(said) for each in meanings(parse) if (said := each & self._signals)
        )

    def _of_word(self, kind: Kind, word: str) -> int:
        own = sum(map(self._linear.weight, _of_word(word, kind)))
        return own + self._of_meaning(self._lexicon.masks[word] & self._signals)

    def _of_meaning(self, mask: int) -> int:
        found = self._meanings.get(mask)
        if found is None:
            names = [name for name, bit in self._concepts.items() if mask & bit]
            found = sum(self._linear.weight(_of_concept(name)) for name in names)
            self._meanings.keep(mask, found)
        return found


def signals(names: Iterable[str], lexicon: Lexicon) -> dict[str, int]:
    """Return the bits of the concepts that some features are about."""
    concepts = (name[1:] for name in names if name.startswith(_CONCEPT))
    return {name: bit for name in concepts if (bit := lexicon.bits((name,)))}


def signs(parse: Parse, concepts: Mapping[str, int]) -> Iterator[str]:
    """Yield the concepts that stand in a sentence, as often as they do; see :func:`signals`."""
    for mask in (*parse.masks, *meanings(parse)):
        yield from (name for name, bit in concepts.items() if mask & bit)


def meanings(parse: Parse) -> Iterator[int]:
    """Yield what stands in a sentence besides single words: a mask for each phrase and entry with gaps."""
    yield from (meaning for _, _, meaning in parse.phrases)
    yield from (each.mask for each in parse.across)


def judge(
    rules: Sequence[Rule], weights: Weights, kind: Kind, reading: Reading, found: Sequence[Finding] = ()
) -> Iterator[Finding]:
    """Yield the sentences that read like a fault which a rule in force is about.

    Args:
        rules: the rules in force that name a check.
        weights: the language's classifier.
        kind: the kind of letter.
        reading: the text.
        found: what is known of the text; a sentence of which something is known needs no doubt.
    """
    by_id = {rule.id: rule for rule in rules if rule.check == CHECK}
    for sentence in reading.as_written if by_id else ():
        rule = next((by_id[id] for id in weights.likely(sentence.parse, kind) if id in by_id), None)
        if rule is not None:
            doubt = reading.finding(rule, sentence, sentence.whole)
            if not any(doubt.overlaps(each) for each in found):
                yield doubt


def load(language: Language, shelf: Shelf, lexicon: Lexicon) -> Weights:
    """Return the classifier of a language.

    Raises:
        LibraryError: its file is missing or broken.
    """
    return _load(language, shelf, lexicon)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf, lexicon: Lexicon) -> Weights:
    """Return the classifier of a language, one for all sets of rules: its words are remembered once."""
    return Weights(linear.load(language, shelf), lexicon)
