"""Phrases that carry grammar, written by hand for each language (``prompts/phrases/<language>.yaml``).

Salutations, offers, deadlines and labels. Amounts and dates are written by Babel in the case's locale.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names
from babel.localedata import locale_identifiers
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_symbol,
    get_group_symbol,
)

from drafter import wording
from drafter.case import CaseBase, Customer, Offer
from drafter.choices import Language, Title
from drafter.library import Shelf
from drafter.money import MoneyAmount
from drafter.slots import fill_values
from drafter.text import canonical
from drafter.wording import Variant, Wording

_WORD = re.compile(r"[^\W\d_][\w\u0c00-\u0c7f]*")
_ANY_YEAR = re.compile("y+")
_LEGAL_FORM = re.compile(
    r"\b(?:CV|PT|Tbk|Sdn\.? Bhd\.?|Bhd\.?|Inc\.?|LLC|Pvt\.? Ltd\.?|Ltd\.?|Corp\.?|ООД|ЕООД|АД|ЕАД|ЕТ)(?!\w)"
)
_SHORT_ENDING = 2
"""The most characters of an ending that figures take."""
_JOINTS = ("", "\u200c")
_ENGLISH = Locale("en")
_NEAR = dt.timedelta(days=330)
"""How far a date may be from a letter's to be told without its year."""
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

    def date(self, day: dt.date) -> str:
        """Return a date in the locale's long form."""
        return _date(day, self.locale, "long")

    def date_forms(self, day: dt.date) -> tuple[str, ...]:
        """Return other ways a person may write the date."""
        return _date_forms(day, self.locale)

    def date_spellings(self, day: dt.date, near: dt.date) -> tuple[str, ...]:
        """Return all the ways in which a person may write a date.

        Args:
            day: the date.
            near: the letter's date; another one of the months around it needs no year.
        """
        return _date_spellings(self, day, day.year - near.year, with_year=abs(day - near) > _NEAR)

    def days_in(self, text: str, near: dt.date) -> tuple[dt.date, ...]:
        """Return the days that a text names by day and month, each in the year in which it is nearest.

        Args:
            text: the text.
            near: a day near which they are.
        """
        return _days_in(self, text, near)

    def months_in(self, text: str) -> tuple[str, ...]:
        """Return the names of months that stand in a text, but those that are other words as well."""
        return _months_in(self, text)

    def month_spellings(self, day: dt.date) -> tuple[str, ...]:
        """Return the ways in which a person may write the month of a date."""
        found = [_date(day, self.locale, form) for form in self.wording.months]
        return tuple(_respelled(self, found))

    def day_spellings(self, day: dt.date) -> tuple[str, ...]:
        """Return the ways in which a person may write the day of a date whose month they have told."""
        found = (_date(day, self.locale, form) for form in self.wording.days_alone)
        return tuple(each.replace("[[th]]", _ordinal(day.day)) for each in found)

    def weekdays(self, day: dt.date) -> tuple[str, ...]:
        """Return the names of a date's weekday; in English too where its date may be."""
        return _weekdays(self, day.weekday())

    def money(self, money: MoneyAmount) -> str:
        """Return a sum as the locale writes it."""
        return _money(money.amount, money.currency, self.locale, self.wording.whole_money)

    def money_forms(self, money: MoneyAmount) -> tuple[str, ...]:
        """Return other ways a person may write the sum."""
        amounts = {_money(money.amount, money.currency, self.locale, whole) for whole in (True, False)}
        ungrouped = {amount.replace(get_group_symbol(self.locale), "") for amount in amounts}
        return (*amounts, *ungrouped, str(money), f"{money.currency} {money.amount:,}")

    def money_spellings(self, money: MoneyAmount) -> tuple[str, ...]:
        """Return all the ways in which a person may write a sum."""
        return (*self.money_forms(money), *_money_spellings(self, money.amount, money.currency))

    def percent_spellings(self, percent: Decimal) -> tuple[str, ...]:
        """Return all the ways in which a person may write a percentage."""
        return _percent_spellings(self, percent)

    def noun_spellings(self, written: Sequence[str]) -> tuple[str, ...]:
        """Return a name's or a noun phrase's spellings, each with endings and without a legal form."""
        ends = [f"{joint}{ending}" for joint in _JOINTS for ending in self.wording.endings]
        stems = dict.fromkeys(
            form for each in written for form in (each, _LEGAL_FORM.sub("", each).strip(" ,"))
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

    def years_told(self, count: int) -> tuple[str, ...]:
        """Return ways to write how many years somebody has been a customer, in figures."""
        return _years_told(self.wording.years_told, count)

    def salutation(self, customer: Customer) -> str:
        """Return the greeting line: title and name in the language's own form."""
        name = customer.address_as or customer.name
        if customer.honorific:
            pattern = self.wording.salutation_honorific
        elif customer.title:
            pattern = self.wording.salutation[customer.title]
        else:
            pattern, name = self.wording.salutation_plain, customer.name
        return fill_values(self.spelled(pattern), {"name": name, "honorific": customer.honorific or ""})

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
            "percent": _percent(offer.percent, self.locale) if offer.percent else "",
            "amount": self.money(offer.amount) if offer.amount else "",
        }
        return canonical(fill_values(self.spelled(phrase.with_what if offer.what else phrase.plain), values))

    def deadline(self, day: dt.date) -> str:
        """Return the phrase for the last day of something (``until …``)."""
        return fill_values(self.wording.deadline, {"date": self.date(day)})

    def deadline_forms(self, day: dt.date) -> tuple[str, ...]:
        """Return other ways a person may write the phrase."""
        return tuple(fill_values(self.wording.deadline, {"date": form}) for form in self.date_forms(day))

    def since(self, year: int) -> str:
        """Return the phrase for the year a customer came (``since …``)."""
        return fill_values(self.wording.since, {"year": str(year)})

    def days(self, count: int) -> str:
        """Return a number of days."""
        pattern = self.wording.day if count == 1 else self.wording.days
        return fill_values(pattern, {"days": str(count)})

    def days_spellings(self, count: int) -> tuple[str, ...]:
        """Return other ways in which a person may write a number of days: in words."""
        return self.wording.days_in_words.get(count, ())

    @property
    def closing(self) -> str:
        """Return the line before the signature."""
        return self.spelled(self.wording.closing)

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the words before contact details."""
        return self.wording.labels.model_dump()


def load(case: CaseBase, shelf: Shelf) -> Phrases:
    """Return the phrases for a case's language and its company's country.

    Raises:
        LibraryError: the phrase file is missing or broken.
    """
    return _load(case.language, locale_of(case), shelf)


@lru_cache(maxsize=64)
def _load(language: Language, locale: Locale, shelf: Shelf) -> Phrases:
    return Phrases(language, locale, wording.load(language, shelf))


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


@lru_cache(maxsize=128)
def _weekdays(phrases: Phrases, number: int) -> tuple[str, ...]:
    locales = (phrases.locale, _ENGLISH) if phrases.wording.dates_in_english else (phrases.locale,)
    names = [get_day_names("wide", locale=locale)[number] for locale in locales]
    return tuple(dict.fromkeys((*names, *map(str.lower, names))))


@lru_cache(maxsize=128)
def _percent_spellings(phrases: Phrases, percent: Decimal) -> tuple[str, ...]:
    words = phrases.wording
    figure = format_decimal(percent, format="0.##", locale=phrases.locale)
    patterns = ("[[percent]]%", "[[percent]] %", *words.percents)
    written = [fill_values(pattern, {"percent": figure}) for pattern in patterns]
    in_words = words.percents_in_words.get(int(percent), ()) if percent == int(percent) else ()
    return (*written, *in_words)


@lru_cache(maxsize=256)
def _years_told(patterns: tuple[str, ...], count: int) -> tuple[str, ...]:
    return tuple(fill_values(pattern, {"years": str(count)}) for pattern in patterns)


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, words))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


@lru_cache(maxsize=512)
def _date(day: dt.date, locale: Locale, form: str) -> str:
    return canonical(format_date(day, format=form, locale=locale))


@lru_cache(maxsize=512)
def _date_forms(day: dt.date, locale: Locale) -> tuple[str, ...]:
    short = locale.date_formats["short"].pattern
    forms = ("medium", "short", _ANY_YEAR.sub("y", short))
    return (*(_date(day, locale, form) for form in forms), day.isoformat())


@lru_cache(maxsize=1024)
def _date_spellings(phrases: Phrases, day: dt.date, years: int, *, with_year: bool) -> tuple[str, ...]:
    words, locale = phrases.wording, phrases.locale
    is_last = day == dt.date.max or (day + dt.timedelta(1)).day == 1
    own = words.dates + (words.month_ends if is_last else ())
    forms = [(form, _date(day, _ENGLISH, form)) for form in words.dates_in_english]
    forms += [(form, _date(day, locale, form)) for form in own]
    yearless = [said for form, said in forms if "y" not in form]
    found = [said for form, said in forms if "y" in form] + ([] if with_year else yearless)
    found += [
        fill_values(pattern, {"date": each})
        for pattern in words.relative_years.get(years, ())
        for each in yearless
    ]
    found += (phrases.date(day), *phrases.date_forms(day))
    return tuple(each.replace("[[th]]", _ordinal(day.day)) for each in _respelled(phrases, found))


def _respelled(phrases: Phrases, dates: list[str]) -> list[str]:
    """Return dates with those in which the name of a month has another spelling."""
    for name, other in phrases.wording.respelled.items():
        dates = dates + [each.replace(name, other) for each in dates if name in each]
    return dates


@lru_cache(maxsize=512)
def _money_spellings(phrases: Phrases, amount: Decimal, currency: str) -> tuple[str, ...]:
    sign = get_currency_symbol(currency, locale=phrases.locale)
    marks = dict.fromkeys((sign, currency))
    patterns = [f"{mark}{blank}[[amount]]" for mark in marks for blank in ("", " ")]
    patterns += [f"[[amount]] {mark}" for mark in marks] + [f"[[amount]]{sign}"]
    patterns += phrases.wording.sums.get(currency, ())
    return tuple(
        canonical(fill_values(pattern, {"amount": number}))
        for number in _numbers(amount, phrases)
        for pattern in patterns
    )


def _numbers(amount: Decimal, phrases: Phrases) -> Iterator[str]:
    """Yield an amount in figures: with cents and, if there are none, without; grouped or not; scaled."""
    locale = phrases.locale
    forms = ["#,##0.00"] + ["#,##0"] * (amount == amount.to_integral_value())
    grouped = [format_decimal(amount, format=form, locale=locale) for form in forms]
    yield from (*grouped, *(each.replace(get_group_symbol(locale), "") for each in grouped))
    for scale, name in phrases.wording.scales.items():
        if amount >= scale and amount % (scale // 100) == 0:
            yield f"{format_decimal(amount / scale, format='#,##0.##', locale=locale)} {name}"


@lru_cache(maxsize=64)
def _days_in(phrases: Phrases, text: str, near: dt.date) -> tuple[dt.date, ...]:
    """Return the days that an account names; it is read again with each version of its letter."""
    months, named = _months(phrases)
    found = []
    for match in named.finditer(text):
        month = months[(match["before"] or match["after"]).casefold()]
        years = (near.year - 1, near.year, near.year + 1)
        days = [day for year in years if (day := _day(year, month, int(match["day"] or match["first"])))]
        found += sorted(days, key=lambda day: abs(day - near))[:1]
    return tuple(found)


@lru_cache(maxsize=64)
def _months_in(phrases: Phrases, text: str) -> tuple[str, ...]:
    names = _month_names(phrases)
    return tuple(word for word in _WORD.findall(text) if word.casefold() in names)


@lru_cache(maxsize=64)
def _month_names(phrases: Phrases) -> frozenset[str]:
    names = set(map(str.casefold, get_month_names("wide", locale=phrases.locale).values()))
    return frozenset(names.difference(phrases.wording.months_as_words))


@lru_cache(maxsize=64)
def _months(phrases: Phrases) -> tuple[Mapping[str, int], re.Pattern[str]]:
    """Return the months by their names, folded, and the pattern of a day that is named by one."""
    locales = (phrases.locale, _ENGLISH) if phrases.wording.dates_in_english else (phrases.locale,)
    months = {
        name.casefold(): number
        for locale in locales
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=locale).items()
    }
    months |= {
        other.casefold(): months[name.casefold()]
        for name, other in phrases.wording.respelled.items()
        if name.casefold() in months
    }
    either = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    first = rf"(?<!\d)(?P<first>\d{{1,2}})(?:-?[^\W\d]{{1,4}})?(?: [^\W\d]{{1,3}})? (?P<after>{either})(?!\w)"
    last = rf"(?<!\w)(?P<before>{either})\.? (?P<day>\d{{1,2}})(?!\d)"
    return months, re.compile(f"{first}|{last}", re.IGNORECASE)


def _day(year: int, month: int, day: int) -> dt.date | None:
    is_one = dt.MINYEAR <= year <= dt.MAXYEAR and 1 <= day <= monthrange(year, month)[1]
    return dt.date(year, month, day) if is_one else None


def _ordinal(number: int) -> str:
    """Return what makes an English ordinal of a number up to 31: “st”, “nd”, “rd”, “th”."""
    return "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@lru_cache(maxsize=512)
def _money(amount: Decimal, currency: str, locale: Locale, whole: bool) -> str:
    written = format_currency(amount, currency, locale=locale)
    if whole and amount == amount.to_integral_value():
        pattern = locale.currency_formats["standard"].pattern
        written = format_currency(
            amount, currency, format=pattern.replace(".00", ""), locale=locale, currency_digits=False
        )
    return canonical(written)


@lru_cache(maxsize=128)
def _percent(percent: Decimal, locale: Locale) -> str:
    pattern = locale.percent_formats[None].pattern.replace("0%", "0.##%").replace("0 %", "0.## %")
    return canonical(format_percent(percent / 100, format=pattern, locale=locale))
