"""When a lawyer must see it: the legal triggers in a customer's message, an account or a letter.

A trigger (``policies/escalation/<trigger>.yaml``) is a handful of signals, each a few cues that stand near
one another, with a weight. It applies when the weights of the signals found add up to one; so a bare keyword
does not do, and several weak signs do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import groupby
from operator import attrgetter, or_
from typing import NamedTuple

from drafter.choices import Language
from drafter.compiled import kept
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf
from drafter.policy import cues
from drafter.policy.cues import Cues, Hit, Hits, between
from drafter.policy.escalation_rule import (
    EXCUSES,
    FILES,
    EscalationRule,
    Excuse,
    Signal,
    Trigger,
    load_excuses,
    load_rules,
)
from drafter.policy.finding import Finding, Severity, Span
from drafter.policy.memo import Bounded
from drafter.policy.utterance import Utterance

MAX_BYTES = 64 * 1024
_ENOUGH = 1 - 1e-9  # what sums of weights may lose in rounding
_TEXTS, _LONGEST_TEXT = 256, 8_192
"""Texts whose screening is remembered, and the most characters of one."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One signal found.

    Attributes:
        rule: rule id.
        trigger: the trigger it counts for; None for a note.
        span: where in the message.
        quote: the words found.
        why: for the reviewer.
        weight: what it adds.
        in_doubt: whether it may be wrong; see :class:`EscalationRule`.
    """

    rule: str
    trigger: Trigger | None
    span: Span
    quote: str
    why: str
    weight: float
    in_doubt: bool = False

    def as_finding(self, where: str) -> Finding:
        """Return it as a finding about the whole letter.

        Args:
            where: what was read: ``message``, ``account``, ``note`` or ``letter``.
        """
        return Finding(self.rule, Severity.info, "", None, self.quote, f"In the {where}: {self.why}")


@dataclass(frozen=True, slots=True)
class Screening:
    """What one text holds.

    Attributes:
        triggers: the triggers that apply.
        findings: the signs of these triggers, and notes, in the order of the text.
    """

    triggers: tuple[Trigger, ...]
    findings: tuple[Sign, ...]

    @property
    def legal_escalation(self) -> bool:
        """Say whether a lawyer must see it."""
        return bool(self.triggers)


class _Undoing(NamedTuple):
    """An excuse, its cues and its stop as masks."""

    cues: int
    before: int
    after: int
    stop: int

    @classmethod
    def of(cls, excuse: Excuse, lexicon: Cues) -> _Undoing:
        stop = lexicon.mask((excuse.stop,)) if excuse.stop else 0
        return cls(lexicon.mask(excuse.cues), excuse.before, excuse.after, stop)


class Alarm(NamedTuple):
    """What a rule says when it applies; see :class:`EscalationRule`."""

    id: str
    trigger: Trigger | None
    why: str
    in_doubt: bool


class _Indexed(NamedTuple):
    """A signal of a rule, ready to be looked for.

    Attributes:
        rule: the number of its rule.
        weight, within, ordered: as in :class:`Signal`.
        groups: its members as masks.
        anchor: the one of them that has the fewest cues.
        excuses: what undoes it.
        wanted: the mask of all the cues that it asks for.
    """

    rule: int
    weight: float
    within: int
    ordered: bool
    groups: tuple[int, ...]
    anchor: int
    excuses: tuple[_Undoing, ...]
    wanted: int

    @classmethod
    def of(
        cls, rule: int, signal: Signal, undoing: Mapping[str, Sequence[_Undoing]], lexicon: Cues
    ) -> _Indexed:
        groups = tuple(map(lexicon.mask, signal.alternatives))
        excuses = tuple(each for name in signal.unless for each in undoing[name])
        anchor = min(groups, key=int.bit_count)
        wanted = reduce(or_, (*groups, *(mask for each in excuses for mask in (each.cues, each.stop))))
        return cls(rule, signal.weight, signal.within, signal.ordered, groups, anchor, excuses, wanted)


class Screen:
    """All escalation rules, compiled.

    ::

        screen = Screen.load(Shelf.of("policies"))
        screen.screen("lawyer ni kalustanu").triggers

    Args:
        rules: the rules.
        excuses: what undoes a signal, by name.
        lexicon: the cues of every language.

    Attributes:
        rules: what each rule says when it applies.

    Raises:
        LibraryError: a rule names a cue or an excuse that does not exist.
    """

    def __init__(
        self, rules: Sequence[EscalationRule], excuses: Mapping[str, Sequence[Excuse]], lexicon: Cues
    ) -> None:
        self.rules = tuple(Alarm(rule.id, rule.trigger, rule.why, rule.in_doubt) for rule in rules)
        self.cues = lexicon
        problems = [*_unknown_cues(rules, lexicon), *_unknown_excuses(rules, excuses, lexicon)]
        if problems:
            raise LibraryError(problems)
        undoing = {name: [_Undoing.of(each, lexicon) for each in given] for name, given in excuses.items()}
        self._signals = [
            _Indexed.of(number, signal, undoing, lexicon)
            for number, rule in enumerate(rules)
            for signal in rule.signals
        ]
        self._led_by: dict[int, frozenset[int]] = {}
        self._screened: Bounded[tuple[str, Language | None], Screening] = Bounded(_TEXTS)

    @classmethod
    def load(cls, shelf: Shelf) -> Screen:
        """Return the screen of a policies shelf.

        Raises:
            LibraryError: a file is missing or broken.
        """
        return _load(shelf)

    def screen(self, text: str, lang: Language | None = None) -> Screening:
        """Return the triggers in a text.

        A message is screened when it comes in, with each letter that answers it, and when somebody looks at
        it; what was found is remembered for a while.

        Args:
            text: what somebody wrote, in any of the six languages or several.
            lang: its language, where known: words that mean something else in that language are not read.
        """
        found = self._screened.get((text, lang))
        if found is None:
            found = self._screen(text, lang)
            if len(text) <= _LONGEST_TEXT:
                self._screened.keep((text, lang), found)
        return found

    def _screen(self, text: str, lang: Language | None) -> Screening:
        utterance = Utterance(text)
        found = self.cues.find(utterance)
        possible = self._possible({mask for _, _, mask in found})
        if not possible:
            return Screening((), ())
        wanted = reduce(or_, (each.wanted for _, signals in possible for each in signals))
        hits = self.cues.hits(utterance, found, wanted, lang)
        triggers, findings = [], []
        for rule, signals in possible:
            signs = [(each.weight, place) for each in signals if (place := _find(each, hits))]
            if sum(weight for weight, _ in signs) >= _ENOUGH:
                findings += [_sign(rule, weight, place, utterance) for weight, place in signs]
                if rule.trigger:
                    triggers.append(rule.trigger)
        findings.sort(key=lambda sign: (sign.span.start, sign.rule))
        order = list(Trigger)
        return Screening(tuple(sorted(set(triggers), key=order.index)), tuple(findings))

    def _possible(self, masks: AbstractSet[int]) -> list[tuple[Alarm, list[_Indexed]]]:
        """Return the rules that may apply, each with the signals that may.

        Most texts hold cues and no signal: they need no closer look.

        Args:
            masks: the masks of the cues that stand in the text.
        """
        mask = reduce(or_, masks, 0)
        led: set[int] = set().union(*map(self._leading, masks))
        live = [self._signals[number] for number in sorted(led)]
        live = [each for each in live if all(mask & group for group in each.groups)]
        by_rule = [(rule, list(each)) for rule, each in groupby(live, key=attrgetter("rule"))]
        return [
            (self.rules[rule], signals)
            for rule, signals in by_rule
            if sum(each.weight for each in signals) >= _ENOUGH
        ]

    def _leading(self, mask: int) -> frozenset[int]:
        """Return the numbers of the signals that may be live where cues of a mask stand."""
        if mask not in self._led_by:
            leading = (number for number, each in enumerate(self._signals) if each.anchor & mask)
            self._led_by[mask] = frozenset(leading)
        return self._led_by[mask]


def _unknown_cues(rules: Sequence[EscalationRule], lexicon: Cues) -> Iterator[Problem]:
    for rule in rules:
        for name in (name for signal in rule.signals for names in signal.alternatives for name in names):
            if name not in lexicon.names:
                yield Problem(FILES, rule.id, f"`{name}` is not a cue", "use one of the cue files'")


def _unknown_excuses(
    rules: Sequence[EscalationRule], known: Mapping[str, Sequence[Excuse]], lexicon: Cues
) -> Iterator[Problem]:
    for rule in rules:
        for name in (name for signal in rule.signals for name in signal.unless):
            if name not in known:
                wanted = f"use one of {', '.join(known)}"
                yield Problem(FILES, rule.id, f"`{name}` is not an excuse", wanted)
    for name, excuses in known.items():
        for cue in (cue for excuse in excuses for cue in (*excuse.cues, *filter(None, (excuse.stop,)))):
            if cue not in lexicon.names:
                yield Problem(EXCUSES, name, f"`{cue}` is not a cue", "use one of the cue files'")


def _sign(rule: Alarm, weight: float, place: tuple[int, int], utterance: Utterance) -> Sign:
    """Return the sign of a signal whose first and last word are known."""
    span = Span.of(utterance.text, utterance.span(place[0])[0], utterance.span(place[1])[1])
    quote = utterance.text[span.start : span.end]
    return Sign(rule.id, rule.trigger, span, quote, rule.why, weight, rule.in_doubt)


def _find(indexed: _Indexed, hits: Hits) -> tuple[int, int] | None:
    """Return the first and the last word of a signal that no excuse undoes."""
    keys, *others = indexed.groups
    for key in hits[keys]:
        members = [key]
        for group in others:
            near = _nearest(key, hits[group], indexed)
            if near is None:
                break
            members.append(near)
        else:
            if not any(_undoes(excuse, key, hits) for excuse in indexed.excuses):
                return min(hit.first for hit in members), max(hit.last for hit in members)
    return None


def _nearest(key: Hit, hits: Sequence[Hit], signal: _Indexed) -> Hit | None:
    """Return the nearest hit of some cues that shares no word with the key."""
    low = key.last_place if signal.ordered else key.place - signal.within
    near = [
        hit
        for hit in between(hits, low, key.last_place + signal.within)
        if hit.last < key.first or hit.first > key.last
    ]
    return min(near, key=lambda hit: (abs(hit.place - key.place), hit.first), default=None)


def _undoes(excuse: _Undoing, key: Hit, hits: Hits) -> bool:
    found, stops = hits[excuse.cues], hits[excuse.stop]
    if excuse.before:
        for hit in between(found, key.place - excuse.before, key.place - 1):
            if hit.last < key.first and not any(between(stops, hit.last_place + 1, key.place - 1)):
                return True
    if excuse.after:
        for hit in between(found, key.last_place + 1, key.last_place + excuse.after):
            if not any(between(stops, key.last_place + 1, hit.place - 1)):
                return True
    return False


@lru_cache(maxsize=8)
def _load(shelf: Shelf) -> Screen:
    return kept("screen", shelf.stamps("escalation/**/*.yaml"), lambda: _compile(shelf))


def _compile(shelf: Shelf) -> Screen:
    return Screen(load_rules(shelf), load_excuses(shelf), cues.load(shelf))
