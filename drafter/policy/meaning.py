"""Rules over concepts, evaluated on the sentences of a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from drafter.policy.concepts import Hit, Lexicon, words_between
from drafter.policy.finding import Finding, Span
from drafter.policy.rule import Rule, Sentence
from drafter.policy.stream import Stream

_EXCUSE_WORDS = 7
_NEAR_WORDS = 4


class RuleSet:
    """The rules in force for one kind of letter, language and set of facts, ready to run.

    Args:
        rules: rules that apply.
        lexicon: the language's concepts.
    """

    def __init__(self, rules: Sequence[Rule], lexicon: Lexicon) -> None:
        self.rules = tuple(rules)
        self._lexicon = lexicon
        self._by_concept: dict[str, list[tuple[Rule, Sentence]]] = defaultdict(list)
        for rule in rules:
            for sentence in rule.forbid.sentence if rule.forbid else ():
                for name in sentence.alternatives[-1]:
                    self._by_concept[name].append((rule, sentence))
        self._required = [
            (rule, tuple(member.split("|") for member in rule.require.all)) for rule in rules if rule.require
        ]

        self._concepts = frozenset(name for rule in rules for name in rule.concepts) | {"contrast"}
        self._wanted = frozenset(name for _, groups in self._required for group in groups for name in group)

    def judge(
        self, stream: Stream, texts: Mapping[str, str], *, whole: Collection[str] | None = None
    ) -> Iterator[Finding]:
        """Yield what the rules find.

        Args:
            stream: the sections' stream.
            texts: the sections' texts, for quotes.
            whole: for a text that is not parted into sections: the ids of the sections it should cover. What
                they require is then required of the text; what they forbid cannot be placed and is left out.
        """
        hits = self._lexicon.hits(stream, self._concepts)
        sentences: dict[int, dict[str, list[Hit]]] = defaultdict(lambda: defaultdict(list))
        for hit in hits:
            sentences[hit.sentence][hit.concept].append(hit)
        for found in sentences.values():
            yield from self._forbidden(found, stream, texts, whole)
        if self._required:
            yield from self._lacking(hits, stream, whole)

    def _forbidden(
        self,
        found: Mapping[str, list[Hit]],
        stream: Stream,
        texts: Mapping[str, str],
        whole: Collection[str] | None,
    ) -> Iterator[Finding]:
        done: set[str] = set()
        for name in tuple(found):
            for rule, sentence in self._by_concept.get(name, ()):
                if rule.id in done:
                    continue
                section = stream.sections[stream.section_at(found[name][0].start)]
                if rule.sections and (whole is not None or section not in rule.sections):
                    continue
                span = match(sentence, found, stream)
                if span is not None:
                    done.add(rule.id)
                    yield _finding(rule, stream, texts, span)

    def _lacking(
        self, hits: Iterable[Hit], stream: Stream, whole: Collection[str] | None
    ) -> Iterator[Finding]:
        present: dict[str, set[str]] = defaultdict(set)
        by_sentence: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for hit in hits:
            if hit.concept not in self._wanted:
                continue
            section = stream.sections[stream.section_at(hit.start)] if whole is None else ""
            present[section].add(hit.concept)
            by_sentence[section][hit.sentence].add(hit.concept)
        for rule, groups in self._required:
            if whole is None:
                sections = [id for id in rule.sections if id in stream.sections]
            else:
                sections = [] if set(whole).isdisjoint(rule.sections) else [""]
            in_one = rule.require is not None and rule.require.in_one_sentence
            for section in sections:
                places = by_sentence[section].values() if in_one else (present[section],)
                if not any(all(not found.isdisjoint(group) for group in groups) for found in places):
                    yield Finding(
                        rule.id, rule.severity, section, None, "", rule.why, tell_model=rule.tell_model
                    )


def match(sentence: Sentence, found: Mapping[str, list[Hit]], stream: Stream) -> tuple[int, int] | None:
    """Return the stream span of the first hit of a sentence pattern, or None.

    Args:
        sentence: the pattern.
        found: the hits of one sentence by concept.
        stream: the stream they stand in.
    """
    text = stream.text
    groups = [[hit for name in names for hit in found.get(name, ())] for names in sentence.alternatives]
    if not all(groups):
        return None
    if sentence.at_least > 1:
        return _dense(groups[0], sentence.at_least, sentence.within, text)
    excuses = [(hit, _EXCUSE_WORDS) for name in sentence.none for hit in found.get(name, ())]
    excuses += [(hit, _NEAR_WORDS) for name in sentence.near for hit in found.get(name, ())]
    turns = _turns(found, stream) if excuses else []
    for chosen in _choices(groups, sentence, text):
        if not any(_excuses(excuse, most, chosen, text, turns) for excuse, most in excuses):
            return min(hit.start for hit in chosen), max(hit.end for hit in chosen)
    return None


def _turns(found: Mapping[str, list[Hit]], stream: Stream) -> list[int]:
    """Return where clauses end: at their marks, and at words such as “but” and “that”."""
    return [*stream.clauses(), *(hit.start for hit in found.get("contrast", ()))]


def _excuses(excuse: Hit, most: int, chosen: Sequence[Hit], text: str, turns: Sequence[int]) -> bool:
    """Say whether an excuse stands near a hit, in its clause, and not in it: “no cost” excuses nothing."""
    if any(hit.start <= excuse.start and excuse.end <= hit.end for hit in chosen):
        return False
    for hit in chosen:
        low, high = sorted((hit.start, excuse.start))
        if words_between(text, hit, excuse) <= most and not any(low < turn < high for turn in turns):
            return True
    return False


def _choices(groups: Sequence[Sequence[Hit]], sentence: Sentence, text: str) -> Iterator[list[Hit]]:
    """Yield one hit of each group, near enough and in order where asked; one choice for each anchor."""
    for anchor in groups[-1]:
        chosen = [anchor]
        for group in reversed(groups[:-1]):
            near = _nearest(group, chosen[0] if sentence.ordered else anchor, sentence.ordered)
            if near is None:
                break
            chosen.insert(0, near)
        else:
            first = min(chosen, key=lambda hit: hit.start)
            last = max(chosen, key=lambda hit: hit.start)
            if not sentence.within or words_between(text, first, last) <= sentence.within:
                yield chosen


def _nearest(group: Sequence[Hit], anchor: Hit, before: bool) -> Hit | None:
    candidates = [hit for hit in group if hit.end <= anchor.start] if before else group
    return min(candidates, key=lambda hit: abs(hit.start - anchor.start), default=None)


def _dense(hits: Sequence[Hit], at_least: int, within: int, text: str) -> tuple[int, int] | None:
    distinct = sorted({hit.start: hit for hit in hits}.values(), key=lambda hit: hit.start)
    for first, last in zip(distinct, distinct[at_least - 1 :], strict=False):
        if not within or words_between(text, first, last) <= within:
            return first.start, last.end
    return None


def _finding(rule: Rule, stream: Stream, texts: Mapping[str, str], span: tuple[int, int]) -> Finding:
    place = stream.section_at(span[0])
    section = stream.sections[place]
    text = texts[section]
    start, end = stream.source_span(text, place, *span)
    return Finding(
        rule.id, rule.severity, section, Span.of(text, start, end), text[start:end], rule.why,
        tell_model=rule.tell_model,
    )  # fmt: skip
