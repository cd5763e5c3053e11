"""Dates as a language writes them, and as its people do: in a locale, by a phrase file's patterns."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names

from drafter.slots import fill_values
from drafter.text import canonical
from drafter.wording import Wording

_WORD = re.compile(r"[^\W\d_][\w\u0c00-\u0c7f]*")
_ANY_YEAR = re.compile("y+")
_ENGLISH = Locale("en")
_NEAR = dt.timedelta(days=330)
"""How far a date may be from a letter's to be told without its year."""


@dataclass(frozen=True, slots=True, eq=False)
class Dates:
    """The dates of one language in one locale; there is one of each."""

    locale: Locale
    wording: Wording

    def heading(self, day: dt.date) -> str:
        """Return a date in the locale's long form, as it stands over a letter."""
        return _date(day, self.locale, "long")

    def written(self, day: dt.date) -> str:
        """Return a date as it stands in a sentence: in the long form, unless the language has another."""
        return _date(day, self.locale, self.wording.date_in_sentence)

    def forms(self, day: dt.date) -> tuple[str, ...]:
        """Return other ways a person may write the date."""
        return _forms(day, self.locale)

    def spellings(self, day: dt.date, near: dt.date) -> tuple[str, ...]:
        """Return all the ways in which a person may write a date.

        Args:
            day: the date.
            near: the letter's date; another one of the months around it needs no year.
        """
        return _spellings(self, day, day.year - near.year, with_year=abs(day - near) > _NEAR)

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

    def months_of(self, days: Iterable[dt.date]) -> Iterator[str]:
        """Yield the names of the months of days, but those that are other words as well."""
        names = get_month_names("wide", locale=self.locale)
        for name in _respelled(self, [names[day.month] for day in days]):
            if name.casefold() in _month_names(self):
                yield name

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


@lru_cache(maxsize=128)
def _weekdays(dates: Dates, number: int) -> tuple[str, ...]:
    locales = (dates.locale, _ENGLISH) if dates.wording.dates_in_english else (dates.locale,)
    names = [get_day_names("wide", locale=locale)[number] for locale in locales]
    return tuple(dict.fromkeys((*names, *map(str.lower, names))))


@lru_cache(maxsize=512)
def _date(day: dt.date, locale: Locale, form: str) -> str:
    return canonical(format_date(day, format=form, locale=locale))


@lru_cache(maxsize=512)
def _forms(day: dt.date, locale: Locale) -> tuple[str, ...]:
    short = locale.date_formats["short"].pattern
    forms = ("medium", "short", _ANY_YEAR.sub("y", short))
    return (*(_date(day, locale, form) for form in forms), day.isoformat())


@lru_cache(maxsize=1024)
def _spellings(dates: Dates, day: dt.date, years: int, *, with_year: bool) -> tuple[str, ...]:
    words, locale = dates.wording, dates.locale
    is_last = day == dt.date.max or (day + dt.timedelta(1)).day == 1
    own = words.dates + (words.month_ends if is_last else ()) + (words.month_starts if day.day == 1 else ())
    forms = [(form, _date(day, _ENGLISH, form)) for form in words.dates_in_english]
    forms += [(form, _date(day, locale, form)) for form in own]
    yearless = [said for form, said in forms if "y" not in form]
    found = [said for form, said in forms if "y" in form] + ([] if with_year else yearless)
    found += [
        fill_values(pattern, {"date": each})
        for pattern in words.relative_years.get(years, ())
        for each in yearless
    ]
    found += (dates.written(day), dates.heading(day), *dates.forms(day))
    return tuple(each.replace("[[th]]", _ordinal(day.day)) for each in _respelled(dates, found))


def _respelled(dates: Dates, written: list[str]) -> list[str]:
    """Return written dates with those in which the name of a month has another spelling."""
    for name, other in dates.wording.respelled.items():
        written = written + [each.replace(name, other) for each in written if name in each]
    return written


@lru_cache(maxsize=64)
def _days_in(dates: Dates, text: str, near: dt.date) -> tuple[dt.date, ...]:
    """Return the days that an account names; it is read again with each version of its letter."""
    months, named = _months(dates)
    found = []
    for match in named.finditer(text):
        month = months[(match["before"] or match["after"]).casefold()]
        told = match["year"] or match["then"]
        years = (int(told),) if told else (near.year - 1, near.year, near.year + 1)
        days = [day for year in years if (day := _day(year, month, int(match["day"] or match["first"])))]
        found += sorted(days, key=lambda day: abs(day - near))[:1]
    return tuple(found)


@lru_cache(maxsize=64)
def _months_in(dates: Dates, text: str) -> tuple[str, ...]:
    names = _month_names(dates)
    return tuple(word for word in _WORD.findall(text) if word.casefold() in names)


@lru_cache(maxsize=64)
def _month_names(dates: Dates) -> frozenset[str]:
    names = _respelled(dates, list(get_month_names("wide", locale=dates.locale).values()))
    return frozenset(map(str.casefold, names)).difference(dates.wording.months_as_words)


@lru_cache(maxsize=64)
def _months(dates: Dates) -> tuple[Mapping[str, int], re.Pattern[str]]:
    """Return the months by their names, folded, and the pattern of a day that is named by one."""
    locales = (dates.locale, _ENGLISH) if dates.wording.dates_in_english else (dates.locale,)
    months = {
        name.casefold(): number
        for locale in locales
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=locale).items()
    }
    months |= {
        other.casefold(): months[name.casefold()]
        for name, other in dates.wording.respelled.items()
        if name.casefold() in months
    }
    either = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    day, year = r"\d{1,2}", r"\d{4}(?!\d)"
    first = rf"(?<!\d)(?P<first>{day})(?:-?[^\W\d]{{1,4}})?(?: [^\W\d]{{1,3}})? (?P<after>{either})(?!\w)"
    last = rf"(?<!\w)(?P<before>{either})\.? (?P<day>{day})(?!\d)"
    pattern = rf"{first}(?: (?P<year>{year}))?|{last}(?:, (?P<then>{year}))?"
    return months, re.compile(pattern, re.IGNORECASE)


def _day(year: int, month: int, day: int) -> dt.date | None:
    is_one = dt.MINYEAR <= year <= dt.MAXYEAR and 1 <= day <= monthrange(year, month)[1]
    return dt.date(year, month, day) if is_one else None


def _ordinal(number: int) -> str:
    """Return what makes an English ordinal of a number up to 31: “st”, “nd”, “rd”, “th”."""
    return "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
