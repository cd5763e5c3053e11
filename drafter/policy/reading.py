"""A text read once, sentence by sentence, for all that judges it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, reduce
from operator import itemgetter, or_

import regex

from drafter.policy.finding import Finding, Severity, Span
from drafter.policy.folding import CLAUSE, DROPPED, SENTENCE, folded
from drafter.policy.lexicon import Hit, Lexicon, placed
from drafter.policy.phrasebook import Found

_IN_WORD = rf"[\p{{L}}\p{{M}}\p{{N}}{regex.escape(DROPPED)}]"
_WORD_OR_SLOT = regex.compile(
    rf"\[\[[a-z0-9_]+\]\]|[\p{{L}}\p{{M}}\p{{N}}](?:{_IN_WORD}*[\p{{L}}\p{{M}}\p{{N}}])?"
)

# A quotation may go on in the next line, not in the next paragraph.
_QUOTED = regex.compile(
    "|".join(
        rf"{begin}(?:[^{begin}{end}\n]|\n(?!\n))*+[{end}]" for begin, end in ("“”", ("„", "“”"), "«»", '""')
    )
)


@dataclass(slots=True)
class Sentence:
    """One sentence of a section. Its words are counted as in the text they come from.

    Attributes:
        section: id of its section.
        begin, end: its first word, and the place after its last, in ``all_words``.
        shift: what to add to such a place to count in the section.
        number: its number among all that sentence marks part.
        all_words: the folded words and sentence marks of the text.
        all_masks: what each of them can be; see :class:`drafter.policy.lexicon.Lexicon`.
        mask: what stands in it, phrases included.
        phrases: the phrases in it.
        gapped: the entries with gaps in it, each with its mask.
        parts: for each entry with gaps, where its parts stand.
        places: where broken words were put together, the word of the text at which each begins.
    """

    section: str
    begin: int
    end: int
    shift: int
    number: int
    all_words: Sequence[str]
    all_masks: Sequence[int]
    mask: int
    phrases: Sequence[Found]
    places: Sequence[int] = ()
    gapped: list[tuple[Hit, int]] = field(default_factory=list)
    parts: dict[Hit, list[Hit]] = field(default_factory=dict)

    @property
    def words(self) -> Sequence[str]:
        """Return its folded words."""
        return self.all_words[self.begin : self.end]

    def find_gapped(self, lexicon: Lexicon) -> None:
        """Take in the entries with gaps that stand in the sentence."""
        for entry in lexicon.across_gaps(self.mask):
            for parts in placed([self.hits_of(1 << part) for part in entry.parts], entry.gaps):
                hit = Hit(parts[0].start, parts[-1].end)
                self.gapped.append((hit, 1 << entry.means))
                self.parts.setdefault(hit, []).extend(parts)
                self.mask |= 1 << entry.means

    def hits_of(self, mask: int) -> list[Hit]:
        """Return where any of some concepts stands: words and phrases in order, then entries with gaps."""
        masks = self.all_masks
        found = [Hit(place, place + 1) for place in range(self.begin, self.end) if masks[place] & mask]
        phrases = [Hit(start, end) for start, end, meaning in self.phrases if meaning & mask]
        if phrases:
            found = sorted(found + phrases, key=itemgetter(1, 0))
        return found + [hit for hit, meaning in self.gapped if meaning & mask]

    def in_section(self, hit: Hit) -> tuple[int, int]:
        """Return the first word of a hit, and the one after its last, counted in the section."""
        first, last = (self.places[hit.start], self.places[hit.end]) if self.places else hit
        return self.shift + first, self.shift + last


class Reading:
    """The sections of a text, read with a language's concepts.

    Args:
        texts: the sections' texts.
        lexicon: the concepts.

    Attributes:
        texts: the sections' texts.
        as_written: their sentences in order.
        sentences: the same; one whose words were broken apart stands a second time, mended.
        counts: number of words in each section, a slot counting as one.
        masks: what stands in each section.
        mask: what stands anywhere in the text.
    """

    def __init__(self, texts: Mapping[str, str], lexicon: Lexicon) -> None:
        self.texts = texts
        said = list(map(folded, texts.values()))
        self._said = f" {SENTENCE} ".join([*said, ""])
        words = self._said.replace(CLAUSE, "").split()
        masks = list(map(lexicon.masks.__getitem__, words))
        self.counts = dict.fromkeys(texts, 0)
        self.masks = dict.fromkeys(texts, 0)
        sections = [id for id, each in zip(texts, said, strict=True) for _ in range(each.count(SENTENCE) + 1)]
        self.as_written = list(self._sentences(sections, words, masks, lexicon))
        self.mask = reduce(or_, self.masks.values(), 0)
        broken = lexicon.fragments(words)
        self.sentences = self._with_mended(broken, lexicon) if broken else self.as_written

    def _sentences(
        self, sections: list[str], words: list[str], masks: list[int], lexicon: Lexicon
    ) -> Iterator[Sentence]:
        """Yield the sentences of all sections; count the words of each section, and say what stands in it."""
        hits = lexicon.phrases(words)
        anchors = lexicon.anchors
        begin = first_hit = last_hit = 0
        for number, end in enumerate([place for place, word in enumerate(words) if word == SENTENCE]):
            section = sections[number]
            while last_hit < len(hits) and hits[last_hit][0] < end:
                last_hit += 1
            if end > begin:
                own = hits[first_hit:last_hit]
                mask = reduce(or_, masks[begin:end])
                for _, _, meaning in own:
                    mask |= meaning
                shift = self.counts[section] - begin
                sentence = Sentence(section, begin, end, shift, number, words, masks, mask, own)
                if mask & anchors:
                    sentence.find_gapped(lexicon)
                self.counts[section] += end - begin
                self.masks[section] |= sentence.mask
                yield sentence
            first_hit = last_hit
            begin = end + 1

    def _with_mended(self, broken: Sequence[int], lexicon: Lexicon) -> list[Sentence]:
        found: list[Sentence] = []
        for sentence in self.as_written:
            found.append(sentence)
            if any(sentence.begin <= place < sentence.end for place in broken):
                mended = _mended(sentence, lexicon)
                if mended is not None:
                    self.masks[sentence.section] |= mended.mask
                    self.mask |= mended.mask
                    found.append(mended)
        return found

    def said(self, sentence: Sentence) -> str:
        """Return the folded words and marks from a sentence on, a blank after each."""
        return f"{SENTENCE.join(self._parted[sentence.number :]).strip()} "

    @cached_property
    def _parted(self) -> list[str]:
        return self._said.split(SENTENCE)

    def clause_ends(self, sentence: Sentence) -> list[int]:
        """Return before which words of a sentence a clause mark stands."""
        ends: list[int] = []
        count = 0 if sentence.places else sentence.begin
        for word in self._parted[sentence.number].split():
            if word == CLAUSE:
                ends.append(count)
            else:
                count += 1
        if not sentence.places:
            return ends
        # Where words were put together, a mark inside one parts nothing.
        return [sentence.places.index(end) for end in ends if end in sentence.places]

    def span(self, sentence: Sentence, hit: Hit) -> tuple[int, int]:
        """Return the offsets of some words of a sentence in its section's text."""
        return source_span(self.texts[sentence.section], *sentence.in_section(hit))

    def is_quoted(self, sentence: Sentence, hit: Hit) -> bool:
        """Say whether words of a sentence stand between quotation marks."""
        text = self.texts[sentence.section]
        start, end = self.span(sentence, hit)
        return any(quoted.start() < start and end < quoted.end() for quoted in _QUOTED.finditer(text))

    def finding(
        self,
        rule: str,
        severity: Severity,
        sentence: Sentence,
        hit: Hit,
        why: str,
        tell_model: str,
        suggestion: str = "",
    ) -> Finding:
        """Return the finding of some words of a sentence."""
        text = self.texts[sentence.section]
        span = Span.of(text, *self.span(sentence, hit))
        quote = text[span.start : span.end]
        return Finding(rule, severity, sentence.section, span, quote, why, suggestion, tell_model)


def _mended(sentence: Sentence, lexicon: Lexicon) -> Sentence | None:
    """Return a sentence with its broken words put together, or None where none are."""
    joined = lexicon.joined([*sentence.words, SENTENCE])
    if joined is None:
        return None
    words, places = joined
    masks = list(map(lexicon.masks.__getitem__, words))
    hits = lexicon.phrases(words)
    mask = reduce(or_, [*masks[:-1], *(meaning for _, _, meaning in hits)])
    shift = sentence.shift + sentence.begin
    mended = Sentence(
        sentence.section, 0, len(words) - 1, shift, sentence.number, words, masks, mask, hits, places
    )
    mended.find_gapped(lexicon)
    return mended


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
