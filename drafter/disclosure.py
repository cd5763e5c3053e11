"""What a model may read of an account or a letter: the story, without anybody's name or any figure in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

import regex

from drafter.case import Case, TerminationCase
from drafter.facts import Facts, offer_of
from drafter.slots import SLOT, Slot
from drafter.text import canonical, words
from drafter.values import Found, Values, apart, is_word_character

_CONTACT = regex.compile(
    r"\S*(?:@|://|www\.)\S*|\b[\w-]+\.(?:com|net|org|info|example|[a-z]{2})\b\S*", regex.IGNORECASE
)
_MAY_BE_CONTACT = regex.compile(r"@|://|www\.|\.\w")
_DIGIT = regex.compile(r"\p{N}")
_FIGURE = regex.compile(r"[^\s(“„«\"']*\p{N}\S*?(?:[ .,/-]+\S*\p{N}\S*?)*(?=[.,;:!?…)”’»\"']*(?:\s|\Z))")
_HIDDEN = regex.compile(r"[\p{Cf}--[\u200c\u200d]]|[\[\]{}<>`|\\]", regex.V1)
_FOREIGN_MARKS = regex.compile(r"(?<![\p{Telugu}\u200c\u200d])[\p{Mn}\p{Me}\u200c\u200d]+")
_BESIDE_LETTERS = regex.compile(rf"[\p{{Cf}}--[\u200c\u200d]]|{_FOREIGN_MARKS.pattern}|(?<=\s)\s+", regex.V1)
_UNREADABLE = regex.compile(r"\p{N}|[\p{C}--[\n\u200c\u200d\ue000]]", regex.V1)
_BESIDE_MARK = regex.compile(r"(?<=[)\]]) +(?=[.,;:!?)”»'’]|-\p{L})|(?<=[(“„«]|\p{L}-) +(?=[(\[])")
_ADDRESS_PARTS = regex.compile(r"[,;]\s*|\s+(?=\S*\p{N})|(?<=\p{N})\s+")
_NO_BRACKETS = str.maketrans(dict.fromkeys("[]{}<>`|\\", " "))
_JOINED = regex.compile(r"[\u200c\u200d][\p{L}\p{M}]")
_WORD_AFTER = regex.compile(r" ?([\p{L}\p{M}]+)")
_FIGURES = regex.compile(r"\(figure\)(?: \(figure\))+")
_IN_ONE_LINE = _NO_BRACKETS | {ord("\n"): " "}
_REST_OF_NAME = regex.compile(r"\A(?:[ -]\p{Lu}[\p{L}\p{M}'’]+)*")
_STRANGER = "[[name]]"
_TAKEN_OUT = ("figure", "contact", "withheld", "name")
"""What stands in brackets for what was taken out."""
_MOST_STRANGERS = 50
_SHORTEST_NAME_PART = 3
_TELLING = 7
"""Letters from which a value is looked for even inside a word."""
_BARE = "extension"
"""A number that may be any: “21 gears”; as every figure it is taken out."""


def account_for_model(
    case: Case, facts: Facts, slots: Iterable[Slot], number_words: Iterable[str], ordinary: Container[str]
) -> str:
    """Return the agent's account with every value of the case replaced by its slot or taken out.

    Contacts and figures that are not the case's are taken out as well.

    Args:
        case: the case.
        facts: its facts.
        slots: the slots the prompt names.
        number_words: words of the language that stand for numbers; ``~`` at the end is any ending.
        ordinary: the language's most frequent words, which stay unless they are spelled as a part of a name.
    """
    if not case.account:
        return ""
    text = _plain(case.account)
    numbers = tuple(number_words)
    replacements = _replacements(case, facts, slots, ordinary)
    text, marks = _take_out(text, replacements, ordinary, numbers)
    if spelled := _spelled_names(case, ordinary):
        text = spelled.sub(_marking(marks, "(name)"), text)
    if _MAY_BE_CONTACT.search(text):
        text = _CONTACT.sub(_marking(marks, "(contact)"), text)
    if _DIGIT.search(text):
        text = _FIGURE.sub(_marking(marks, "(figure)"), text)
    text = _without_numbers(text, numbers, marks)
    for place, said in enumerate(marks):
        text = text.replace(f"\ue000{chr(0xE100 + place)}", f" {said} ")
    text = " ".join(text.split())
    return canonical(_FIGURES.sub("(figure)", _BESIDE_MARK.sub("", text)) if marks else text)


def without_strangers(account: str, names_in: Callable[[str], Iterable[tuple[int, int]]]) -> str:
    """Return an account without the names that the case does not hold, as far as they show themselves.

    Args:
        account: the account as :func:`account_for_model` returns it.
        names_in: the first and last offset of what seems to name somebody in a text; a slot is no name.
    """
    for said in _TAKEN_OUT:
        account = account.replace(f"({said})", f"[[{said}]]")
    for _ in range(_MOST_STRANGERS):
        found = next(iter(names_in(account)), None)
        if found is None:
            break
        start, end = found
        account = f"{account[:start]}{_STRANGER}{_REST_OF_NAME.sub('', account[end:], count=1)}"
    for said in _TAKEN_OUT:
        account = account.replace(f"[[{said}]]", f"({said})")
    return account


def masked(text: str, case: Case, facts: Facts, ordinary: Container[str]) -> str:
    """Return a text that is to be read, with all that a model may not see as ``#``, its length unchanged.

    That is every value of the case that does not stand as its slot, however it is spelled, every contact and
    figure, and every odd form of a character that could hide one.

    Args:
        text: the text in canonical form, with slots.
        case: the case.
        facts: its facts.
        ordinary: the language's most frequent words, which stay unless they are spelled as a part of a name.
    """
    bare = SLOT.sub(lambda slot: "\ue000" * len(slot[0]), text)
    plain, places = _plain_with_places(bare)
    spans = [
        (found.start, found.end)
        for found in _values_in(plain, _replacements(case, facts, (), ordinary), ordinary)
    ]
    if spelled := _spelled_names(case, ordinary):
        spans += [found.span() for found in spelled.finditer(plain)]
    spans += [found.span() for found in _CONTACT.finditer(plain)]
    hidden = [slice(places[start], places[end - 1] + 1) for start, end in spans]
    hidden += [slice(*found.span()) for found in _UNREADABLE.finditer(bare)]
    shown = list(text)
    for place in hidden:
        shown[place] = "#" * len(shown[place])
    return "".join(shown)


def _plain_with_places(text: str) -> tuple[str, list[int]]:
    """Return text as a person reads it, odd forms and joiners made plain, and where each character stands."""
    dropped = {place for found in _BESIDE_LETTERS.finditer(text) for place in range(*found.span())}
    kept = [
        (shown, place)
        for place, character in enumerate(text)
        if place not in dropped
        for shown in unicodedata.normalize("NFKC", character)
    ]
    return "".join(shown for shown, _ in kept).translate(_IN_ONE_LINE), [place for _, place in kept]


def _marking(marks: list[str], said: str) -> Callable[[object], str]:
    """Return what puts a private mark in place of a find, so that nothing looks into it again."""

    def marked(_found: object) -> str:
        marks.append(said)
        return f"\ue000{chr(0xE100 + len(marks) - 1)}"

    return marked


def _take_out(
    text: str, replacements: Mapping[str, str], ordinary: Container[str], numbers: tuple[str, ...]
) -> tuple[str, list[str]]:
    """Put marks in place of values, wherever case, blanks, hyphens and endings differ from the case's.

    A figure before the name of a month, or another number, is no value: it is a day, or a part of a sum.
    """
    text = " ".join(text.split())
    marks: list[str] = []
    found = [
        each
        for each in _values_in(text, replacements, ordinary)
        if not (each.key.isdigit() and _word_after(text, each.end) in numbers)
    ]
    return _replaced(text, found, lambda key: _marking(marks, replacements[key])(None)), marks


def _word_after(text: str, place: int) -> str:
    found = _WORD_AFTER.match(text, place)
    return _lower(found[1]) if found else ""


def _values_in(text: str, keys: Iterable[str], ordinary: Container[str]) -> Iterator[Found]:
    for each in Values(keys).all_in(_with_blanks(_lower(text))):
        if len(each.key) < _TELLING and not _begins_a_word(text, each.start):
            continue
        # Endings are swallowed too: a name with a case ending or a clitic is still the name.
        end = _end_of_word(text, each.end)
        is_longer = end > each.end
        if is_longer and (len(each.key) <= _SHORTEST_NAME_PART or _key(text[each.start : end]) in ordinary):
            continue
        yield Found(each.start, end, each.key)


def _begins_a_word(text: str, start: int) -> bool:
    before = text[start - 1 : start] if start else ""
    return not is_word_character(before) or (before.islower() and text[start].isupper())


def _plain(text: str) -> str:
    """Return text without what could hide a value: odd forms, joiners and marks that are not the script's."""
    if text.isascii():
        return text.translate(_NO_BRACKETS)
    text = _HIDDEN.sub(" ", unicodedata.normalize("NFKC", text))
    return str(_FOREIGN_MARKS.sub("", text))


def _without_numbers(text: str, entries: tuple[str, ...], marks: list[str]) -> str:
    numbers, stems = _numbers(entries)
    found = []
    for each in numbers.all_in(_lower(text)):
        end = _end_of_word(text, each.end)
        if _begins_a_word(text, each.start) and (end == each.end or each.key in stems):
            found.append(Found(each.start, end, each.key))
    return _replaced(text, found, lambda _: _marking(marks, "(figure)")(None))


@lru_cache(maxsize=16)
def _numbers(entries: tuple[str, ...]) -> tuple[Values, frozenset[str]]:
    stems = frozenset(entry[:-1].lower() for entry in entries if entry.endswith("~"))
    numbers = (*stems, *(entry.lower() for entry in entries if not entry.endswith("~")))
    return Values(numbers, lasting=True), stems


def _replaced(text: str, found: Iterable[Found], said: Callable[[str], str]) -> str:
    parts: list[str] = []
    done = 0
    for each in apart(found):
        parts += (text[done : each.start], said(each.key))
        done = each.end
    return "".join((*parts, text[done:]))


def _lower(text: str) -> str:
    """Return text in small letters, of the same length."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(character.lower() if len(character.lower()) == 1 else character for character in text)


def _with_blanks(text: str) -> str:
    """Return text with blanks for what joins words, of the same length."""
    return text.replace("-", " ").replace("_", " ")


def _end_of_word(text: str, end: int) -> int:
    while (is_word_character(text[end : end + 1]) and not text[end].isdigit()) or _JOINED.match(text, end):
        end += 1
    return end


def _replacements(
    case: Case, facts: Facts, slots: Iterable[Slot], ordinary: Container[str]
) -> dict[str, str]:
    """Return what to write for each value, by its folded form."""
    parts = (part for part in _parts_of_names(case) if not _could_be_a_word(part, ordinary))
    places = (place for place in _places(case) if _key(place) not in ordinary)
    told = (slot for slot in facts.slots.values() if slot.name != _BARE)
    values = (form for slot in told for form in (slot.value, *slot.forms))
    # Of a value that stands in two places, what is said later holds: a slot is worth more than a gap.
    found = dict.fromkeys(map(_key, chain(parts, _names(case))), "(name)")
    found |= dict.fromkeys(map(_key, chain(places, _private(case), values)), "(withheld)")
    for slot in reversed([slot for slot in slots if slot.name != _BARE]):
        found |= dict.fromkeys(map(_key, (slot.value, *slot.forms)), f"[[{slot.name}]]")
    return found


def _parts_of_names(case: Case) -> Iterator[str]:
    return chain.from_iterable(map(_parts_of_name, _names(case)))


@lru_cache(maxsize=1024)
def _parts_of_name(name: str) -> tuple[str, ...]:
    return tuple(part for part in words(_plain(name)) if not part[0].islower())


def _could_be_a_word(part: str, ordinary: Container[str]) -> bool:
    return len(part) < _SHORTEST_NAME_PART or _key(part) in ordinary


def _spelled_names(case: Case, ordinary: Container[str]) -> regex.Pattern[str] | None:
    """Return what finds parts of names that could be words (“Fe”, “Ng”, “Will”): only as they are spelled."""
    parts = frozenset(
        part
        for part in _parts_of_names(case)
        if len(part) > 1 and part[0].isupper() and _could_be_a_word(part, ordinary)
    )
    return _any_of(parts) if parts else None


@lru_cache(maxsize=256)
def _any_of(parts: frozenset[str]) -> regex.Pattern[str]:
    either = "|".join(map(regex.escape, sorted(parts, key=len, reverse=True)))
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{either})(?![\p{{L}}\p{{M}}\p{{N}}])")


@lru_cache(maxsize=1024)
def _key(value: str) -> str:
    return _with_blanks(" ".join(_plain(value).split()).lower()).strip()


def _private(case: Case) -> Iterator[str]:
    company, offer = case.company, offer_of(case)
    yield from (*case.customer.address, company.name, *company.address, *case.terms)
    yield from filter(None, (company.phone, company.email, company.website, company.mission))
    yield from filter(None, (offer.what if offer else None, case.customer.honorific))
    for person in filter(None, (case.sender, case.owner)):
        yield from filter(None, (person.email, person.phone, person.extension, person.role))


def _places(case: Case) -> Iterator[str]:
    """Return the parts of addresses that are a place's name by themselves."""
    return chain.from_iterable(map(_places_in, (*case.customer.address, *case.company.address)))


@lru_cache(maxsize=1024)
def _places_in(line: str) -> tuple[str, ...]:
    return tuple(
        part
        for part in _ADDRESS_PARTS.split(line)
        if len(part) >= _SHORTEST_NAME_PART and not part[0].islower() and not _DIGIT.search(part)
    )


def _names(case: Case) -> Iterator[str]:
    """Yield the names of people and places; a common word in a name keeps its small letters."""
    yield from filter(None, (case.customer.name, case.customer.address_as, case.sender.name))
    if case.owner:
        yield case.owner.name
    if isinstance(case, TerminationCase) and case.referral:
        yield case.referral.name
    for fact in case.facts.values():
        yield from filter(None, (fact.name, fact.place))
