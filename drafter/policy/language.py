"""What marks one language among the others (``policies/languages/<language>.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drafter.choices import Language
from drafter.compiled import kept
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml
from drafter.policy.folding import fold_entry, folded
from drafter.policy.numerals import Numerals

_READ_ENGLISH = frozenset({Language.fil, Language.ms, Language.id})
"""Languages whose readers take an English “fifty dollars” as what it is."""
VARIANT = "wrong_variant"
_AS_CONCEPTS = {
    "numbers": "number",
    "ones": "one",
    "money_units": "money_unit",
    "time_units": "time_unit",
    "within": "within",
    "digits": "digit",
    "dot": "dot",
    "dot_idioms": "dot_idiom",
    "months": "month",
    "calendar": "calendar",
    "contrast": "contrast",
    "negatives": "no",
    "relative_times": "relative_time",
    "told_times": "told_time",
    "parts_of_day": "part_of_day",
    "fractions": "fraction",
    "number_turns": "number_turn",
    "before_names": "before_name",
    "after_names": "after_name",
    "labels": "label",
}


class NumeralWords(BaseModel):
    """The words of which a language makes numbers, beside its ``values``; see :class:`Numerals`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    values: Mapping[int, tuple[str, ...]] = Field(default_factory=dict)
    scales: Mapping[int, tuple[str, ...]] = Field(default_factory=dict)
    teens: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    half_ending: str = ""
    joint_ending: str = ""


class LanguageWords(BaseModel):
    """The content of one language file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    language: Language
    numbers: tuple[str, ...]
    values: Mapping[int, tuple[str, ...]] = Field(default_factory=dict)
    short_forms: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    numerals: NumeralWords = Field(default_factory=NumeralWords)
    clock_words: Mapping[int, tuple[str, ...]] = Field(default_factory=dict)
    uncounted: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    ones: tuple[str, ...]
    money_units: tuple[str, ...]
    time_units: tuple[str, ...]
    within: tuple[str, ...]
    digits: tuple[str, ...]
    dot: tuple[str, ...]
    dot_idioms: tuple[str, ...] = ()
    months: tuple[str, ...]
    calendar: tuple[str, ...] = ()
    function_words: tuple[str, ...]
    letters: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    relative_times: tuple[str, ...] = ()
    told_times: tuple[str, ...] = ()
    parts_of_day: tuple[str, ...] = ()
    fractions: tuple[str, ...] = ()
    number_turns: tuple[str, ...] = ()
    before_names: tuple[str, ...] = ()
    after_names: tuple[str, ...] = ()
    percents: tuple[str, ...] = ()
    one_prefix: str = ""
    labels: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    foreign_words: tuple[str, ...] = ()
    shared_function_words: tuple[str, ...] = ()
    wrong_variant: Mapping[str, str] = Field(default_factory=dict)
    capitals: tuple[str, ...] = ()
    labelled: tuple[str, ...] = ()
    honorifics: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    akin: tuple[Language, ...] = ()
    predicates: tuple[str, ...] = ()
    verb_last: bool = False
    inflected: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    place_cases: tuple[str, ...] = ()
    longest_sentence: int = Field(default=45, ge=10, le=200)
    strange_part: float = Field(default=0.25, gt=0, le=1)


def load(language: Language, shelf: Shelf) -> LanguageWords:
    """Return a language file.

    Raises:
        LibraryError: the file is missing or broken.
    """
    return _load(language, shelf)


@lru_cache(maxsize=16)
def _load(language: Language, shelf: Shelf) -> LanguageWords:
    path = shelf.find(f"languages/{language}.yaml")
    try:
        return LanguageWords.model_validate(read_yaml(path))
    except ValidationError as error:
        raise LibraryError(
            [Problem(str(path), ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
        ) from None


def concepts_of(words: LanguageWords, shelf: Shelf) -> dict[str, list[str]]:
    """Return the concepts a language file brings: numbers, units, months, negatives and their like."""
    ordinary = set(map(fold_entry, (*words.function_words, *words.shared_function_words)))
    found = {name: list(getattr(words, key)) for key, name in _AS_CONCEPTS.items()}
    numbers = dict.fromkeys((*words.numbers, *words.ordinals))
    found["count"] = [entry for entry in numbers if entry not in words.uncounted]
    # “at” may spell out the sign of an address, but an everyday word cannot mark one.
    found["dot"] = [entry for entry in found["dot"] if fold_entry(entry) not in ordinary]
    if words.language in _READ_ENGLISH:
        english = load(Language.en, shelf)
        for key in ("numbers", "money_units", "time_units"):
            entries = getattr(english, key)
            found[_AS_CONCEPTS[key]] += [entry for entry in entries if fold_entry(entry) not in ordinary]
    found[VARIANT] = list(_told_apart(words))
    return found


_SUBJECT = regex.compile(r"(\p{L}[\p{L}\p{M}]{3,}) ?:")

HOUR, NEXT_HOUR = "[[hour]]", "[[next]]"
"""Stand for the hour in :attr:`Marks.clock_words`."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The words that mark a language, folded.

    Attributes:
        own: its most frequent words.
        foreign: words that mark other languages and not this one, with the languages they mark.
        honorifics: words that follow a name.
        titles: words that may stand before an honorific and are no name.
        akin: languages of which some words in a row are none of theirs yet.
        predicates: words that say, after an unknown word that begins a sentence, that it is a name.
        inflected: endings that no name has.
        places: endings of names of places, in a script that has no capitals.
        subjects: single words that head a subject line, wherever their colon stands.
        heads: how greetings, closings and subject lines begin, with their marks.
        variants: words of a neighbouring spelling, with the right ones.
        capitals, capital_stems: words, and beginnings of words, ordinarily written with a capital.
        labelled: what a word with a capital may be the label of, as “the button Next”.
        figures: for words that are numbers, the same in figures.
        full: for words as agents shorten them, the same in full.
        numerals: the words of which longer numbers are made.
        one_prefix: what makes one of a classifier: Malay “se” of “sebuah”.
        percents: how a percentage is said, word for word.
        clock_words: how times are said, with :data:`HOUR` or :data:`NEXT_HOUR`, each with its minutes.
        shares_script: whether other languages of the house are written in its script.
    """

    own: frozenset[str]
    foreign: Mapping[str, tuple[str, ...]]
    honorifics: frozenset[str]
    titles: frozenset[str]
    akin: frozenset[str] = frozenset()
    predicates: frozenset[str] = frozenset()
    inflected: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    subjects: frozenset[str] = frozenset()
    heads: tuple[str, ...] = ()
    variants: Mapping[str, str] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()
    capital_stems: tuple[str, ...] = ()
    labelled: frozenset[str] = frozenset()
    figures: Mapping[str, str] = field(default_factory=dict)
    full: Mapping[str, str] = field(default_factory=dict)
    numerals: Numerals = field(default_factory=Numerals)
    one_prefix: str = ""
    percents: tuple[tuple[str, ...], ...] = ()
    clock_words: tuple[tuple[tuple[str, ...], int], ...] = ()
    shares_script: bool = True

    def may_be_capital(self, word: str) -> bool:
        """Say whether a word may be written with a capital wherever it stands."""
        return word in self.capitals or word.startswith(self.capital_stems)


def _told_apart(words: LanguageWords) -> Mapping[str, str]:
    """Return the wrong variants that do not fold into their right ones, as a letter written twice does."""
    return {
        said: right for said, right in words.wrong_variant.items() if fold_entry(said) != fold_entry(right)
    }


def _endings(names: Iterable[str], cases: Iterable[str]) -> tuple[str, ...]:
    """Return how words end that are made of some endings and a case each."""
    return tuple(dict.fromkeys(fold_entry(name + case) for name in names for case in cases))


def _by_word(words: Mapping[int, tuple[str, ...]]) -> dict[str, int]:
    return {fold_entry(said): value for value, given in words.items() for said in given}


def _numerals(words: LanguageWords) -> Numerals:
    own = words.numerals
    teens, joints, halves = (frozenset(map(fold_entry, said)) for said in (own.teens, own.joints, own.halves))
    return Numerals(
        _by_word(words.values) | _by_word(own.values),
        _by_word(own.scales),
        teens,
        joints,
        halves,
        fold_entry(own.half_ending),
        own.joint_ending,
    )


def _word_of_hour(said: str) -> str:
    return said if said in (HOUR, NEXT_HOUR) else fold_entry(said)


def marks(language: Language, shelf: Shelf) -> Marks:
    """Return a language's marks, with the words that mark each other language and not this one."""
    return _marks(language, shelf)


@lru_cache(maxsize=16)
def _marks(language: Language, shelf: Shelf) -> Marks:
    return kept(f"marks-{language}", shelf.stamps("languages/*.yaml"), lambda: _compile(language, shelf))


def _compile(language: Language, shelf: Shelf) -> Marks:
    words = load(language, shelf)
    own = frozenset(map(fold_entry, (*words.function_words, *words.shared_function_words)))
    foreign: dict[str, list[str]] = {}
    present = set(shelf.names("languages/*.yaml"))
    for other in Language:
        if other is language or f"languages/{other}.yaml" not in present:
            continue
        for word in map(fold_entry, load(other, shelf).function_words):
            if word not in own and " " not in word and len(word) > 1:
                foreign.setdefault(word, []).append(str(other))
    for word in map(fold_entry, words.foreign_words):
        foreign.setdefault(word, []).append("other")
    return Marks(
        own,
        {word: tuple(languages) for word, languages in foreign.items()},
        frozenset(map(fold_entry, words.honorifics)),
        frozenset(map(fold_entry, words.titles)),
        frozenset(map(str, words.akin)),
        frozenset(map(fold_entry, words.predicates)),
        tuple(map(fold_entry, words.inflected)),
        _endings(words.place_names, words.place_cases),
        frozenset(fold_entry(found[1]) for head in words.heads if (found := _SUBJECT.fullmatch(head))),
        tuple(f"{folded(head)} " for head in words.heads),
        {fold_entry(said): right for said, right in _told_apart(words).items()},
        frozenset(word for word in words.capitals if not word.endswith("~")),
        tuple(word[:-1] for word in words.capitals if word.endswith("~")),
        frozenset(words.labelled),
        {said: str(value) for said, value in _by_word(words.values).items()},
        {fold_entry(short): fold_entry(said) for said, given in words.short_forms.items() for short in given},
        _numerals(words),
        words.one_prefix,
        tuple(tuple(map(fold_entry, said.split())) for said in words.percents),
        tuple(
            (tuple(map(_word_of_hour, said.split())), minutes)
            for minutes, spellings in words.clock_words.items()
            for said in spellings
        ),
        language is not Language.te,
    )
