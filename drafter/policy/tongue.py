"""Is the text in its language, and does it name anybody the case does not know?

Script decides Bulgarian and Telugu; among languages that share a script, the most frequent words do. Malay
and Indonesian are told apart by spelling as well (`wrong_variant`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache

import regex

from drafter.policy.finding import Finding, Span
from drafter.policy.folding import SENTENCE, SLOT_WORD, fold_entry
from drafter.policy.language import VARIANT, Marks
from drafter.policy.lexicon import FOREIGN, HEAD, HONORIFIC, OWN, PREDICATE, STRAY, UNKNOWN, Hit, Lexicon
from drafter.policy.reading import Reading, Sentence
from drafter.policy.rule import Rule

GIVEN_NAME = "given_name"
_FOREIGN_WORDS = 3
_SHORTEST_RUN, _FOREIGN_IN_RUN = 3, 2
_FOREIGN_PART = 0.3
_WORDS_WITHOUT_OWN = 7
_TELUGU_BEGINS = "\u0c00"
_SENTENCE_ENDERS = frozenset((".", "!", "?", ""))
_OPENERS = "(“„«‘\"' –—"
# A longer quotation may be a sentence of its own.
_CLOSES_SOON = regex.compile(r"(?:[ -][^\W\d_]+){0,2}[.,]?[\"”“’»']")
_QUOTES = "“„«‘\"'"
_FRAGMENTS = 3
CAPITALISED = re.compile(r"[A-ZА-ЯÀ-Þ][^\W\d_]+")
_BEFORE_NAME = regex.compile(
    r"(?:[\p{Ll}\p{M},;][ \n]|\]\][ \n]|[(–—]|[–—][ \n]|[\p{Ll}\p{M}](?:-|…|\.\.\.)|\bI )\Z"
)
# After the point of a title no sentence begins.
TITLE = regex.compile(
    r"\b(?:Mrs?|Ms|Dr|Prof|Engr|Atty|Gng|Bb|Sdr|Tn|Ny|Bpk|инж|проф|д-р|г-н|г-жа|адв)\.\Z", regex.I
)


def judge(
    rules: Sequence[Rule],
    marks: Marks,
    lexicon: Lexicon,
    reading: Reading,
    terms: Sequence[str],
    *,
    named: bool = True,
) -> Iterator[Finding]:
    """Yield what the rules with a ``check`` find.

    Args:
        rules: the rules in force that name a check.
        marks: the language's marks.
        lexicon: the language's concepts.
        reading: the text.
        terms: names that may stand as they are written.
        named: whether a capital stands where it could begin a name.
    """
    for rule in rules:
        match rule.check:
            case "foreign_language":
                yield from _foreign(rule, marks, reading)
            case "wrong_variant":
                variant = lexicon.bits((VARIANT,))
                if reading.mask & variant:
                    yield from _variants(rule, marks, variant, reading)
            case "outside_name":
                yield from _outside_names(rule, marks, lexicon, reading, _words(tuple(terms)), named=named)
            case "broken_words":
                if reading.mask & STRAY:
                    yield from _broken(rule, reading)
            case "letter_frame":
                if reading.mask & HEAD:
                    yield from _frame(rule, marks, reading)


@lru_cache(maxsize=512)
def _words(terms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for term in terms for word in regex.findall(r"[\p{L}\p{M}]+", term))


def _foreign(rule: Rule, marks: Marks, reading: Reading) -> Iterator[Finding]:
    words, places = _places_with(FOREIGN, reading)
    some_foreign = len({words[place] for place in places}) >= _FOREIGN_WORDS
    for sentence in reading.as_written:
        may_be = some_foreign and _count(places, sentence) >= _FOREIGN_WORDS
        if (may_be or not sentence.mask & OWN) and _is_foreign(sentence.words, marks):
            yield _found(rule, reading, sentence, Hit(sentence.begin, sentence.end))
            return
    yield from _foreign_run(rule, marks, reading, places)


def _places_with(flag: int, reading: Reading) -> tuple[Sequence[str], list[int]]:
    """Return the words of a text, and where in them those with a flag stand."""
    if not reading.mask & flag:
        return (), []
    whole = reading.as_written[0]
    return whole.all_words, [place for place, mask in enumerate(whole.all_masks) if mask & flag]


def _count(places: Sequence[int], sentence: Sentence) -> int:
    """Return how many of some places stand in a sentence."""
    return bisect_left(places, sentence.end) - bisect_left(places, sentence.begin)


def _foreign_run(rule: Rule, marks: Marks, reading: Reading, places: Sequence[int]) -> Iterator[Finding]:
    """Yield words in a row of which none is an everyday one here, and several are everyday ones elsewhere."""
    for sentence in reading.as_written:
        if _count(places, sentence) < _FOREIGN_IN_RUN:
            continue
        for start, end in _runs(sentence):
            words = set(sentence.all_words[start:end])
            if end - start >= _SHORTEST_RUN and _most_foreign(words, marks, marks.akin) >= _FOREIGN_IN_RUN:
                yield _found(rule, reading, sentence, Hit(start, end))
                return


def _runs(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield where the words between everyday words and slots stand."""
    start = sentence.begin
    for place in range(start, sentence.end + 1):
        ends = place == sentence.end or sentence.all_words[place][0] == SLOT_WORD
        if ends or sentence.all_masks[place] & OWN:
            yield start, place
            start = place + 1


def _is_foreign(words: Sequence[str], marks: Marks) -> bool:
    words = [word for word in words if word[0] != SLOT_WORD]
    if len(words) < _FOREIGN_WORDS:
        return False
    own = sum(word in marks.own for word in words)
    if not own:
        if not marks.shares_script:
            return all(word < _TELUGU_BEGINS for word in words)
        if len(words) >= _WORDS_WITHOUT_OWN:
            return True
    most = _most_foreign(words, marks)
    return most >= _FOREIGN_WORDS and most > own and most >= _FOREIGN_PART * len(words)


def _most_foreign(words: Iterable[str], marks: Marks, but: Container[str] = ()) -> int:
    """Return how many of some words mark the same other language, leaving out some languages."""
    counts = Counter(language for word in words for language in marks.foreign.get(word, ()))
    return max((count for language, count in counts.items() if language not in but), default=0)


def _variants(rule: Rule, marks: Marks, variant: int, reading: Reading) -> Iterator[Finding]:
    for sentence in reading.as_written:
        for hit in sentence.hits_of(variant):
            right = marks.variants.get(" ".join(sentence.all_words[hit.start : hit.end]))
            if right:
                yield _found(rule, reading, sentence, hit, suggestion=right)


def _outside_names(
    rule: Rule, marks: Marks, lexicon: Lexicon, reading: Reading, terms: frozenset[str], *, named: bool
) -> Iterator[Finding]:
    mask = reading.mask
    if named:
        yield from _names(rule, marks, reading, terms)
    given = lexicon.bits((GIVEN_NAME,))
    if mask & given:
        yield from _given_names(rule, given, reading, terms)
    if mask & UNKNOWN and mask & PREDICATE:
        yield from _acting(rule, reading, terms)
    if mask & HONORIFIC:
        yield from _honoured(rule, marks, reading, terms)


def _names(rule: Rule, marks: Marks, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    for section, text in reading.texts.items():
        for found in CAPITALISED.finditer(text):
            name, start = found.group(), found.start()
            if name in terms or marks.may_be_capital(name):
                continue
            before = text[max(0, start - 8) : start]
            if _CLOSES_SOON.match(text, found.end()):
                before = before.rstrip(_QUOTES)
            if _is_inside_a_sentence(before):
                span = Span.of(text, *found.span())
                quote = text[span.start : span.end]
                yield Finding(
                    rule.id, rule.severity, section, span, quote, rule.why, tell_model=rule.tell_model
                )
                break


def _is_inside_a_sentence(before: str) -> bool:
    """Say whether what stands before a word shows that it begins no sentence."""
    if TITLE.search(before.rstrip()):
        return True
    return bool(_BEFORE_NAME.search(before)) and before.rstrip(_OPENERS)[-1:] not in _SENTENCE_ENDERS


def _given_names(rule: Rule, given: int, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield given names, which are found at the beginning of a sentence too."""
    for sentence in reading.as_written:
        for hit in sentence.hits_of(given) if sentence.mask & given else ():
            found = _found(rule, reading, sentence, hit)
            if not found.quote[:1].islower() and found.quote not in terms:
                yield found


def _acting(rule: Rule, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield an unknown word that begins a sentence and does what people do: “Fitzgerald will call”."""
    for sentence in reading.as_written:
        first, second = sentence.all_masks[sentence.begin : sentence.begin + 2]
        if first & UNKNOWN and second & PREDICATE:
            found = _found(rule, reading, sentence, Hit(sentence.begin, sentence.begin + 1))
            if found.quote[:1].isupper() and found.quote not in terms:
                yield found


def _honoured(rule: Rule, marks: Marks, reading: Reading, terms: Iterable[str]) -> Iterator[Finding]:
    """Yield a name by the honorific after it, where the script has no capitals."""
    nameless = marks.titles.union(map(fold_entry, terms))
    for sentence in reading.as_written:
        for place in range(sentence.begin + 1, sentence.end):
            before = sentence.all_words[place - 1]
            if sentence.all_masks[place] & HONORIFIC and before[0] != SLOT_WORD and before not in nameless:
                yield _found(rule, reading, sentence, Hit(place - 1, place + 1))


def _broken(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Yield fragments of words: a letter alone, or three and more pairs of letters, that are no words."""
    words, places = _places_with(STRAY, reading)
    # A letter with a point after it is an abbreviation.
    stray = {words[place]: place for place in places if len(words[place]) > 1 or words[place + 1] != SENTENCE}
    alone = next((word for word in stray if len(word) == 1), None)
    if alone is not None or len(stray) >= _FRAGMENTS:
        place = stray[alone or min(stray)]
        sentence = next(each for each in reading.as_written if each.begin <= place < each.end)
        yield _found(rule, reading, sentence, Hit(place, place + 1))


def _frame(rule: Rule, marks: Marks, reading: Reading) -> Iterator[Finding]:
    """Yield greetings, closings and subject lines: the letter's frame, which code writes."""
    for sentence in reading.as_written:
        begin = sentence.begin
        if sentence.all_masks[begin] & HEAD and reading.said(sentence).startswith(marks.heads):
            yield _found(rule, reading, sentence, Hit(begin, begin + 1))


def _found(rule: Rule, reading: Reading, sentence: Sentence, hit: Hit, suggestion: str = "") -> Finding:
    return reading.finding(rule.id, rule.severity, sentence, hit, rule.why, rule.tell_model, suggestion)
