"""Rules over concepts, evaluated on the sentences of a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import itemgetter, or_

from drafter.policy import rule as rules
from drafter.policy.finding import Finding
from drafter.policy.lexicon import Lexicon
from drafter.policy.memo import Bounded
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading, Sentence
from drafter.policy.rule import Rule

_NEAR_WORDS = 4


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence pattern of a rule, in masks.

    Attributes:
        rule: the rule it belongs to.
        groups: for each member of ``all``, the mask of its concepts.
        none, near, under: the masks of what excuses it.
        none_within, within, ordered, in_one_clause, at_least: as in :class:`drafter.policy.rule.Sentence`.
    """

    rule: Rule
    groups: tuple[int, ...]
    none: int
    near: int
    under: int
    none_within: int
    within: int
    ordered: bool
    in_one_clause: bool
    at_least: int

    @classmethod
    def of(cls, rule: Rule, sentence: rules.Sentence, lexicon: Lexicon) -> Pattern:
        """Return a rule's sentence pattern in the masks of a lexicon."""
        return cls(
            rule,
            tuple(map(lexicon.bits, sentence.alternatives)),
            lexicon.bits(sentence.none),
            lexicon.bits(sentence.near),
            lexicon.bits(sentence.under),
            sentence.none_within,
            sentence.within,
            sentence.ordered,
            sentence.in_one_clause,
            sentence.at_least,
        )


class RuleSet:
    """The rules in force for one kind of letter, language and set of facts, ready to run.

    Args:
        rules: rules that apply.
        lexicon: the language's concepts.
    """

    def __init__(self, rules: Sequence[Rule], lexicon: Lexicon) -> None:
        self.rules = tuple(rules)
        self.lexicon = lexicon
        self._patterns = [pattern for rule in rules for pattern in _patterns(rule, lexicon)]
        self._anchors = reduce(or_, (pattern.groups[-1] for pattern in self._patterns), 0)
        self._anchored: Bounded[int, tuple[Pattern, ...]] = Bounded()
        self._possible: Bounded[int, tuple[Pattern, ...]] = Bounded()
        self._required = [
            (
                rule,
                rule.require.in_one_sentence,
                [lexicon.bits(member.split("|")) for member in rule.require.all],
            )
            for rule in rules
            if rule.require
        ]
        self._turn = lexicon.bits(["contrast"])
        self._reported = lexicon.bits(["reported"])

    def judge(self, reading: Reading, *, whole: Collection[str] | None = None) -> Iterator[Finding]:
        """Yield what the rules find.

        Args:
            reading: the text.
            whole: for a text that is not parted into sections: the ids of the sections it should cover. What
                they require is then required of the text; what they forbid cannot be placed and is left out.
        """
        done: set[str] = set()
        for sentence in reading.sentences:
            if sentence.seam or not sentence.parse.places:
                done = set()
            patterns = self._patterns_in(sentence.mask)
            if patterns:
                yield from self._forbidden(patterns, sentence, reading, whole, done)
        if self._required:
            yield from self._lacking(reading, whole)

    def _forbidden(
        self,
        patterns: Sequence[Pattern],
        sentence: Sentence,
        reading: Reading,
        whole: Collection[str] | None,
        done: set[str],
    ) -> Iterator[Finding]:
        for pattern in patterns:
            rule = pattern.rule
            if rule.id in done:
                continue
            if rule.sections and (whole is not None or sentence.section not in rule.sections):
                continue
            hit = match(pattern, sentence.parse, self._turn)
            if hit is None or not sentence.is_across(hit):
                continue
            if not (rule.quotable and self._is_quoted(hit, sentence, reading)):
                done.add(rule.id)
                yield reading.finding(rule, sentence, hit)

    def _is_quoted(self, hit: Hit, sentence: Sentence, reading: Reading) -> bool:
        """Say whether words are the customer's own, quoted as such: “you wrote that …”."""
        return bool(sentence.mask & self._reported) and reading.is_quoted(sentence, hit)

    def _patterns_in(self, mask: int) -> tuple[Pattern, ...]:
        """Return the patterns whose members all stand in a sentence, looked up once for a set of concepts."""
        found = self._possible.get(mask)
        if found is None:
            anchors = mask & self._anchors
            candidates = self._candidates(anchors) if anchors else ()
            found = tuple(each for each in candidates if all(mask & group for group in each.groups))
            self._possible.keep(mask, found)
        return found

    def _candidates(self, anchors: int) -> tuple[Pattern, ...]:
        """Return the patterns with an anchor among some concepts, looked up once per set of concepts."""
        found = self._anchored.get(anchors)
        if found is None:
            found = tuple(pattern for pattern in self._patterns if pattern.groups[-1] & anchors)
            self._anchored.keep(anchors, found)
        return found

    def _lacking(self, reading: Reading, whole: Collection[str] | None) -> Iterator[Finding]:
        for rule, in_one_sentence, groups in self._required:
            if whole is None:
                sections = [id for id in rule.sections if id in reading.masks]
            else:
                sections = [] if set(whole).isdisjoint(rule.sections) else [""]
            for section in sections:
                masks = [reading.mask if whole is not None else reading.masks[section]]
                if in_one_sentence:
                    masks = [
                        each.mask
                        for each in reading.sentences
                        if not each.seam and (whole is not None or each.section == section)
                    ]
                if not any(all(mask & group for group in groups) for mask in masks):
                    yield Finding(
                        rule.id, rule.severity, section, None, "", rule.why, tell_model=rule.tell_model
                    )


def _patterns(rule: Rule, lexicon: Lexicon) -> Iterator[Pattern]:
    for sentence in rule.forbid.sentence if rule.forbid else ():
        yield Pattern.of(rule, sentence, lexicon)
    if rule.phrases:
        yield Pattern.of(rule, rules.Sentence.model_validate({"all": (rule.id,)}), lexicon)


def match(pattern: Pattern, parse: Parse, turn: int) -> Hit | None:
    """Return the first hit of a pattern in a sentence, or None.

    Args:
        pattern: the pattern.
        parse: what a sentence says that holds a concept of each of its groups.
        turn: the mask of words that turn a sentence, such as “but” and “that”.
    """
    groups = [parse.hits_of(group) for group in pattern.groups]
    if pattern.at_least > 1:
        counted = _outside(groups[0], parse.hits_of(pattern.none))
        return _dense(counted, pattern.at_least, pattern.within)
    excuses = [
        (sorted(parse.hits_of(mask)), most)
        for mask, most in ((pattern.none, pattern.none_within), (pattern.near, _NEAR_WORDS))
        if mask
    ]
    over = parse.hits_of(pattern.under) if pattern.under else []
    turns = _turns(parse, turn) if pattern.in_one_clause or over or any(hits for hits, _ in excuses) else []
    for chosen in _choices(groups, pattern):
        starts = sorted(hit.start for hit in chosen)
        if pattern.in_one_clause and _are_parted(turns, starts[0], starts[-1]):
            continue
        if any(_is_said_of(each, starts[0], turns) for each in over):
            continue
        said = [part for hit in chosen for part in parse.parts_of(hit)]
        if not any(_excused(chosen, said, hits, most, turns) for hits, most in excuses):
            return Hit(min(hit.start for hit in chosen), max(hit.end for hit in chosen))
    return None


def _turns(parse: Parse, turn: int) -> list[float]:
    """Return where clauses end: before which words, at marks; on which words, at “but” and its like."""
    # Half a word back: a mark stands between two words.
    return sorted(
        [
            *(end - 0.5 for end in parse.clause_ends()),
            *(float(hit.start) for hit in parse.hits_of(turn)),
        ]
    )


def _excused(
    chosen: Sequence[Hit],
    said: Sequence[Hit],
    excuses: Sequence[Hit],
    most: int,
    turns: Sequence[float],
) -> bool:
    """Say whether an excuse stands near a hit, in its clause, and not in its words.

    “No cost” excuses nothing; “not” in a gap, as in “we will not return the fee”, does.

    Args:
        chosen: the hits.
        said: their words, without the gaps.
        excuses: where excuses stand, in order.
        most: how many words away, at most.
        turns: where clauses end.
    """
    for hit in chosen:
        first = bisect_left(excuses, hit.start - most, key=itemgetter(0))
        last = bisect_right(excuses, hit.start + most, key=itemgetter(0))
        for excuse in excuses[first:last]:
            low, high = sorted((hit.start, excuse.start))
            inside = any(each.start <= excuse.start and excuse.end <= each.end for each in said)
            if not inside and not _are_parted(turns, low, high):
                return True
    return False


def _is_said_of(over: Hit, place: int, turns: Sequence[float]) -> bool:
    """Say whether a word stands in what some words before it are said of, a “that” behind them or not."""
    return over.end <= place and not _are_parted(turns, over.end, place)


def _are_parted(turns: Sequence[float], low: int, high: int) -> bool:
    """Say whether a clause ends between two words."""
    return bisect_right(turns, low) < bisect_left(turns, high)


def _choices(groups: Sequence[Sequence[Hit]], pattern: Pattern) -> Iterator[list[Hit]]:
    """Yield one hit of each group, near enough and in order where asked; one choice for each anchor."""
    earlier = [sorted(group) for group in groups[:-1]]
    for anchor in groups[-1]:
        chosen = [anchor]
        for group in reversed(earlier):
            near = _nearest(group, chosen[0] if pattern.ordered else anchor, pattern.ordered)
            if near is None:
                break
            chosen.insert(0, near)
        else:
            starts = [hit.start for hit in chosen]
            if not pattern.within or max(starts) - min(starts) <= pattern.within:
                yield chosen


def _nearest(hits: Sequence[Hit], anchor: Hit, before: bool) -> Hit | None:
    """Return the one of some hits in order that begins nearest to another; of two, the earlier one."""
    place = bisect_left(hits, anchor.start, key=itemgetter(0))
    if before:
        earlier = (hits[each] for each in range(place - 1, -1, -1))
        return next((hit for hit in earlier if hit.end <= anchor.start), None)
    around = hits[max(0, place - 1) : place + 1]
    return min(around, key=lambda hit: abs(hit.start - anchor.start), default=None)


def _outside(hits: Sequence[Hit], excuses: Sequence[Hit]) -> list[Hit]:
    """Return the hits that stand in no excuse: the points of “point by point” are none."""
    return [
        hit for hit in hits if not any(each.start <= hit.start and hit.end <= each.end for each in excuses)
    ]


def _dense(hits: Sequence[Hit], at_least: int, within: int) -> Hit | None:
    distinct = sorted({hit.start: hit for hit in hits}.values())
    for first, last in zip(distinct, distinct[at_least - 1 :], strict=False):
        if not within or last.start - first.start <= within:
            return Hit(first.start, last.end)
    return None
