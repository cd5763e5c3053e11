"""What a sentence reads like: a linear classifier over its words, trained on labelled sentences.

Rules say for certain what stands there; what is put in words that no concept holds is left to weights
(:mod:`drafter.policy.linear`). Their word is mostly a doubt that points a reviewer at a sentence. A model's
section is not kept with a sentence that is twice as likely a fault as not. A sentence that reads like a
fault as hardly any good one does is refused, whoever wrote it; one that a rule finds something in and that
reads as hardly any bad one does is left to the reviewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import NamedTuple

from drafter.choices import Kind, Language
from drafter.library import Shelf
from drafter.policy import linear
from drafter.policy.finding import Finding, Severity
from drafter.policy.folding import SLOT_WORD
from drafter.policy.linear import Likely, Linear
from drafter.policy.memo import Bounded, Memo
from drafter.policy.parse import Parse
from drafter.policy.reading import Reading
from drafter.policy.rule import Rule

CHECK = "reads_like"
_SENTENCES = 256
_LONGEST_SENTENCE = 512
"""Sentences that are remembered, and the most characters of one."""
_FEWEST_INNOCENT = 5
"""Words of a sentence that may read innocent, at least."""
_MOST = 0.7
"""The part of the words around a finding from which on it is most of them."""


def features(words: Sequence[str], kind: Kind) -> Iterator[str]:
    """Yield what is known of a sentence, as often as it stands there.

    Args:
        words: its folded words.
        kind: the kind of letter it stands in: “we hope to see you again” is good in one, a fault in another.
    """
    for word in words:
        yield from _of_word(word, kind)
    yield from linear.of_pairs([linear.stem(_plain(word)) for word in words])
    yield _of_kind(kind)


def _of_word(word: str, kind: Kind) -> Iterator[str]:
    plain = _plain(word)
    yield from linear.of_word(plain)
    yield f"{kind}={linear.stem(plain)}"


def _plain(word: str) -> str:
    """Return a word; all slots are the same one."""
    return SLOT_WORD if word[0] == SLOT_WORD else word


def _of_kind(kind: Kind) -> str:
    return f"{kind}:"


class Doubt(NamedTuple):
    """What a sentence that reads like a fault means.

    Attributes:
        rule: the rule that is about the likeliest fault.
        severity: what it does to a text.
        anew: whether a model's section is written anew for it.
    """

    rule: Rule
    severity: Severity
    anew: bool


class Weights:
    """A language's classifier, ready to run.

    Args:
        found: the classifier; its classes are ids of rules.
    """

    def __init__(self, found: Linear) -> None:
        self._linear = found
        self._words = {kind: Memo(partial(self._of_word, kind)) for kind in Kind}
        self._stems: Memo[str, int] = Memo(lambda word: found.stem(_plain(word)))
        self._judged: Bounded[tuple[Kind, str], Sequence[Likely]] = Bounded(_SENTENCES)

    def likely(self, parse: Parse, kind: Kind) -> Sequence[Likely]:
        """Return the rules of the faults that a sentence may have, likeliest first; none below the cut.

        Args:
            parse: the sentence.
            kind: the kind of letter it stands in.
        """
        key = kind, parse.said
        found = self._judged.get(key)
        if found is None:
            found = self._linear.likely(self._total(parse.words, kind), linear.length(len(parse.words)))
            if len(parse.said) <= _LONGEST_SENTENCE:
                self._judged.keep(key, found)
        return found

    def doubt(self, likely: Sequence[Likely], rules: Mapping[str, Rule]) -> Doubt | None:
        """Return what it means that a sentence is likely of some rules' faults; None where nothing.

        Args:
            likely: what it is likely of, likeliest first.
            rules: the rules, by id.
        """
        odds = sum(each.odds for each in likely)
        if not likely or odds < self._linear.cut:
            return None
        rule = rules[likely[0].name]
        sure = rule.beyond_doubt if odds >= self._linear.sure else None
        return Doubt(rule, sure or rule.severity, odds >= self._linear.anew)

    def innocent(self, words: Sequence[str], kind: Kind) -> bool:
        """Say whether words read as hardly any do that have a fault; a few of them say too little."""
        if len(words) < _FEWEST_INNOCENT:
            return False
        return self._linear.odds(self._total(words, kind), linear.length(len(words))) < self._linear.innocent

    def _total(self, words: Sequence[str], kind: Kind) -> int:
        total = self._linear.weight(_of_kind(kind))
        total += self._linear.of_pairs(list(map(self._stems.__getitem__, words)))
        return total + sum(map(self._words[kind].__getitem__, words))

    def _of_word(self, kind: Kind, word: str) -> int:
        return sum(map(self._linear.weight, _of_word(word, kind)))


def judge(
    rules: Mapping[str, Rule], weights: Weights, kind: Kind, reading: Reading, found: Sequence[Finding] = ()
) -> Iterator[Finding]:
    """Yield the sentences that read like a fault which a rule in force is about.

    Args:
        rules: the rules in force about what reads like a fault, by id.
        weights: the language's classifier.
        kind: the kind of letter.
        reading: the text.
        found: what is known of the text; a sentence of which as much is known needs no doubt.
    """
    for sentence in reading.as_written if rules else ():
        likely = [each for each in weights.likely(sentence.parse, kind) if each.name in rules]
        doubt = weights.doubt(likely, rules)
        if doubt:
            finding = reading.finding(doubt.rule, sentence, sentence.whole)
            finding = replace(finding, severity=doubt.severity, anew=doubt.anew)
            if not any(finding.overlaps(each) for each in found if _says_as_much(each, doubt)):
                yield finding


def _says_as_much(found: Finding, doubt: Doubt) -> bool:
    return found.severity is Severity.error or (found.severity is doubt.severity and not doubt.anew)


def softened(
    found: Sequence[Finding],
    in_doubt: Mapping[str, Severity],
    weights: Weights,
    kind: Kind,
    reading: Reading,
) -> Iterator[Finding]:
    """Yield findings; one whose sentence reads innocent has the severity that its rule has in doubt.

    What a rule finds has a model's section written anew even so: one reading of two is not enough to keep it.

    Args:
        found: the findings.
        in_doubt: the severities in doubt of the rules in force that have one, by id.
        weights: the language's classifier.
        kind: the kind of letter.
        reading: the text.
    """
    for each in found:
        severity = in_doubt.get(each.rule)
        if severity and _reads_innocent(each, weights, kind, reading):
            yield replace(each, severity=severity, anew=True)
        else:
            yield each


def _reads_innocent(found: Finding, weights: Weights, kind: Kind, reading: Reading) -> bool:
    """Say whether a finding stands in one sentence, read in one way alone, and that reads innocent.

    So must the part of it between semicolons or brackets: much good around it takes nothing from a fault. A
    finding that is most of that part leaves too little to read.
    """
    said = [each for each in reading.sentences if found.meets(each.section, reading.span(each, each.whole))]
    if len(said) != 1 or found.span is None:
        return False
    sentence = said[0]
    part, own = reading.around(sentence, found.span), reading.within(sentence, found.span)
    is_most = own.end - own.start >= _MOST * (part.end - part.start)
    return not is_most and all(
        weights.innocent(sentence.parse.words[each.start : each.end], kind) for each in (sentence.whole, part)
    )


def load(language: Language, shelf: Shelf) -> Weights:
    """Return the classifier of a language.

    Raises:
        LibraryError: its file is missing or broken.
    """
    return _load(language, shelf)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> Weights:
    """Return the classifier of a language, one for all sets of rules: its words are remembered once."""
    return Weights(linear.load(language, shelf))
