"""A text read once, sentence by sentence, for all that judges it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import pairwise
from operator import itemgetter, or_
from typing import NamedTuple

import regex

from drafter.policy.finding import Finding, Span
from drafter.policy.folding import DROPPED, SENTENCE
from drafter.policy.lexicon import Lexicon
from drafter.policy.parse import Hit, Parse
from drafter.policy.rule import Rule

_FRAGMENT = 2
"""The most words of what may be a piece of the sentence beside it."""
_IN_WORD = rf"[\p{{L}}\p{{M}}\p{{N}}{regex.escape(DROPPED)}]"
_WORD_OR_SLOT = regex.compile(
    rf"\[\[[a-z0-9_]+\]\]|[\p{{L}}\p{{M}}\p{{N}}](?:{_IN_WORD}*[\p{{L}}\p{{M}}\p{{N}}])?"
)

_PARTS = re.compile(r"[;:—–()]|\n\n")
"""Marks that part what could stand alone."""
# A quotation may go on in the next line, not in the next paragraph.
_QUOTED = regex.compile(
    "|".join(
        rf"{begin}(?:[^{begin}{end}\n]|\n(?!\n))*+[{end}]" for begin, end in ("“”", ("„", "“”"), "«»", '""')
    )
)


class Sentence(NamedTuple):
    """One sentence of a section.

    Attributes:
        section: id of its section.
        first: number of words of the section before it.
        number: its number among all that sentence marks part.
        parse: what it says.
        mask: what stands in it.
        seam: where two sentences were read as one, the number of words of the first.
    """

    section: str
    first: int
    number: int
    parse: Parse
    mask: int
    seam: int = 0

    @property
    def whole(self) -> Hit:
        """Return where all of its words stand."""
        return Hit(0, len(self.parse.masks))

    def in_section(self, hit: Hit) -> tuple[int, int]:
        """Return the first word of a hit, and the one after its last, counted in the section.

        What begins in a fragment before may stand in another section: its words are left out.
        """
        places = self.parse.places
        first, last = (places[hit.start], places[hit.end]) if places else hit
        return self.first + max(first - self.seam, 0), self.first + max(last - self.seam, 1)

    def is_across(self, hit: Hit) -> bool:
        """Say whether a hit is the sentence's own; of two that were read as one, whether it is in both."""
        return not self.seam or hit.start < self.seam < hit.end


class Reading:
    """The sections of a text, read with a language's concepts.

    Args:
        texts: the sections' texts.
        lexicon: the concepts.

    Attributes:
        texts: the sections' texts.
        as_written: their sentences in order.
        sentences: the same; one whose words were broken apart stands a second time, mended, and one that goes
            on after a fragment a second time with it.
        counts: number of words in each section, a slot counting as one.
        masks: what stands in each section.
        mask: what stands anywhere in the text.
    """

    def __init__(self, texts: Mapping[str, str], lexicon: Lexicon) -> None:
        self.texts = texts
        self.as_written: list[Sentence] = []
        self.counts = dict.fromkeys(texts, 0)
        self.masks = dict.fromkeys(texts, 0)
        self._said: list[str] = []
        for section, parses in zip(texts, lexicon.sections(texts.values()), strict=True):
            for parse in parses:
                if parse.masks:
                    self.as_written.append(
                        Sentence(section, self.counts[section], len(self._said), parse, parse.mask)
                    )
                    self.counts[section] += len(parse.masks)
                    self.masks[section] |= parse.mask | (parse.mended.mask if parse.mended else 0)
                self._said.append(parse.said)
        self.mask = reduce(or_, self.masks.values(), 0)
        self.sentences = [*self._with_mended(), *self._with_fragments(lexicon)]

    def _with_mended(self) -> Iterator[Sentence]:
        for sentence in self.as_written:
            yield sentence
            mended = sentence.parse.mended
            if mended is not None:
                yield sentence._replace(parse=mended, mask=mended.mask)

    def _with_fragments(self, lexicon: Lexicon) -> Iterator[Sentence]:
        """Yield sentences beside a fragment as one with it: a point cuts nothing off from its meaning."""
        pairs = [
            (one, two)
            for one, two in pairwise(self.as_written)
            if min(len(one.parse.masks), len(two.parse.masks)) <= _FRAGMENT
        ]
        said = [f"{one.parse.said} {two.parse.said}" for one, two in pairs]
        for (one, two), parse in zip(pairs, lexicon.parses(said), strict=True):
            yield two._replace(parse=parse, mask=parse.mask, seam=len(one.parse.masks))

    def said(self, sentence: Sentence) -> str:
        """Return the folded words and marks from a sentence on, a blank after each."""
        return f"{' '.join(f' {SENTENCE} '.join(self._said[sentence.number :]).split())} "

    def span(self, sentence: Sentence, hit: Hit) -> tuple[int, int]:
        """Return the offsets of some words of a sentence in its section's text."""
        return source_span(self.texts[sentence.section], *sentence.in_section(hit))

    def around(self, sentence: Sentence, span: Span) -> Hit:
        """Return the words of a sentence as written that no strong mark parts from a span in it."""
        text, spans = self.texts[sentence.section], self._spans(sentence)
        start = max((mark.end() for mark in _PARTS.finditer(text, spans[0][0], span.start)), default=0)
        mark = _PARTS.search(text, span.end, spans[-1][1])
        end = mark.start() if mark else len(text)
        return Hit(bisect_left(spans, start, key=itemgetter(0)), bisect_right(spans, end, key=itemgetter(1)))

    def within(self, sentence: Sentence, span: Span) -> Hit:
        """Return the words of a sentence as written that a span holds, in whole or in part."""
        spans = self._spans(sentence)
        first = bisect_right(spans, span.start, key=itemgetter(1))
        return Hit(first, bisect_left(spans, span.end, key=itemgetter(0)))

    def _spans(self, sentence: Sentence) -> Sequence[tuple[int, int]]:
        """Return where each word of a sentence as written stands in its section."""
        spans = _word_spans(self.texts[sentence.section])
        return spans[sentence.first : sentence.first + len(sentence.parse.masks)]

    def is_quoted(self, sentence: Sentence, hit: Hit) -> bool:
        """Say whether words of a sentence stand between quotation marks."""
        text = self.texts[sentence.section]
        start, end = self.span(sentence, hit)
        return any(quoted.start() < start and end < quoted.end() for quoted in _QUOTED.finditer(text))

    def finding(self, rule: Rule, sentence: Sentence, hit: Hit, suggestion: str = "") -> Finding:
        """Return what a rule finds in some words of a sentence."""
        return self.finding_at(rule, sentence.section, self.span(sentence, hit), suggestion)

    def finding_at(self, rule: Rule, section: str, place: tuple[int, int], suggestion: str = "") -> Finding:
        """Return what a rule finds between two offsets in a section's text."""
        text = self.texts[section]
        span = Span.of(text, *place)
        quote = text[span.start : span.end]
        return Finding(
            rule.id,
            rule.severity,
            section,
            span,
            quote,
            rule.why,
            suggestion,
            rule.tell_model,
            anew=rule.anew,
        )


@lru_cache(maxsize=8)
def _word_spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _WORD_OR_SLOT.finditer(text))


def source_span(text: str, first: int, last: int) -> tuple[int, int]:
    """Return the offsets of some words of a text.

    Args:
        text: the text as written.
        first: number of the first word.
        last: number of the word after the last.
    """
    spans = _word_spans(text)
    if first >= min(last, len(spans)):
        return 0, len(text)
    return spans[first][0], spans[min(last, len(spans)) - 1][1]
