"""Rules with one part taken out or widened: what no example notices, no example tests."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from drafter.policy.rule import EVERY_KIND, Forbid, Rule, Sentence

Part = TypeVar("Part", bound=BaseModel)
Changes = Iterator[tuple[str, Part]]


def mutants(rule: Rule) -> Changes[Rule]:
    """Yield a rule with each of its parts gone in turn, and the name of the part."""
    yield from _scopes(rule)
    if rule.forbid:
        yield from _within(rule, "forbid", _forbids(rule.forbid))
    if rule.require:
        if rule.require.in_one_sentence:
            yield "in_one_sentence", _with(rule, require=_with(rule.require, in_one_sentence=False))
        yield from _within(rule, "require", _members(rule.require, rule.require.all))
    if rule.occurrence:
        more = rule.occurrence.at_most + 1
        yield "at_most", _with(rule, occurrence=_with(rule.occurrence, at_most=more))
    if rule.quotable:
        yield "quotable", _with(rule, quotable=False)


def in_words(rule: Rule, speechless: Collection[str]) -> Rule:
    """Return a rule without the concepts that have no words: two rules alike in words find the same."""
    if not rule.forbid:
        return rule
    spoken = tuple(found for each in rule.forbid.sentence if (found := _spoken(each, speechless)))
    # A rule none of whose patterns has words finds nothing, whatever else it says.
    return rule.model_copy(update={"forbid": Forbid.model_construct(sentence=spoken)})


def _spoken(sentence: Sentence, speechless: Collection[str]) -> Sentence | None:
    def only(names: Collection[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in speechless)

    members = tuple("|".join(only(member.split("|"))) for member in sentence.all)
    if not all(members):
        return None
    excuses = {name: only(getattr(sentence, name)) for name in ("none", "near", "under")}
    return _with(sentence, all=members, **excuses)


def _scopes(rule: Rule) -> Changes[Rule]:
    if rule.letters != EVERY_KIND:
        yield "letters", _with(rule, letters=EVERY_KIND)
        yield from _each_gone(rule, "letters", rule.letters, fewest=2)
    if rule.sections and not rule.require:
        yield "sections", _with(rule, sections=())
    yield from _each_gone(rule, "sections", rule.sections, fewest=2)
    yield from _each_gone(rule, "when", rule.when)
    yield from _each_gone(rule, "unless", rule.unless)


def _forbids(forbid: Forbid) -> Changes[Forbid]:
    sentences = forbid.sentence
    for place, sentence in enumerate(sentences):
        rest = sentences[:place], sentences[place + 1 :]
        if rest[0] or rest[1]:
            yield f"{place + 1}", _with(forbid, sentence=rest[0] + rest[1])
        for part, changed in _patterns(sentence):
            yield f"{place + 1}: {part}", _with(forbid, sentence=(*rest[0], changed, *rest[1]))


def _patterns(sentence: Sentence) -> Changes[Sentence]:
    if sentence.within:
        yield "within", _with(sentence, within=0)
    if sentence.ordered:
        yield "ordered", _with(sentence, ordered=False)
    if sentence.in_one_clause:
        yield "in_one_clause", _with(sentence, in_one_clause=False)
    if sentence.at_least > 1:
        yield "at_least", _with(sentence, at_least=sentence.at_least - 1)
    yield from _each_gone(sentence, "none", sentence.none)
    yield from _each_gone(sentence, "near", sentence.near)
    yield from _each_gone(sentence, "under", sentence.under)
    yield from _members(sentence, sentence.all)


def _members(part: Part, members: tuple[str, ...]) -> Changes[Part]:
    """Yield a part with each member of its ``all`` gone, and with each alternative of a member gone."""
    yield from _each_gone(part, "all", members, fewest=2)
    for place, member in enumerate(members):
        either = member.split("|")
        for gone in either if len(either) > 1 else ():
            left = "|".join(name for name in either if name != gone)
            yield f"either {gone}", _with(part, all=(*members[:place], left, *members[place + 1 :]))


def _each_gone(part: Part, key: str, names: tuple[str, ...], fewest: int = 1) -> Changes[Part]:
    for name in names if len(names) >= fewest else ():
        yield f"{key} {name}", _with(part, **{key: tuple(other for other in names if other != name)})


def _within(rule: Rule, key: str, changes: Changes[Any]) -> Changes[Rule]:
    for part, changed in changes:
        yield f"{key} {part}", _with(rule, **{key: changed})


def _with(part: Part, **changes: object) -> Part:
    return type(part).model_validate(
        {**{name: getattr(part, name) for name in type(part).model_fields}, **changes}
    )
