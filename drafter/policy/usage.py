"""How words are used over a whole text: which of two, how often, how long the sentences are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from drafter.policy.finding import Finding
from drafter.policy.folding import fold_entry
from drafter.policy.lexicon import Lexicon
from drafter.policy.parse import Hit
from drafter.policy.reading import Reading, Sentence
from drafter.policy.rule import Rule


class Usage:
    """The rules about usage in force, ready to run.

    Args:
        rules: rules that apply.
        lexicon: the language's concepts, those that the rules bring among them.
    """

    def __init__(self, rules: Sequence[Rule], lexicon: Lexicon) -> None:
        language = lexicon.words.language
        self._longest = lexicon.words.longest_sentence
        self._substitutes = [
            (rule, lexicon.bits([rule.id]), {fold_entry(said): right for said, right in pairs.items()})
            for rule in rules
            if (pairs := (rule.substitute or {}).get(language))
        ]
        self._consistent = [
            (rule, [lexicon.bits([f"{rule.id}/{place}"]) for place in range(len(groups))])
            for rule in rules
            if (groups := (rule.consistency or {}).get(language))
        ]
        self._counted = [
            (rule, lexicon.bits([rule.occurrence.concept]), rule.occurrence.at_most)
            for rule in rules
            if rule.occurrence
        ]
        self._readable = [rule for rule in rules if rule.check == "readability"]

    def judge(self, reading: Reading) -> Iterator[Finding]:
        """Yield what the rules find in a text."""
        for rule, bit, right in self._substitutes:
            if reading.mask & bit:
                yield from _substituted(rule, bit, right, reading)
        for rule, groups in self._consistent:
            if sum(1 for group in groups if reading.mask & group) > 1:
                yield from _inconsistent(rule, groups, reading)
        for rule, bit, at_most in self._counted:
            if reading.mask & bit:
                for sentence, hit in _hits(bit, reading)[at_most:]:
                    yield reading.finding(rule, sentence, hit)
        for rule in self._readable:
            for sentence in reading.as_written:
                if len(sentence.parse.masks) > self._longest:
                    yield reading.finding(rule, sentence, sentence.whole)


def _substituted(rule: Rule, bit: int, right: Mapping[str, str], reading: Reading) -> Iterator[Finding]:
    for sentence, hit in _hits(bit, reading):
        said = " ".join(sentence.parse.words[hit.start : hit.end])
        yield reading.finding(rule, sentence, hit, right.get(said, ""))


def _inconsistent(rule: Rule, groups: Sequence[int], reading: Reading) -> Iterator[Finding]:
    """Yield the words of all groups but the one that stands most often; of equals the first is kept."""
    found = [_hits(group, reading) for group in groups]
    kept = max(range(len(found)), key=lambda place: len(found[place]))
    for place, hits in enumerate(found):
        if place != kept:
            for sentence, hit in hits:
                yield reading.finding(rule, sentence, hit)


def _hits(bit: int, reading: Reading) -> list[tuple[Sentence, Hit]]:
    return [
        (sentence, hit)
        for sentence in reading.as_written
        if sentence.mask & bit
        for hit in sentence.parse.hits_of(bit)
    ]
