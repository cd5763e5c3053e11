"""Details that a case does not tell of: “your study”, where its account has a bedroom; a “weekly” visit.

Kin, rooms, woods, colours, jobs, parts of things, times in words: no letter can know of one without its case.
Whether the case says it in its own words, the account and the customer's message show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from drafter.policy.finding import Finding
from drafter.policy.folding import MARKS, SLOT_WORD, fold
from drafter.policy.language import Marks
from drafter.policy.lexicon import UNHEARD, Lexicon
from drafter.policy.parse import Hit
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks

CHECK = "untold_detail"
_DETAIL = "case_detail"
_TOLD_OF = ("relative_time", "part_of_day", "fraction", "rough_time")
"""The concepts of times and portions that only the case can tell of."""
_NUMBER = "number"
_ONE = "1"
_UNHEARD = "unheard_name"
_COUNTED = "figures.counted"
"""The rule that finds numbers and times in words."""
_AHEAD = 60
"""Characters in which the word after a number ends."""
_BEGINNING = 5
"""Letters by which a word is known in another inflection; of a shorter one, all."""
_SHORTEST = 3
_OWN_PART = 0.1
"""The part of everyday words, at least, in a text of the letter's language."""


def judge(checks: Checks, marks: Marks, lexicon: Lexicon, reading: Reading, told: str) -> Iterator[Finding]:
    """Yield the details that nothing in the case tells of.

    Args:
        checks: the rules in force that name a check.
        marks: the language's marks.
        lexicon: the language's concepts.
        reading: the text.
        told: what the case tells; where it tells nothing, or in another language, nothing is asked.
    """
    mask = lexicon.bits((_DETAIL,))
    rules = checks.get(CHECK, ())
    if not rules or not told or not reading.mask & mask:
        return
    known = _known(told, marks.own)
    for sentence in reading.as_written if known else ():
        for hit in sentence.parse.hits_of(mask) if sentence.mask & mask else ():
            if not all(_is_told(word, known) for word in sentence.parse.words[hit.start : hit.end]):
                yield from (reading.finding(rule, sentence, hit) for rule in rules)


@lru_cache(maxsize=64)
def _known(told: str, own: frozenset[str]) -> frozenset[str]:
    """Return how the words of a case begin; none where it is told in another language."""
    words = [word for word in fold(told) if word not in MARKS]
    if sum(word in own for word in words) < _OWN_PART * len(words):
        return frozenset()
    return frozenset(word[:_BEGINNING] for word in words if len(word) >= _SHORTEST)


def _is_told(word: str, known: frozenset[str]) -> bool:
    """Say whether some word of the case begins as a word does, one of the two with an ending."""
    return word[:_BEGINNING] in known or any(
        word.startswith(begin) or begin.startswith(word) for begin in known if len(word) >= _SHORTEST
    )


def untold_words(
    checks: Checks, marks: Marks, lexicon: Lexicon, reading: Reading, story: str
) -> Iterator[Finding]:
    """Yield what a person's letter tells and nothing in the case does: words that no letter uses, and times.

    A name, a thing, “next week”, “in the evening”, “both”: an agent may know it, and the case does not.

    Args:
        checks: the rules in force that name a check.
        marks: the language's marks.
        lexicon: the language's concepts.
        reading: the text, with slots for what the case tells.
        story: what the case tells.
    """
    told_of, number = map(lexicon.bits, (_TOLD_OF, (_NUMBER,)))
    unheard, untold = checks.get(_UNHEARD, ()), checks.get(CHECK, ())
    for sentence in reading.as_written:
        parse = sentence.parse
        found = [
            (unheard, Hit(place, place + 1))
            for place, (word, mask) in enumerate(zip(parse.words, parse.masks, strict=True))
            if mask & UNHEARD and _may_be_named(word) and not _is_told(word, _beginnings(story))
        ]
        found += [
            (untold, Hit(place, place + 1))
            for place, (word, mask) in enumerate(zip(parse.words, parse.masks, strict=True))
            if mask & number or marks.figures.get(word, _ONE) != _ONE
        ]
        found += [
            (untold, hit)
            for hit in (parse.hits_of(told_of) if sentence.mask & told_of else ())
            if not _is_told_beside_the_same(parse.words, hit, story)
        ]
        for rules, hit in found:
            # No model wrote this, so there is nothing to write anew.
            yield from (replace(reading.finding(rule, sentence, hit), anew=False) for rule in rules)


def _is_told_beside_the_same(words: Sequence[str], hit: Hit, story: str) -> bool:
    """Say whether words stand in a story, a single one with its neighbour or beside what the case tells."""
    said = words[hit.start : hit.end]
    if not _is_in_order([word[:_BEGINNING] for word in said], story):
        return False
    before, after = words[max(0, hit.start - 1) : hit.start], words[hit.end : hit.end + 1]
    if len(said) > 1 or any(word[0] == SLOT_WORD for word in (*before, *after)):
        return True
    rows = [row for row in ((*before, *said), (*said, *after)) if len(row) > 1]
    return any(_is_in_order([word[:_BEGINNING] for word in row], story) for row in rows)


def _may_be_named(word: str) -> bool:
    return len(word) >= _SHORTEST and word[0].isalpha()


def untold_counts(findings: Iterable[Finding], reading: Reading, told: str) -> Iterator[Finding]:
    """Yield findings but the numbers and times in words that the case tells of in the same words.

    Args:
        findings: what was found in the text.
        reading: the text.
        told: what the case tells.
    """
    for each in findings:
        if each.rule != _COUNTED or each.span is None or not _stands_in(each, reading, told):
            yield each


def _stands_in(found: Finding, reading: Reading, told: str) -> bool:
    """Say whether words stand in what is told, in their order; a single one with the word after it."""
    if not told or found.span is None:
        return False
    quoted = fold(found.quote)
    after = [
        word for word in fold(reading.texts[found.section][found.span.end :][:_AHEAD]) if word not in MARKS
    ]
    said = quoted if len(quoted) > 1 else [*quoted, *after[:1]]
    return _is_in_order([word[:_BEGINNING] for word in said], told)


def _is_in_order(said: Sequence[str], told: str) -> bool:
    """Say whether the beginnings of words stand in what is told, in a row."""
    words = _in_order(told)
    return any(words[place : place + len(said)] == said for place in range(len(words) - len(said) + 1))


@lru_cache(maxsize=64)
def _beginnings(told: str) -> frozenset[str]:
    return frozenset(_in_order(told))


@lru_cache(maxsize=64)
def _in_order(told: str) -> list[str]:
    return [word[:_BEGINNING] for word in fold(told) if word not in MARKS]
