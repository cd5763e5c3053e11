"""The wording of a language: the content of a phrase file (``prompts/phrases/<language>.yaml``), checked."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drafter.choices import Language, OfferType, Title
from drafter.compiled import kept
from drafter.errors import LibraryError, Problem
from drafter.library import Shelf, read_yaml


class Labels(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    phone: str
    extension: str
    email: str
    reference: str


class _OfferPhrase(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    with_what: str
    plain: str


Unit = Literal["day", "week", "month", "year"]


class Variant(BaseModel):
    """How a language is written in other countries than its own region.

    Attributes:
        name: of the register that a model is told, behind the language.
        countries: two-letter codes.
        words: words and phrases, each with what is written for it there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    countries: frozenset[str]
    words: dict[str, str]


class Wording(BaseModel):
    """The content of one phrase file.

    Patterns hold ``[[name]]`` places: ``[[name]]`` in salutations, ``[[percent]]``, ``[[amount]]``,
    ``[[what]]`` and ``[[of_what]]`` in offers, ``[[date]]``, ``[[year]]``, ``[[count]]`` and ``[[days]]`` in
    the rest.

    Attributes:
        salutation_by_ending: how a greeting begins that leaves the gender open, by the ending of a surname
            that tells it.
        months_as_words: names of months, in small letters, that are other words as well.
        titles: what stands before the name of a customer with a title, in running text.
        titles_of_others: titles that only a customer with an honorific may have: “Captain”.
        days_in_words, percents_in_words: usual numbers of days, and percentages, as people write them out.
        durations_told: of ways to write a number of days, weeks, months or years in figures, by the unit.
        durations_in_words: the same of those numbers that a language writes as one word with their unit.
        deadlines: of other ways to write the last day of something, ``[[date]]`` in them.
        date_in_sentence: the CLDR pattern of a date in running text; ``long`` is the locale's long form.
        dates: CLDR patterns of other ways in which people write a date; ``[[th]]`` is the English ordinal's.
        days_alone: the same for its day, told after its month.
        months: the same for the month of a date.
        dates_in_english: the same, with English names of months.
        month_starts, month_ends: the same for the first and the last day of a month.
        relative_years: what people say in place of a date's year, by how many years it is after the letter's;
            ``[[date]]`` is the date without it.
        respelled: names of months, each with another spelling.
        grouped_from: the least sum whose digits are grouped (CLDR, minimumGroupingDigits).
        scales: words for thousands and their like, by what they stand for.
        sums, percents, years: of other ways in which they write a sum in a currency, a percentage, “since”
            a year.
        sums_in_parts: the same of a sum with its cents told apart, ``[[whole]]`` and ``[[cents]]``.
        in_years: of ways to write that something was in a year.
        synonyms: groups of words that mean the same in an offer; those of a frequent word tell nothing.
        endings: what they put at the end of a name or a noun phrase.
        oblique: endings of a noun, each with the one it has before a postposition: ``[[of_what]]`` in offers.
        variant: how it is written in other countries.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    salutation: dict[Title, str]
    salutation_by_ending: dict[str, str] = Field(default_factory=dict)
    salutation_plain: str
    salutation_honorific: str
    months_as_words: tuple[str, ...] = ()
    titles: dict[Title, tuple[str, ...]] = Field(default_factory=dict)
    titles_of_others: tuple[str, ...] = ()
    closing: str
    offer: dict[OfferType, _OfferPhrase]
    deadline: str
    since: str
    day: str
    days: str
    days_in_words: dict[int, tuple[str, ...]] = Field(default_factory=dict)
    percents_in_words: dict[int, tuple[str, ...]] = Field(default_factory=dict)
    durations_told: dict[Unit, tuple[str, ...]] = Field(default_factory=dict)
    durations_in_words: dict[Unit, dict[int, tuple[str, ...]]] = Field(default_factory=dict)
    whole_money: bool
    dates: tuple[str, ...] = ()
    days_alone: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    dates_in_english: tuple[str, ...] = ()
    grouped_from: int = 0
    deadlines: tuple[str, ...] = ()
    date_in_sentence: str = "long"
    month_starts: tuple[str, ...] = ()
    month_ends: tuple[str, ...] = ()
    relative_years: dict[int, tuple[str, ...]] = Field(default_factory=dict)
    respelled: dict[str, str] = Field(default_factory=dict)
    scales: dict[int, str] = Field(default_factory=dict)
    sums: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    sums_in_parts: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    percents: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    in_years: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    endings: tuple[str, ...] = ()
    oblique: dict[str, str] = Field(default_factory=dict)
    variant: Variant | None = None
    labels: Labels


def load(language: Language, shelf: Shelf) -> Wording:
    """Return a language's phrase file, checked."""
    return _load(language, shelf)


@lru_cache(maxsize=32)
def _load(language: Language, shelf: Shelf) -> Wording:
    name = f"phrases/{language}.yaml"
    return kept(f"phrases-{language}", shelf.stamps(name), lambda: _read(name, shelf))


def _read(name: str, shelf: Shelf) -> Wording:
    path = shelf.find(name)
    try:
        found = Wording.model_validate(read_yaml(path))
    except ValidationError as error:
        raise LibraryError(
            [Problem(str(path), ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
        ) from None
    lacking = [str(kind) for kind in OfferType if kind not in found.offer]
    lacking += [str(title) for title in Title if title not in found.salutation]
    if lacking:
        raise LibraryError(Problem(str(path), "", f"lacks {', '.join(lacking)}", "add a phrase for each"))
    return found
