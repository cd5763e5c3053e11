"""Is the text in its language, and does it name anybody the case does not know?

Script decides Bulgarian and Telugu; among languages that share a script, the most frequent words do. Malay
and Indonesian are told apart by spelling as well (`wrong_variant`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick
import regex

from drafter.case import Language
from drafter.library import Shelf
from drafter.policy import concepts
from drafter.policy.concepts import SHORT, load_words
from drafter.policy.finding import Finding, Span
from drafter.policy.rule import Rule
from drafter.policy.stream import CLAUSE, SENTENCE, SLOT_WORD, Stream, fold, fold_entry

_FOREIGN_WORDS = 3
_FOREIGN_PART = 0.3
_WORDS_WITHOUT_OWN = 7
_TELUGU_BEGINS = "\u0c00"
_SENTENCE_ENDERS = frozenset((".", "!", "?", ""))
_OPENERS = "(“„«‘\"' –—"
_FRAGMENTS = 3
_CAPITALISED = re.compile(r"[A-ZА-ЯÀ-Þ][^\W\d_]+")
_BEFORE_NAME = regex.compile(r"(?:[\p{Ll}\p{M},;] |\]\] |[(–—]|[–—] )\Z")


@dataclass(frozen=True, slots=True)
class Tongue:
    """The marks of one language among the others of its script."""

    own: frozenset[str]
    foreign: Mapping[str, tuple[str, ...]]
    wrong: ahocorasick.Automaton
    capitals: tuple[str, ...]
    honorifics: frozenset[str]
    titles: frozenset[str]
    heads: ahocorasick.Automaton
    short: frozenset[str]
    shares_script: bool


def load(language: Language, shelf: Shelf) -> Tongue:
    """Return a language's marks, with the words that mark each other language and not this one."""
    return _load(language, shelf)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> Tongue:
    words = load_words(language, shelf)
    own = frozenset(map(fold_entry, (*words.function_words, *words.shared_function_words)))
    foreign: dict[str, list[str]] = {}
    present = set(shelf.names("languages/*.yaml"))
    for other in Language:
        if other is language or f"languages/{other}.yaml" not in present:
            continue
        for word in map(fold_entry, load_words(other, shelf).function_words):
            if word not in own and " " not in word and len(word) > 1:
                foreign.setdefault(word, []).append(str(other))
    wrong = ahocorasick.Automaton()
    for said, right in words.wrong_variant.items():
        pattern = f" {fold_entry(said)} "
        if pattern.strip() != fold_entry(right):  # a letter written twice folds away on both sides
            wrong.add_word(pattern, (len(pattern), right))
    wrong.make_automaton()
    for word in map(fold_entry, words.foreign_words):
        foreign.setdefault(word, []).append("other")
    return Tongue(
        own=own,
        foreign={word: tuple(languages) for word, languages in foreign.items()},
        wrong=wrong,
        capitals=words.capitals,
        honorifics=frozenset(map(fold_entry, words.honorifics)),
        titles=frozenset(map(fold_entry, words.titles)),
        heads=_heads(words.heads),
        shares_script=language is not Language.te,
        short=concepts.load(language, shelf).short | frozenset(" ".join(own).split()),
    )


def _heads(heads: Sequence[str]) -> ahocorasick.Automaton:
    """Return what finds a sentence that begins with a head, in a stream with clause marks."""
    found = ahocorasick.Automaton()
    for head in heads:
        pattern = f"{SENTENCE} {' '.join(fold(head))}"
        found.add_word(pattern, len(pattern))
    found.make_automaton()
    return found


def judge(
    rules: Sequence[Rule], tongue: Tongue, stream: Stream, texts: Mapping[str, str], terms: Sequence[str]
) -> Iterator[Finding]:
    """Yield what the rules with a ``check`` find.

    Args:
        rules: the rules in force that name a check.
        tongue: the language's marks.
        stream: the sections' stream.
        texts: the sections' texts.
        terms: names that may stand as they are written.
    """
    allowed = frozenset(word for term in terms for word in regex.findall(r"[\p{L}\p{M}]+", term))
    for rule in rules:
        if rule.check == "foreign_language":
            yield from _foreign(rule, tongue, stream, texts)
        elif rule.check == "wrong_variant" and tongue.wrong:
            yield from _variants(rule, tongue, stream, texts)
        elif rule.check == "outside_name":
            yield from _names(rule, tongue, texts, allowed)
            yield from _honoured(rule, tongue, stream, texts, allowed)
        elif rule.check == "broken_words":
            yield from _broken(rule, tongue, stream, texts)
        elif rule.check == "letter_frame":
            yield from _frame(rule, tongue, stream, texts)


def _foreign(rule: Rule, tongue: Tongue, stream: Stream, texts: Mapping[str, str]) -> Iterator[Finding]:
    some_foreign = len(tongue.foreign.keys() & stream.words) >= _FOREIGN_WORDS
    offset = 0
    for sentence in stream.text.split(SENTENCE):
        words = sentence.split()
        if (some_foreign or tongue.own.isdisjoint(words)) and _is_foreign(words, tongue):
            start = offset + len(sentence) - len(sentence.lstrip())
            yield _at(rule, stream, texts, start, offset + len(sentence))
            return
        offset += len(sentence) + 1
    if some_foreign:
        yield from _foreign_clause(rule, tongue, stream, texts)


def _foreign_clause(
    rule: Rule, tongue: Tongue, stream: Stream, texts: Mapping[str, str]
) -> Iterator[Finding]:
    ends = stream.clauses()
    for start, end in zip([0, *ends], [*ends, len(stream.text)], strict=True):
        words = stream.text[start:end].split()
        if (
            len(words) > _FOREIGN_WORDS
            and _most_foreign(words, tongue) > sum(word in tongue.own for word in words) + 1
        ):
            yield _at(rule, stream, texts, start, end)
            return


def _is_foreign(words: Sequence[str], tongue: Tongue) -> bool:
    words = [word for word in words if word[0] != SLOT_WORD]
    if len(words) < _FOREIGN_WORDS:
        return False
    own = sum(word in tongue.own for word in words)
    if not own:
        if not tongue.shares_script:
            return all(word < _TELUGU_BEGINS for word in words)
        if len(words) >= _WORDS_WITHOUT_OWN:
            return True
    most = _most_foreign(words, tongue)
    return most >= _FOREIGN_WORDS and most > own and most >= _FOREIGN_PART * len(words)


def _most_foreign(words: Sequence[str], tongue: Tongue) -> int:
    counts: dict[str, int] = {}
    for word in words:
        for language in tongue.foreign.get(word, ()):
            counts[language] = counts.get(language, 0) + 1
    return max(counts.values(), default=0)


def _variants(rule: Rule, tongue: Tongue, stream: Stream, texts: Mapping[str, str]) -> Iterator[Finding]:
    for last, (length, right) in tongue.wrong.iter(stream.text) if len(tongue.wrong) else ():
        yield _at(rule, stream, texts, last - length + 2, last, suggestion=right)


def _names(rule: Rule, tongue: Tongue, texts: Mapping[str, str], terms: Container[str]) -> Iterator[Finding]:
    exact = frozenset(word for word in tongue.capitals if not word.endswith("~"))
    stems = tuple(word[:-1] for word in tongue.capitals if word.endswith("~"))
    for section, text in texts.items():
        for found in _CAPITALISED.finditer(text):
            name, start = found.group(), found.start()
            if name in exact or name in terms or (stems and name.startswith(stems)):
                continue
            before = text[max(0, start - 4) : start]
            if _BEFORE_NAME.search(before) and before.rstrip(_OPENERS)[-1:] not in _SENTENCE_ENDERS:
                yield _finding(rule, section, text, found.span())
                break


def _honoured(
    rule: Rule, tongue: Tongue, stream: Stream, texts: Mapping[str, str], terms: Iterable[str]
) -> Iterator[Finding]:
    """Yield a name by the honorific after it, where the script has no capitals."""
    if tongue.honorifics.isdisjoint(stream.words):
        return
    nameless = tongue.titles.union(map(fold_entry, terms))
    before, offset = SENTENCE, 0
    for word in stream.text.split():
        place = stream.text.index(f" {word} ", offset)
        if word in tongue.honorifics and before[0] not in (SENTENCE, SLOT_WORD) and before not in nameless:
            yield _at(rule, stream, texts, place - len(before), place + 1 + len(word))
        before, offset = word, place + 1 + len(word)


def _broken(rule: Rule, tongue: Tongue, stream: Stream, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Yield fragments of words: a letter alone, or two and more pairs of letters, that are no words."""
    known = tongue.short
    short = sorted(
        word for word in stream.words if len(word) <= SHORT and word.isalpha() and word not in known
    )
    alone = next(
        # A letter with a point after it is an abbreviation.
        (word for word in short if len(word) == 1 and f" {word} {SENTENCE}" not in stream.text),
        None,
    )
    if alone is None and len(short) < _FRAGMENTS:
        return
    place = stream.text.index(f" {alone or short[0]} ") + 1
    yield _at(rule, stream, texts, place, place + 1)


def _frame(rule: Rule, tongue: Tongue, stream: Stream, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Yield greetings, closings and subject lines: the letter's frame, which code writes."""
    marked = SENTENCE + stream.marked
    for last, length in tongue.heads.iter(marked) if len(tongue.heads) else ():
        if marked[last + 1] == " ":
            start = last - length + len(f"{SENTENCE} ")
            start -= len(f" {CLAUSE}") * marked.count(CLAUSE, 0, start)
            yield _at(rule, stream, texts, start, start + 1)


def _finding(rule: Rule, section: str, text: str, place: tuple[int, int], suggestion: str = "") -> Finding:
    span = Span.of(text, *place)
    quote = text[span.start : span.end]
    return Finding(rule.id, rule.severity, section, span, quote, rule.why, suggestion, rule.tell_model)


def _at(
    rule: Rule, stream: Stream, texts: Mapping[str, str], start: int, end: int, suggestion: str = ""
) -> Finding:
    place = stream.section_at(start)
    section = stream.sections[place]
    text = texts[section]
    return _finding(rule, section, text, stream.source_span(text, place, start, end), suggestion)
