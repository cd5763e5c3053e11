"""What a story tells: its words and figures, each with what it is told of.

The story of a case is its account, the customer's message and its values, told one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, MutableSet, Sequence, Set
from typing import NamedTuple

from drafter.policy import names
from drafter.policy.tokens import Token, as_clocks

_LOOK_BACK = 24
_MOST_WORDS, _MOST_TELLINGS, _MOST_RIVALS, _MOST_NUMBERS = 64, 12, 8, 8
"""What is kept of one sentence, one word and one number's neighbours: no text takes more than linear time."""
_RANGE = 3
"""Words from the last figure of a range to what it is of."""
_NEAR = 3
"""Words on either side of a number in which its unit stands, or the part of the day it is of."""


class Telling(NamedTuple):
    """One place where a story has a word or figure.

    Attributes:
        before, after: what stands before and after it; empty at either end.
        around: what its sentence tells.
        units, parts: the units and the parts of the day close to it.
        is_joined: whether what stands before it tells something, as no article does.
        earlier, later: the figures and numbers before and behind it in its sentence.
    """

    before: str
    after: str
    around: Set[str]
    units: Set[str]
    parts: Set[str]
    is_joined: bool
    earlier: Set[str]
    later: Set[str]


class Story(NamedTuple):
    """What a story tells.

    Attributes:
        tellings: for each word and figure, where it stands.
        named: the words with a capital inside a sentence.
        rivals: for each word, the figures and numbers that stand before it.
        hours: the hours of its times that have no minutes.
        pairs: each word and figure with the one behind it.
    """

    tellings: Mapping[str, Sequence[Telling]]
    named: Set[str]
    rivals: Mapping[str, Set[str]]
    hours: Set[str]
    pairs: Set[tuple[str, str]]

    def of(self, said: str) -> Sequence[Telling]:
        """Return the places where it has a word or figure."""
        return self.tellings.get(said, ())

    def has_rival(self, said: str, after: str, around: Set[str], shared: int) -> bool:
        """Say whether another number stands before the same word, in a sentence as much like a text's.

        Args:
            said: the number.
            after: the word.
            around: what the text's sentence tells.
            shared: how much of it the story's sentence with the number tells.
        """
        return any(
            other.after == after and len((around & other.around) - {said, rival}) >= shared
            for rival in self.rivals.get(after, set()) - {said}
            for other in self.of(rival)
        )


class Hearing(NamedTuple):
    """What a language's words say in a story.

    Attributes:
        tells: whether a word or figure tells what a sentence is about.
        counts: whether it is a number.
        measures, parts: whether it is a unit, or a part of the day.
    """

    tells: Callable[[Token], bool]
    counts: Callable[[Token], bool]
    measures: Callable[[Token], bool]
    parts: Callable[[Token], bool]


def read(text: str, tokens: Sequence[Token], hearing: Hearing) -> Story:
    """Return what a story tells.

    Args:
        text: the story.
        tokens: its words and figures.
        hearing: what its language's words say.
    """
    told, order = sentences(text, tokens, hearing), numbers_beside(tokens, hearing)
    tellings: dict[str, list[Telling]] = defaultdict(list)
    rivals: dict[str, set[str]] = defaultdict(set)
    for place, token in enumerate(tokens):
        telling = _telling(tokens, place, told[token.sentence], order.get(place, _ALONE), hearing)
        for said in as_clocks(token.said):
            if len(tellings[said]) < _MOST_TELLINGS:
                tellings[said].append(telling)
        if hearing.counts(token):
            _add(rivals[telling.after], token.said, _MOST_RIVALS)
    named = {token.said for token in tokens if token.word and is_capital_inside(text, token)}
    hours = {
        said for token in tokens for said in as_clocks(token.said) if said != token.said and said.isdigit()
    }
    pairs = {(token.said, said_behind(tokens, place)) for place, token in enumerate(tokens)}
    return Story(tellings, named, rivals, hours, pairs)


_Order = tuple[Set[str], Set[str]]
_ALONE: _Order = (frozenset(), frozenset())


def _telling(
    tokens: Sequence[Token], place: int, around: Set[str], order: _Order, hearing: Hearing
) -> Telling:
    before = said_before(tokens, place)
    return Telling(
        before,
        said_behind(tokens, place),
        around,
        near(tokens, place, hearing.measures),
        near(tokens, place, hearing.parts),
        bool(before) and hearing.tells(tokens[_before(tokens, place)]),
        *order,
    )


def _add(found: MutableSet[str], said: str, most: int) -> None:
    if len(found) < most:
        found.add(said)


def numbers_beside(tokens: Sequence[Token], hearing: Hearing) -> Mapping[int, _Order]:
    """Return for the place of each number those nearest before and behind it in its sentence."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for place, token in enumerate(tokens):
        if hearing.counts(token):
            numbers[token.sentence].append(place)
    found: dict[int, _Order] = {}
    for places in numbers.values():
        said = [tokens[place].said for place in places]
        for number, place in enumerate(places):
            own = {said[number]}
            before = set(said[max(0, number - _MOST_NUMBERS) : number])
            found[place] = before - own, set(said[number + 1 : number + 1 + _MOST_NUMBERS]) - own
    return found


def near(tokens: Sequence[Token], place: int, wanted: Callable[[Token], bool]) -> Set[str]:
    """Return what is wanted of the words close to a word or figure, on either side."""
    words = (*tokens[max(0, place - _NEAR) : place], *tokens[place + 1 : place + 1 + _NEAR])
    return {each.said for each in words if wanted(each)}


def said_behind(tokens: Sequence[Token], place: int) -> str:
    """Return the word or figure behind a place; empty where its sentence ends."""
    return _said_at(tokens, place + 1, tokens[place].sentence)


def said_before(tokens: Sequence[Token], place: int) -> str:
    """Return the word or figure before a place; before the last figure of “levels 1 to 4” stands “levels”."""
    return _said_at(tokens, _before(tokens, place), tokens[place].sentence)


def _before(tokens: Sequence[Token], place: int) -> int:
    is_range = (
        place >= _RANGE and tokens[place - 1].word and not tokens[place].word and not tokens[place - 2].word
    )
    return place - (_RANGE if is_range else 1)


def _said_at(tokens: Sequence[Token], place: int, sentence: int) -> str:
    is_there = 0 <= place < len(tokens) and tokens[place].sentence == sentence
    return tokens[place].said if is_there else ""


def sentences(text: str, tokens: Sequence[Token], hearing: Hearing) -> Mapping[int, Set[str]]:
    """Return the telling words and the figures of each sentence, but names."""
    found: dict[int, set[str]] = defaultdict(set)
    for token in tokens:
        if hearing.tells(token) and not hearing.measures(token) and not is_capital_inside(text, token):
            _add(found[token.sentence], token.said, _MOST_WORDS)
    return found


def is_capital_inside(text: str, token: Token) -> bool:
    """Say whether a word has a capital, and begins no sentence."""
    before = text[max(0, token.start - _LOOK_BACK) : token.start]
    return text[token.start].isupper() and len(token.word) > 1 and names.is_inside_a_sentence(before)
