"""Is the text in its language, and does it name anybody the case does not know?

Script decides Bulgarian and Telugu; among languages that share a script, the most frequent words do. Malay
and Indonesian are told apart by spelling as well (`wrong_variant`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

import regex

from drafter.policy.finding import Finding, Span
from drafter.policy.folding import SLOT_WORD, fold_entry
from drafter.policy.language import VARIANT, Marks
from drafter.policy.lexicon import FOREIGN, HEAD, HONORIFIC, OWN, PREDICATE, STRAY, UNKNOWN, Lexicon
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading, Sentence
from drafter.policy.rule import Rule

GIVEN_NAME = "given_name"
_FOREIGN_WORDS = 3
_SHORTEST_RUN, _FOREIGN_IN_RUN = 3, 2
_FOREIGN_PART = 0.3
_STRANGE = UNKNOWN | FOREIGN | STRAY
"""What a word is that is none of the language's, as far as the policy knows it."""
_STRANGE_PART = 0.5
_WORDS_WITHOUT_OWN = 7
_TELUGU_BEGINS = "\u0c00"
_SENTENCE_ENDERS = frozenset((".", "!", "?", ""))
_OPENERS = "(“„«‘\"' –—"
# A longer quotation may be a sentence of its own.
_CLOSES_SOON = regex.compile(r"(?:[ -][^\W\d_]+){0,2}[.,]?[\"”“’»']")
_OPENING_QUOTES = frozenset("“„«‘\"'")
_QUOTES = str.maketrans("", "", "“”„«»‘’\"'")
_LOOK_BACK = 24
"""Characters before a name: a word and what stands between."""
_WORD = re.compile(r"[^\W\d_]+")
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
    foreign = [_words_with(FOREIGN, sentence.parse) for sentence in reading.as_written]
    some_foreign = len(set(chain.from_iterable(foreign))) >= _FOREIGN_WORDS
    for sentence, marked in zip(reading.as_written, foreign, strict=True):
        may_be = some_foreign and len(marked) >= _FOREIGN_WORDS
        if (may_be or not sentence.mask & OWN) and _is_foreign(sentence.parse, marks):
            yield _found(rule, reading, sentence, sentence.whole)
            return
    for sentence, marked in zip(reading.as_written, foreign, strict=True):
        if len(marked) >= _FOREIGN_IN_RUN and (run := _foreign_run(marks, sentence.parse)):
            yield _found(rule, reading, sentence, run)
            return


def _words_with(flag: int, parse: Parse) -> Sequence[str]:
    """Return the words of a sentence that have a flag."""
    if not parse.mask & flag:
        return ()
    return [word for word, mask in zip(parse.words, parse.masks, strict=True) if mask & flag]


def _foreign_run(marks: Marks, parse: Parse) -> Hit | None:
    """Return words in a row of which none is an everyday one here and several are everyday ones elsewhere."""
    for start, end in _runs(parse):
        words = set(parse.words[start:end])
        if end - start >= _SHORTEST_RUN and _most_foreign(words, marks, marks.akin) >= _FOREIGN_IN_RUN:
            return Hit(start, end)
    return None


def _runs(parse: Parse) -> Iterator[tuple[int, int]]:
    """Yield where the words between everyday words and slots stand."""
    start = 0
    for place, (word, mask) in enumerate(zip(parse.words, parse.masks, strict=True)):
        if word[0] == SLOT_WORD or mask & OWN:
            yield start, place
            start = place + 1
    yield start, len(parse.masks)


def _is_foreign(parse: Parse, marks: Marks) -> bool:
    words = [word for word in parse.words if word[0] != SLOT_WORD]
    if len(words) < _FOREIGN_WORDS:
        return False
    own = sum(word in marks.own for word in words)
    if not own:
        if not marks.shares_script:
            return all(word < _TELUGU_BEGINS for word in words)
        strange = sum(1 for mask in parse.masks if mask & _STRANGE)
        if strange >= (_STRANGE_PART * len(words) if len(words) >= _WORDS_WITHOUT_OWN else len(words)):
            return True
    most = _most_foreign(words, marks)
    return most >= _FOREIGN_WORDS and most > own and most >= _FOREIGN_PART * len(words)


def _most_foreign(words: Iterable[str], marks: Marks, but: Container[str] = ()) -> int:
    """Return how many of some words mark the same other language, leaving out some languages."""
    counts = Counter(language for word in words for language in marks.foreign.get(word, ()))
    return max((count for language, count in counts.items() if language not in but), default=0)


def _variants(rule: Rule, marks: Marks, variant: int, reading: Reading) -> Iterator[Finding]:
    for sentence in reading.as_written:
        for hit in sentence.parse.hits_of(variant):
            right = marks.variants.get(" ".join(sentence.parse.words[hit.start : hit.end]))
            if right:
                yield _found(rule, reading, sentence, hit, suggestion=right)


def _outside_names(
    rule: Rule, marks: Marks, lexicon: Lexicon, reading: Reading, terms: frozenset[str], *, named: bool
) -> Iterator[Finding]:
    mask = reading.mask
    if named:
        yield from _names(rule, marks, lexicon, reading, terms)
    given = lexicon.bits((GIVEN_NAME,))
    if mask & given:
        yield from _given_names(rule, given, reading, terms)
    if mask & UNKNOWN and mask & PREDICATE:
        yield from _acting(rule, reading, terms)
    if mask & HONORIFIC:
        yield from _honoured(rule, marks, reading, terms)


def _names(
    rule: Rule, marks: Marks, lexicon: Lexicon, reading: Reading, terms: Container[str]
) -> Iterator[Finding]:
    for section, text in reading.texts.items():
        for found in CAPITALISED.finditer(text):
            name, start = found.group(), found.start()
            if name in terms or marks.may_be_capital(name):
                continue
            before = text[max(0, start - _LOOK_BACK) : start]
            quoted = before[-1:] in _OPENING_QUOTES and _CLOSES_SOON.match(text, found.end())
            if _is_inside_a_sentence(before.translate(_QUOTES) if quoted else before) and not (
                (quoted or _last_word(before) in marks.labelled) and _is_ordinary(name, lexicon)
            ):
                span = Span.of(text, *found.span())
                quote = text[span.start : span.end]
                yield Finding(
                    rule.id, rule.severity, section, span, quote, rule.why, tell_model=rule.tell_model
                )
                break


def _last_word(before: str) -> str:
    words = _WORD.findall(before)
    return words[-1].lower() if words else ""


def _is_ordinary(name: str, lexicon: Lexicon) -> bool:
    """Say whether a word is one of the language's: on a sign or a button, its capital makes it no name."""
    return not lexicon.masks[fold_entry(name)] & (UNKNOWN | lexicon.bits((GIVEN_NAME,)))


def _is_inside_a_sentence(before: str) -> bool:
    """Say whether what stands before a word shows that it begins no sentence."""
    if TITLE.search(before.rstrip()):
        return True
    return bool(_BEFORE_NAME.search(before)) and before.rstrip(_OPENERS)[-1:] not in _SENTENCE_ENDERS


def _given_names(rule: Rule, given: int, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield given names, which are found at the beginning of a sentence too."""
    for sentence in reading.as_written:
        for hit in sentence.parse.hits_of(given) if sentence.mask & given else ():
            found = _found(rule, reading, sentence, hit)
            if not found.quote[:1].islower() and found.quote not in terms:
                yield found


def _acting(rule: Rule, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield an unknown word that begins a sentence and does what people do: “Fitzgerald will call”."""
    for sentence in reading.as_written:
        first, *more = sentence.parse.masks[:2]
        if first & UNKNOWN and more and more[0] & PREDICATE:
            found = _found(rule, reading, sentence, Hit(0, 1))
            if found.quote[:1].isupper() and found.quote not in terms:
                yield found


def _honoured(rule: Rule, marks: Marks, reading: Reading, terms: Iterable[str]) -> Iterator[Finding]:
    """Yield a name by the honorific after it, where the script has no capitals."""
    nameless = marks.titles.union(map(fold_entry, terms))
    for sentence in reading.as_written:
        if sentence.mask & HONORIFIC:
            words = sentence.parse.words
            for place, mask in enumerate(sentence.parse.masks[1:], 1):
                before = words[place - 1]
                if mask & HONORIFIC and before[0] != SLOT_WORD and before not in nameless:
                    yield _found(rule, reading, sentence, Hit(place - 1, place + 1))


def _broken(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Yield fragments of words: a letter alone, or three and more pairs of letters, that are no words."""
    stray: dict[str, tuple[Sentence, int]] = {}
    for sentence in reading.as_written:
        words = sentence.parse.words
        for place, mask in enumerate(sentence.parse.masks) if sentence.mask & STRAY else ():
            # A letter with a point after it is an abbreviation; a capital is a name.
            if mask & STRAY and (len(words[place]) > 1 or place + 1 < len(words)):
                named = place > 0 and _is_capital(reading, sentence, place)
                stray.update({} if named else {words[place]: (sentence, place)})
    alone = next((word for word in stray if len(word) == 1), None)
    if alone is not None or len(stray) >= _FRAGMENTS:
        sentence, place = stray[alone or min(stray)]
        yield _found(rule, reading, sentence, Hit(place, place + 1))


def _is_capital(reading: Reading, sentence: Sentence, place: int) -> bool:
    """Say whether a word is one capital letter."""
    start, end = reading.span(sentence, Hit(place, place + 1))
    return end - start == 1 and reading.texts[sentence.section][start].isupper()


def _frame(rule: Rule, marks: Marks, reading: Reading) -> Iterator[Finding]:
    """Yield greetings, closings and subject lines: the letter's frame, which code writes."""
    for sentence in reading.as_written:
        if sentence.parse.masks[0] & HEAD and reading.said(sentence).startswith(marks.heads):
            yield _found(rule, reading, sentence, Hit(0, 1))


def _found(rule: Rule, reading: Reading, sentence: Sentence, hit: Hit, suggestion: str = "") -> Finding:
    return reading.finding(rule.id, rule.severity, sentence, hit, rule.why, rule.tell_model, suggestion)
