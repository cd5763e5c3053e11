"""What one kind of letter, language and set of facts is judged by, put together once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from drafter import durations
from drafter.choices import Kind, Language
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.policy import (
    alphabet,
    blanks,
    broken,
    classifier,
    concepts,
    details,
    names,
    shape,
    telling,
    tongue,
)
from drafter.policy import language as languages
from drafter.policy import rule as rules
from drafter.policy.accounted import Accounted
from drafter.policy.alphabet import Alphabet
from drafter.policy.classifier import Weights
from drafter.policy.company import Company
from drafter.policy.days import Days
from drafter.policy.finding import Finding, Severity
from drafter.policy.language import Marks
from drafter.policy.meaning import RuleSet
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks, Rule
from drafter.policy.shape import Shapes
from drafter.policy.turned import Turning
from drafter.policy.usage import Usage
from drafter.slots import TOLD, Slot, Stretch

_NOUNS = ("product", "offer")


@dataclass(frozen=True, slots=True)
class InForce:
    """What one kind, language and set of facts is judged by."""

    alphabet: Alphabet
    shapes: Shapes
    marks: Marks
    rules: RuleSet
    usage: Usage
    turning: Turning
    company: Company
    days: Days
    accounted: Accounted
    checks: Checks
    weights: Weights
    doubts: Mapping[str, Rule]
    in_doubt: Mapping[str, Severity]
    spared: Mapping[str, int]
    told: tuple[Rule, ...]

    def read(self, texts: Mapping[str, str]) -> Reading:
        """Read texts with the language's concepts."""
        return Reading(texts, self.rules.lexicon)

    def names(self, reading: Reading, plan: Plan) -> Iterator[Finding]:
        """Yield the names that are not the case's."""
        return names.judge(self.checks, self.marks, self.rules.lexicon, reading, self.terms(plan))

    def told_by(self, plan: Plan, text: str) -> Iterator[Stretch]:
        """Yield where a text tells what its case does, or how long it was between two of the case's days.

        See :mod:`drafter.policy.accounted`. In a delicate letter a reviewer is asked about all of it.
        """
        told = self._told_by(plan, text)
        yield from (each._replace(mark=TOLD) for each in told) if plan.facts.is_delicate else told

    def _told_by(self, plan: Plan, text: str) -> Iterator[Stretch]:
        story = plan.facts.story
        told = [*self.accounted.clock_words(text, story), *self.accounted.stretches(text, story)]
        yield from told
        known = {each.start for each in told}
        for each in self.accounted.durations(text, _durations(plan, story)):
            if each.start not in known:
                yield each

    def telling(self, plan: Plan) -> telling.Words:
        """Return what tells one thing from another in the language."""
        return telling.words(self.marks.own, plan.phrases.wording.synonyms)

    def terms(self, plan: Plan) -> tuple[str, ...]:
        """Return what may stand as it is written, whatever the language."""
        return (*plan.terms, *self.alphabet.terms)

    def judge(
        self,
        reading: Reading,
        plan: Plan,
        *,
        whole: Collection[str] | None = None,
        named: bool = True,
        values: Mapping[str, Slot] | None = None,
    ) -> list[Finding]:
        """Return what the rules find, what is not in the language or no name of the case, and doubts.

        Args:
            reading: the text.
            plan: what was to be written.
            whole: the sections that it is the whole of; all it has, if left out.
            named: whether a capital stands where it could begin a name.
            values: every value that a person's letter may state; a draft's are its plan's.
        """
        lexicon = self.rules.lexicon
        terms = (*self.terms(plan), *_nouns(values or {}))
        found = [
            *self.rules.judge(reading, whole=whole),
            *self.usage.judge(reading),
            *blanks.judge(self.checks, lexicon, reading),
            *self.days.judge(self.checks, reading),
            *self.company.judge(self.checks, reading),
            *self.turning.judge(self.checks, reading, values or plan.facts.slots),
            *broken.judge(self.checks, lexicon, reading),
            *details.judge(self.checks, self.marks, lexicon, reading, plan.facts.told),
            *tongue.judge(self.checks, self.marks, lexicon, reading, terms),
            *names.judge(self.checks, self.marks, lexicon, reading, terms, named=named),
        ]
        found = list(details.untold_counts(found, reading, plan.facts.told))
        kind = plan.guide.kind
        found = list(classifier.softened(found, self.in_doubt, self.weights, kind, reading))
        found += classifier.judge(self.doubts, self.weights, kind, reading, found)
        return [self._spared(each, reading) for each in found] if self.spared else found

    def _spared(self, found: Finding, reading: Reading) -> Finding:
        """Return a finding; in a sentence that says what its rule is spared by, an error is a warning."""
        mask = self.spared.get(found.rule, 0)
        if found.severity is Severity.error and any(
            sentence.mask & mask and found.meets(sentence.section, reading.span(sentence, sentence.whole))
            for sentence in reading.as_written
        ):
            return replace(found, severity=Severity.warning, anew=True)
        return found


@lru_cache(maxsize=512)
def in_force(kind: Kind, language: Language, named: frozenset[str], shelf: Shelf) -> InForce:
    """Return what a letter is judged by.

    Args:
        kind, language: of the letter.
        named: the named facts that hold in its case.
        shelf: the policies.

    Raises:
        LibraryError: a file of the language is broken.
    """
    applying = (rule.id for rule in rules.load(shelf) if rule.applies(kind, language, named))
    return _of_rules(language, frozenset(applying), shelf)


@lru_cache(maxsize=128)
def _of_rules(language: Language, ids: frozenset[str], shelf: Shelf) -> InForce:
    """Return what is judged by some rules: many sets of facts come to the same ones."""
    lexicon = concepts.load(language, shelf)
    applying = [rule for rule in rules.load(shelf) if rule.id in ids]
    over_concepts = tuple(rule for rule in applying if rule.forbid or rule.phrases or rule.require)
    others = tuple(
        rule for rule in applying if rule.check or rule.substitute or rule.occurrence or rule.consistency
    )
    checks = rules.by_check(others)
    return InForce(
        alphabet.load(language, shelf),
        shape.load(language, shelf),
        languages.marks(language, shelf),
        RuleSet(over_concepts, lexicon),
        Usage(applying, lexicon),
        Turning(lexicon),
        Company(lexicon),
        Days(lexicon),
        Accounted(languages.marks(language, shelf), lexicon),
        checks,
        classifier.load(language, shelf),
        {rule.id: rule for rule in checks.get(classifier.CHECK, ())},
        {rule.id: rule.in_doubt for rule in applying if rule.in_doubt},
        {rule.id: lexicon.bits(rule.spared_by) for rule in applying if rule.spared_by},
        (*over_concepts, *others),
    )


def _durations(plan: Plan, story: str) -> str:
    days = plan.phrases.dates.days_in(story, plan.date)
    return durations.told(plan.facts.days.union(days), plan.phrases)


def _nouns(values: Mapping[str, Slot]) -> tuple[str, ...]:
    """Return what a person may use a part of; a part of a name may be another's."""
    return tuple(values[name].value for name in _NOUNS if name in values)
