"""Phrases that carry grammar, written by hand for each language (``prompts/phrases/<language>.yaml``).

Salutations, offers, deadlines and labels.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.localedata import locale_identifiers

from drafter import wording
from drafter.amounts import Amounts
from drafter.case import CaseBase, Customer, Offer
from drafter.choices import Language, Title
from drafter.dates import Dates
from drafter.library import Shelf
from drafter.slots import fill_values
from drafter.text import canonical
from drafter.wording import Labels, Unit, Variant, Wording

_LEGAL_FORM = re.compile(
    r"\b(?:CV|PT|Tbk|(?:Sdn\.? )?Bhd\.?|Inc\.?|LLC|LLP|plc|PLC|(?:(?:Pvt|Pte|Pty)\.? )?Ltd\.?|Corp\.?"
    r"|ООД|ЕООД|АД|ЕАД|ЕТ|(?:ప్రైవేట్ )?లిమిటెడ్)(?!\w)"
)
_SHORT_ENDING = 2
"""The most characters of an ending that figures take."""
_JOINTS = ("", "\u200c")
_REGION = {
    Language.en: "US",
    Language.fil: "PH",
    Language.ms: "MY",
    Language.id: "ID",
    Language.bg: "BG",
    Language.te: "IN",
}


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """The phrases of one language in one locale; there is one of each."""

    language: Language
    locale: Locale
    wording: Wording
    dates: Dates
    amounts: Amounts

    @property
    def register(self) -> str:
        """Return the name of the register of the language as it is written in the company's country."""
        return f"{self.language}-{self._variant.name}" if self._variant else str(self.language)

    @property
    def _variant(self) -> Variant | None:
        variant = self.wording.variant
        return variant if variant and self.locale.territory in variant.countries else None

    def spelled(self, text: str) -> str:
        """Return a text of the language's own wording as it is written in the company's country."""
        words = self._variant.words if self._variant else {}
        return _pattern(tuple(words)).sub(lambda found: words[found[0]], text) if words else text

    def noun_spellings(self, written: Sequence[str]) -> tuple[str, ...]:
        """Return a name's or a noun phrase's spellings, each with endings and without a legal form."""
        ends = [f"{joint}{ending}" for joint in _JOINTS for ending in self.wording.endings]
        stems = dict.fromkeys(
            form for each in written for form in (each, short_name(each), self._oblique(each))
        )
        return (*stems, *(f"{stem}{end}" for stem in stems for end in ends))

    def number_spellings(self, written: Sequence[str]) -> tuple[str, ...]:
        """Return a telephone number's spellings and each with an ending of a letter and its vowel."""
        ends = [ending for ending in self.wording.endings if len(ending) <= _SHORT_ENDING]
        return (*written, *(f"{number}{ending}" for number in written for ending in ends))

    def since_spellings(self, year: int) -> tuple[str, ...]:
        """Return other ways in which a person may write since when a customer has been one."""
        return tuple(fill_values(pattern, {"year": str(year)}) for pattern in self.wording.years)

    def year_spellings(self, year: int) -> tuple[str, ...]:
        """Return the ways in which a person may write that something was in a year."""
        return tuple(fill_values(pattern, {"year": str(year)}) for pattern in self.wording.in_years)

    def durations_told(self, unit: Unit, count: int) -> tuple[str, ...]:
        """Return ways to write how long something was, in figures or one word."""
        in_words = self.wording.durations_in_words.get(unit, {}).get(count, ())
        return (*_told(self.wording.durations_told.get(unit, ()), count), *in_words)

    def salutation(self, customer: Customer) -> str:
        """Return the greeting line: title and name in the language's own form."""
        name = customer.address_as or customer.name
        if customer.honorific:
            pattern = self.wording.salutation_honorific
        elif customer.title:
            pattern = self._gendered(self.wording.salutation[customer.title], customer.name)
        else:
            pattern, name = self.wording.salutation_plain, customer.name
        return fill_values(self.spelled(pattern), {"name": name, "honorific": customer.honorific or ""})

    def _gendered(self, pattern: str, name: str) -> str:
        """Return a greeting with the gender that a surname tells, where the pattern leaves it open."""
        gendered, (first, *others) = self.wording.salutation_by_ending, pattern.split(", ", 1)
        known = next((said for ending, said in gendered.items() if name.endswith(ending)), None)
        return f"{known} {others[0]}" if known and others and "[[" not in first else pattern

    def other_titles(self, customer: Customer) -> tuple[str, ...]:
        """Return the titles that are wrong before a customer's name; a doctor's plain one is not known."""
        title = customer.title
        if title is None or customer.honorific:
            return ()
        titles = self.wording.titles
        own = titles.get(title, ())
        others = list(self.wording.titles_of_others)
        if title not in (Title.dr, Title.prof):
            others += [form for forms in titles.values() for form in forms]
        return tuple(dict.fromkeys(each for each in others if each not in own))

    def offer(self, offer: Offer) -> str:
        """Return an offer as a noun phrase without its deadline."""
        phrase = self.wording.offer[offer.type]
        values = {
            "what": offer.what or "",
            "of_what": self._oblique(offer.what or ""),
            "percent": self.amounts.percent(offer.percent) if offer.percent else "",
            "amount": self.amounts.money(offer.amount) if offer.amount else "",
        }
        return canonical(fill_values(self.spelled(phrase.with_what if offer.what else phrase.plain), values))

    def _oblique(self, noun: str) -> str:
        """Return a noun phrase as it stands before a postposition."""
        endings = self.wording.oblique
        found = next((ending for ending in endings if noun.endswith(ending)), "")
        return noun.removesuffix(found) + endings.get(found, "")

    def deadline(self, day: dt.date) -> str:
        """Return the phrase for the last day of something (``until …``)."""
        return fill_values(self.wording.deadline, {"date": self.dates.written(day)})

    def deadline_forms(self, day: dt.date) -> tuple[str, ...]:
        """Return other ways a person may write the phrase."""
        return tuple(fill_values(self.wording.deadline, {"date": form}) for form in self.dates.forms(day))

    def with_prepositions(self, days: Iterable[str]) -> Iterator[str]:
        """Yield the spellings of a last day, each also with the prepositions that code does not write."""
        for day in days:
            yield day
            yield from (fill_values(pattern, {"date": day}) for pattern in self.wording.deadlines)

    def since(self, year: int) -> str:
        """Return the phrase for the year a customer came (``since …``)."""
        return fill_values(self.wording.since, {"year": str(year)})

    def days(self, count: int) -> str:
        """Return a number of days."""
        pattern = self.wording.day if count == 1 else self.wording.days
        return fill_values(pattern, {"days": str(count)})

    def days_spellings(self, count: int) -> tuple[str, ...]:
        """Return other ways in which a person may write a number of days: in words, or with other endings."""
        return (*self.wording.days_in_words.get(count, ()), *self.durations_told("day", count))

    @property
    def closing(self) -> str:
        """Return the line before the signature."""
        return self.spelled(self.wording.closing)

    @property
    def labels(self) -> Labels:
        """Return the words before contact details."""
        return self.wording.labels


def short_name(name: str) -> str:
    """Return a company's name as running text has it, without its legal form."""
    return _LEGAL_FORM.sub("", name).strip(" ,") or name


def load(case: CaseBase, shelf: Shelf) -> Phrases:
    """Return the phrases for a case's language and its company's country.

    Raises:
        LibraryError: the phrase file is missing or broken.
    """
    return _load(case.language, locale_of(case), shelf)


@lru_cache(maxsize=64)
def _load(language: Language, locale: Locale, shelf: Shelf) -> Phrases:
    words = wording.load(language, shelf)
    return Phrases(language, locale, words, Dates(locale, words), Amounts(locale, words))


def locale_of(case: CaseBase) -> Locale:
    """Return the locale of a case: its language as written in the company's country, where known."""
    return _locale(case.language, case.company.country)


@lru_cache(maxsize=64)
def _locale(language: Language, country: str | None) -> Locale:
    for region in (country, _REGION[language]):
        if region and f"{language}_{region}" in _known_locales():
            return Locale(str(language), territory=region)
    return Locale(str(language))


@lru_cache(maxsize=1)
def _known_locales() -> frozenset[str]:
    return frozenset(locale_identifiers())


@lru_cache(maxsize=256)
def _told(patterns: tuple[str, ...], count: int) -> tuple[str, ...]:
    return tuple(fill_values(pattern, {"count": str(count)}) for pattern in patterns)


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, words))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")
