"""What a sentence reads like: a linear classifier over its words, trained on labelled passages.

Rules say for certain what stands there; what is put in words that no concept holds is left to weights
(``policies/classifiers/<language>.json``, written by ``make train``). Their word is a doubt, never more: they
point a reviewer at a sentence, and refuse nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial, reduce
from itertools import pairwise
from math import exp, log, sqrt
from operator import or_
from pathlib import Path
from struct import Struct

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drafter.choices import Kind, Language
from drafter.compiled import kept
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf
from drafter.policy.finding import Finding
from drafter.policy.folding import SLOT_WORD
from drafter.policy.lexicon import Lexicon
from drafter.policy.memo import Bounded, Memo
from drafter.policy.parse import Parse
from drafter.policy.reading import Reading
from drafter.policy.rule import Rule

CHECK = "reads_like"
GOOD = ""
"""The class of sentences with no fault."""
_CONCEPT, _APART = "@", " … "
_STEM = 5
_BEGINNINGS = range(3, 8)
_ENDINGS = range(2, 5)
_FEWEST_WORDS = 4
_SCALE = 10
_FIELD = 32
"""Bits of a class's weight among those of all classes, which are added up as one integer."""
_SENTENCES = 256
_LONGEST_SENTENCE = 512
"""Sentences that are remembered, and the most characters of one."""
_CERTAIN = 100.0
"""Log odds beyond which nothing changes; a text made to be long may come to any."""
_ZERO = 1 << (_FIELD - 1)


class Classifier(BaseModel):
    """The content of one classifier file.

    Attributes:
        classes: ids of the rules whose faults are told apart, after :data:`GOOD`.
        trained_on: numbers of bad passages and of good sentences.
        bias: the log odds of each class before a word is read.
        cut: the odds of a fault, of whichever class, from which on a sentence is pointed at.
        weights: for each feature, its weights by the number of their class, zeros left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    classes: tuple[str, ...] = Field(min_length=2)
    trained_on: tuple[int, int]
    bias: tuple[float, ...]
    cut: float = Field(gt=0)
    weights: Mapping[str, Mapping[int, int]]


def length(words: Sequence[str]) -> float:
    """Return what the weights of a sentence's features are divided by: long sentences hold more of them."""
    return sqrt(_SCALE * max(len(words), _FEWEST_WORDS))


def features(words: Sequence[str], concepts: Iterable[str], kind: Kind) -> Iterator[str]:
    """Yield what is known of a sentence, as often as it stands there.

    Args:
        words: its folded words.
        concepts: the concepts that stand in it.
        kind: the kind of letter it stands in: “we hope to see you again” is good in one, a fault in another.
    """
    for word in words:
        yield from _of_word(word, kind)
    stems = list(map(_stem, words))
    yield from (f"{one} {two}" for one, two in pairwise(stems))
    yield from (f"{one}{_APART}{two}" for one, two in zip(stems, stems[2:], strict=False))
    yield from map(_of_concept, concepts)
    yield _of_kind(kind)


def _of_word(word: str, kind: Kind) -> Iterator[str]:
    word = SLOT_WORD if word[0] == SLOT_WORD else word
    yield f"={word}"
    yield f"{kind}={word[:_STEM]}"
    for size in _BEGINNINGS:
        if len(word) > size:
            yield f"{word[:size]}~"
    for size in _ENDINGS:
        if len(word) > size + 1:
            yield f"~{word[-size:]}"


def _stem(word: str) -> str:
    return SLOT_WORD if word[0] == SLOT_WORD else word[:_STEM]


def _of_concept(name: str) -> str:
    return f"{_CONCEPT}{name}"


def _of_kind(kind: Kind) -> str:
    return f"{kind}:"


class Weights:
    """A language's classifier, ready to run on what its lexicon reads.

    A feature's weights for all classes are one integer, a field of bits for each, so that all are added up in
    one addition; what a negative sum borrows from the next field, the zero of :meth:`likely` pays back.

    Args:
        found: the classifier.
        lexicon: the concepts of its language.
    """

    def __init__(self, found: Classifier, lexicon: Lexicon) -> None:
        good = found.classes.index(GOOD)
        self._faults = [id for id in found.classes if id != GOOD]
        self._cut = found.cut
        self._bias = [found.bias[found.classes.index(id)] - found.bias[good] for id in self._faults]
        places = {number: found.classes.index(id) for number, id in enumerate(self._faults)}
        self._packed = {
            feature: sum(
                weights.get(place, 0) - weights.get(good, 0) << _FIELD * number
                for number, place in places.items()
            )
            for feature, weights in found.weights.items()
        }
        self._next_to = _by_first(self._packed, " ")
        self._one_apart = _by_first(self._packed, _APART)
        self._zero = sum(_ZERO << _FIELD * number for number in places)
        self._fields = Struct(f"<{len(places)}I")
        self._lexicon = lexicon
        self._concepts = signals(found.weights, lexicon)
        self._signals = reduce(or_, self._concepts.values(), 0)
        self._may_be = log(found.cut / len(places)) - max(self._bias)
        self._words = {kind: Memo(partial(self._of_word, kind)) for kind in Kind}
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
            faults = self._faults_of(parse, kind)
            if len(parse.said) <= _LONGEST_SENTENCE:
                self._judged.keep(key, faults)
        return faults

    def _faults_of(self, parse: Parse, kind: Kind) -> Sequence[str]:
        words = parse.words
        total = self._total(words, parse, kind) + self._zero
        sums = self._fields.unpack(total.to_bytes(self._fields.size, "little"))
        size = length(words)
        if (max(sums) - _ZERO) / size < self._may_be:
            return ()
        odds = [
            exp(min((each - _ZERO) / size + bias, _CERTAIN))
            for each, bias in zip(sums, self._bias, strict=True)
        ]
        if sum(odds) < self._cut:
            return ()
        return [id for _, id in sorted(zip(odds, self._faults, strict=True), reverse=True)]

    def _total(self, words: Sequence[str], parse: Parse, kind: Kind) -> int:
        total = self._packed.get(_of_kind(kind), 0) + sum(map(self._words[kind].__getitem__, words))
        stems = list(map(_stem, words))
        for pairs, seconds in ((self._next_to, stems[1:]), (self._one_apart, stems[2:])):
            for first, second in zip(stems, seconds, strict=False):
                if (after := pairs.get(first)) and second in after:
                    total += after[second]
        return total + sum(
            self._of_meaning(said) for each in meanings(parse) if (said := each & self._signals)
        )

    def _of_word(self, kind: Kind, word: str) -> int:
        own = sum(self._packed.get(feature, 0) for feature in _of_word(word, kind))
        return own + self._of_meaning(self._lexicon.masks[word] & self._signals)

    def _of_meaning(self, mask: int) -> int:
        found = self._meanings.get(mask)
        if found is None:
            names = [name for name, bit in self._concepts.items() if mask & bit]
            found = sum(self._packed.get(_of_concept(name), 0) for name in names)
            self._meanings.keep(mask, found)
        return found


def _by_first(packed: Mapping[str, int], between: str) -> dict[str, dict[str, int]]:
    """Return the weights of pairs of words by the first and then the second."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for feature, weight in packed.items():
        first, apart, second = feature.partition(between)
        if apart and " " not in first + second:
            found[first][second] = weight
    return dict(found)


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
    return Weights(_load(language, shelf), lexicon)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> Classifier:
    name = file(language)
    return kept(f"classifier-{language}", shelf.stamps(name), lambda: _read(shelf.find(name)))


def file(language: Language) -> str:
    """Return where on the policies shelf a language's classifier lies."""
    return f"classifiers/{language}.json"


def _read(path: Path) -> Classifier:
    try:
        return Classifier.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise LibraryError(
            Problem(str(path), where, first["msg"], "write the file anew with `make train`")
        ) from None
