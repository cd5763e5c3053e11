"""The rules' own examples: bad ones found, near misses not.

They stand by language in ``policies/examples/<language>.yaml``, and a rule may carry more of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import RootModel, ValidationError

from drafter.choices import Language
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy import blanks, broken, classifier, concepts, details, names, tongue
from drafter.policy import language as languages
from drafter.policy import rule as rules
from drafter.policy.classifier import Weights
from drafter.policy.company import Company
from drafter.policy.days import Days
from drafter.policy.finding import Finding
from drafter.policy.meaning import RuleSet
from drafter.policy.reading import Reading
from drafter.policy.rule import Example, Examples, Rule
from drafter.policy.turned import Turning
from drafter.policy.usage import Usage

_OPEN, _CLOSE, _SUGGESTS = "<<", ">>", "=>"
_FEWEST = 2


class _File(RootModel[dict[str, Examples]]):
    pass


def load(language: Language, shelf: Shelf) -> dict[str, Examples]:
    """Return the examples of a language's file by rule id; see :func:`of_rules` for all there are.

    Raises:
        LibraryError: the file is broken, or names a rule that does not exist.
    """
    return _load(language, shelf)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> dict[str, Examples]:
    path = shelf.find(f"examples/{language}.yaml")
    try:
        found = _File.model_validate(read_yaml(path)).root
    except ValidationError as error:
        raise LibraryError(
            [Problem(str(path), ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
        ) from None
    known = {rule.id for rule in rules.load(shelf)}
    unknown = sorted(set(found) - known)
    if unknown:
        raise LibraryError(
            Problem(str(path), unknown[0], "is not a rule", "use an id that `drafter policies list` shows")
        )
    return found


def of_rules(language: Language, shelf: Shelf) -> Iterator[tuple[Rule, Examples]]:
    """Yield the rules that hold in a language with their examples: the language's, then the rule's own."""
    found = load(language, shelf)
    none = Examples()
    for rule in rules.load(shelf):
        if language in rule.languages:
            yield rule, found.get(rule.id, none) + rule.examples.get(language, none)


def run(language: Language, shelf: Shelf) -> tuple[list[str], int]:
    """Run a language's examples.

    Returns:
        What failed, a sentence each, and how many examples there are.
    """
    failures: list[str] = []
    count = 0
    for rule, examples in of_rules(language, shelf):
        lacking = list(_lacking(rule, examples, language))
        failures += lacking
        failures += failing(rule, examples, language, shelf)
        count += len(lacking) + len(examples.bad) + len(examples.ok)
    return failures, count


def _lacking(rule: Rule, examples: Examples, language: Language) -> Iterator[str]:
    spelled = rule.substitute if rule.substitute is not None else rule.consistency
    if rule.check in ("wrong_variant", "readability") or (spelled is not None and language not in spelled):
        return
    fewest = min(len(examples.bad), len(examples.ok))
    if fewest < _FEWEST:
        said = "too few examples" if fewest or examples.bad or examples.ok else "no examples"
        yield f"{language} {rule.id}: has {said}; give two `bad` that it must find and two `ok` near misses"


def failing(rule: Rule, examples: Examples, language: Language, shelf: Shelf) -> Iterator[str]:
    """Yield what a rule does not find as its examples say, a sentence each."""
    for example in examples.bad:
        text, marked, wanted = marks_of(example.text)
        hits = judge(rule, example, language, shelf)
        if not hits:
            yield f"{language} {rule.id}: not found in “{text}”"
        elif marked and not any(_overlaps(hit, marked) for hit in hits):
            yield f"{language} {rule.id}: found “{hits[0].quote}”, not the marked words, in “{text}”"
        elif wanted and not any(hit.suggestion == wanted for hit in hits):
            yield f"{language} {rule.id}: suggests “{hits[0].suggestion}”, not “{wanted}”, in “{text}”"
    for example in examples.ok:
        hits = judge(rule, example, language, shelf)
        if hits:
            yield f"{language} {rule.id}: “{hits[0].quote}” is found in the near miss “{example.text}”"


def judge(rule: Rule, example: Example, language: Language, shelf: Shelf) -> list[Finding]:
    """Return what one rule finds in one example, its marks taken out."""
    if example.kind and not rule.applies(example.kind, language, frozenset(example.facts)):
        return []
    lexicon = concepts.load(language, shelf)
    section = example.section or next(iter(rule.sections), "")
    reading = Reading({section: marks_of(example.text)[0]}, lexicon)
    if rule.forbid or rule.phrases or rule.require:
        return list(RuleSet([rule], lexicon).judge(reading))
    if rule.check == classifier.CHECK:
        return _doubts(rule, example, reading, classifier.load(language, shelf), shelf)
    marks, checks = languages.marks(language, shelf), rules.by_check([rule])
    return [
        *Usage([rule], lexicon).judge(reading),
        *blanks.judge(checks, lexicon, reading),
        *Days(lexicon).judge(checks, reading),
        *Company(lexicon).judge(checks, reading),
        *broken.judge(checks, lexicon, reading),
        *details.judge(checks, marks, lexicon, reading, example.told),
        *Turning(lexicon).judge(checks, reading, {}),
        *tongue.judge(checks, marks, lexicon, reading, ()),
        *names.judge(checks, marks, lexicon, reading, ()),
    ]


def _doubts(rule: Rule, example: Example, reading: Reading, weights: Weights, shelf: Shelf) -> list[Finding]:
    """Return what is in doubt and put down to a rule, among all that a doubt may be put down to."""
    kind = example.kind or rule.letters[0]
    others = rules.by_check(other for other in rules.load(shelf) if kind in other.letters)
    either = {other.id: other for other in others.get(classifier.CHECK, ())} | {rule.id: rule}
    return [found for found in classifier.judge(either, weights, kind, reading) if found.rule == rule.id]


def marks_of(text: str) -> tuple[str, tuple[int, int] | None, str]:
    """Return a text without its marks, where the marked words stand, and what is to be suggested for them."""
    start = text.find(_OPEN)
    end = text.find(_CLOSE)
    if start < 0 or end < start:
        return text, None, ""
    said, _, wanted = text[start + 2 : end].partition(_SUGGESTS)
    return text[:start] + said + text[end + 2 :], (start, start + len(said)), wanted


def _overlaps(found: Finding, marked: tuple[int, int]) -> bool:
    return found.span is None or (found.span.start < marked[1] and found.span.end > marked[0])
