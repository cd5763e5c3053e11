"""Does a text name anybody, or anything, that its case does not know?

A capital inside a sentence shows a name, a first name, month or weekday shows itself, and where the script
has no capitals an honorific after it does.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping

import regex

from drafter.policy.finding import Finding
from drafter.policy.folding import SLOT_WORD, fold_entry
from drafter.policy.language import Marks
from drafter.policy.lexicon import HONORIFIC, PREDICATE, UNHEARD, UNKNOWN, Lexicon
from drafter.policy.parse import Hit, Parse
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks, Rule
from drafter.policy.terms import words
from drafter.slots import Slot

GIVEN_NAME = "given_name"
_CALENDAR = "calendar"
"""Months and weekdays whose names are no other words."""
_BESIDE_NAMES = ("before_name", "after_name")
"""The concepts of what a name stands behind, and before: “named”, Filipino “si”."""
_BUSINESSES = frozenset(("company", "referral"))
_SENTENCE_ENDERS = frozenset((".", "!", "?", ""))
_OPENERS = "(“„«‘\"' –—"
# A longer quotation may be a sentence of its own.
_CLOSES_SOON = regex.compile(r"(?:[ -][^\W\d_]+){0,2}[.,]?[\"”“’»']")
_OPENING_QUOTES = frozenset("“„«‘\"'")
_QUOTES = str.maketrans("", "", "“”„«»‘’\"'")
_LOOK_BACK = 24
"""Characters before a name: a word and what stands between."""
_WORD = re.compile(r"[^\W\d_]+")
CAPITALISED = re.compile(r"[A-ZА-ЯÀ-Þ][^\W\d_]+")
_BEFORE_NAME = regex.compile(
    r"(?:[\p{Ll}\p{M},;][ \n]|\]\][ \n]|[(–—]|[–—][ \n]|[\p{Ll}\p{M}](?:-|…|\.\.\.)|\bI )\Z"
)
# After the point of a title no sentence begins.
TITLE = regex.compile(
    r"\b(?:Mrs?|Ms|Dr|Prof|Engr|Atty|Gng|Bb|Sdr|Tn|Ny|Bpk|инж|проф|д-р|г-н|г-жа|адв)\.\Z", regex.I
)


def judge(
    checks: Checks,
    marks: Marks,
    lexicon: Lexicon,
    reading: Reading,
    terms: tuple[str, ...],
    *,
    named: bool = True,
) -> Iterator[Finding]:
    """Yield what the rules find that check for names.

    Args:
        checks: the rules in force that name a check.
        marks: the language's marks.
        lexicon: the language's concepts.
        reading: the text.
        terms: names that may stand as they are written.
        named: whether a capital stands where it could begin a name.
    """
    for rule in checks.get("outside_name", ()):
        found = _outside(rule, marks, lexicon, reading, words(terms), named=named)
        yield from {(each.section, each.span): each for each in found}.values()
    for rule in checks.get("unheard_name", ()) if reading.mask & UNHEARD else ():
        yield from _unheard(rule, marks, reading, words(terms))


def _outside(
    rule: Rule, marks: Marks, lexicon: Lexicon, reading: Reading, terms: frozenset[str], *, named: bool
) -> Iterator[Finding]:
    mask = reading.mask
    if named:
        yield from _names(rule, marks, lexicon, reading, terms)
    given = lexicon.bits((GIVEN_NAME,))
    if mask & given:
        yield from _given_names(rule, given, reading, terms)
    if mask & (calendar := lexicon.bits((_CALENDAR,))):
        yield from _calendar(rule, calendar, reading, terms)
    if mask & UNHEARD and mask & lexicon.bits(_BESIDE_NAMES):
        yield from _introduced(rule, lexicon, reading, terms)
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
            if is_inside_a_sentence(before.translate(_QUOTES) if quoted else before) and not (
                (quoted or _last_word(before) in marks.labelled) and _is_ordinary(name, lexicon)
            ):
                yield reading.finding_at(rule, section, found.span())
                break


def _last_word(before: str) -> str:
    words = _WORD.findall(before)
    return words[-1].lower() if words else ""


def _is_ordinary(name: str, lexicon: Lexicon) -> bool:
    """Say whether a word is one of the language's: on a sign or a button, its capital makes it no name."""
    return not lexicon.masks[fold_entry(name)] & (UNKNOWN | lexicon.bits((GIVEN_NAME,)))


def is_inside_a_sentence(before: str) -> bool:
    """Say whether what stands before a word shows that it begins no sentence."""
    if TITLE.search(before.rstrip()):
        return True
    return bool(_BEFORE_NAME.search(before)) and before.rstrip(_OPENERS)[-1:] not in _SENTENCE_ENDERS


def _given_names(rule: Rule, given: int, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield given names, which are found at the beginning of a sentence too.

    Without its capital one is found that is nothing else: “mark” and “grace” are words as well.
    """
    for sentence in reading.as_written:
        for hit in sentence.parse.hits_of(given) if sentence.mask & given else ():
            found = reading.finding(rule, sentence, hit)
            is_small = found.quote[:1].islower() and sentence.parse.masks[hit.start] != given
            if not is_small and found.quote not in terms:
                yield found


def _calendar(rule: Rule, calendar: int, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield months and weekdays, which many languages write without a capital."""
    for sentence in reading.as_written:
        for hit in sentence.parse.hits_of(calendar) if sentence.mask & calendar else ():
            found = reading.finding(rule, sentence, hit)
            if found.quote not in terms:
                yield found


def _acting(rule: Rule, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield an unknown word that begins a sentence and does what people do: “Fitzgerald will call”."""
    for sentence in reading.as_written:
        first, *more = sentence.parse.masks[:2]
        if first & UNKNOWN and more and more[0] & PREDICATE:
            found = reading.finding(rule, sentence, Hit(0, 1))
            if found.quote[:1].isupper() and found.quote not in terms:
                yield found


def _introduced(rule: Rule, lexicon: Lexicon, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield a word that nobody uses beside what tells that it is a name, its capital there or not."""
    before, after = [lexicon.bits((name,)) for name in _BESIDE_NAMES]
    for sentence in reading.as_written:
        parse = sentence.parse
        if not (parse.mask & UNHEARD and parse.mask & (before | after)):
            continue
        places = [hit.end for hit in parse.hits_of(before)] + [hit.start - 1 for hit in parse.hits_of(after)]
        for place in places:
            if 0 <= place < len(parse.words) and parse.masks[place] & UNHEARD:
                found = reading.finding(rule, sentence, Hit(place, place + 1))
                if found.quote not in terms:
                    yield found


def _unheard(rule: Rule, marks: Marks, reading: Reading, terms: Container[str]) -> Iterator[Finding]:
    """Yield words that no letter is known to use where, or as, a name may stand."""
    for sentence in reading.as_written:
        for place, mask in enumerate(sentence.parse.masks if sentence.mask & UNHEARD else ()):
            if mask & UNHEARD and _may_be_name(sentence.parse, place, marks):
                found = reading.finding(rule, sentence, Hit(place, place + 1))
                if found.quote not in terms:
                    yield found


def _may_be_name(parse: Parse, place: int, marks: Marks) -> bool:
    """Say whether a word stands first or before what people do; without capitals, ends as places do."""
    if marks.places:
        return parse.words[place].endswith(marks.places)
    after = parse.masks[place + 1 : place + 2]
    if not after:
        return False
    return place == 0 or (bool(after[0] & PREDICATE) and parse.words[place].isalpha())


def _honoured(rule: Rule, marks: Marks, reading: Reading, terms: Iterable[str]) -> Iterator[Finding]:
    """Yield a name by the honorific after it, where the script has no capitals."""
    nameless = marks.titles.union(map(fold_entry, terms))
    for sentence in reading.as_written:
        if sentence.mask & HONORIFIC:
            words = sentence.parse.words
            for place, mask in enumerate(sentence.parse.masks[1:], 1):
                before = words[place - 1]
                if mask & HONORIFIC and before[0] != SLOT_WORD and before not in nameless:
                    yield reading.finding(rule, sentence, Hit(place - 1, place + 1))


def with_short_names(values: Mapping[str, Slot], lexicon: Lexicon) -> Mapping[str, Slot]:
    """Return values; a business is known by the first words of its name, one of them no common one.

    Args:
        values: every value a letter may state, by slot name.
        lexicon: the language's concepts.
    """
    short: dict[str, Slot] = {}
    for name in _BUSINESSES & values.keys():
        slot = values[name]
        said = slot.value.split()
        telling = [_is_rare(word, lexicon) for word in said]
        endings = {form.removeprefix(slot.value) for form in slot.forms if form.startswith(slot.value)}
        forms = [
            f"{' '.join(said[:count])}{ending}"
            for count in range(1, len(said))
            if any(telling[:count])
            for ending in sorted({"", *endings})
        ]
        short[name] = values[name].also_as(tuple(forms))
    return {**values, **short}


def _is_rare(word: str, lexicon: Lexicon) -> bool:
    """Say whether a word is none that the language is known to use; a mark such as “&” is no word."""
    said = fold_entry(word)
    return bool(said) and bool(lexicon.masks[said] & (UNKNOWN | UNHEARD))
