"""Sums and percentages as a language writes them, and as its people do, by a phrase file's patterns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_symbol,
    get_group_symbol,
)

from drafter.money import MoneyAmount
from drafter.slots import fill_values
from drafter.text import canonical
from drafter.wording import Wording


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """The sums and percentages of one language in one locale; there is one of each."""

    locale: Locale
    wording: Wording

    def money(self, money: MoneyAmount) -> str:
        """Return a sum as the locale writes it."""
        is_grouped = money.amount >= self.wording.grouped_from
        return _money(money.amount, money.currency, self.locale, self.wording.whole_money, grouped=is_grouped)

    def money_forms(self, money: MoneyAmount) -> tuple[str, ...]:
        """Return other ways a person may write the sum."""
        amounts = {_money(money.amount, money.currency, self.locale, whole) for whole in (True, False)}
        ungrouped = {amount.replace(get_group_symbol(self.locale), "") for amount in amounts}
        return (*amounts, *ungrouped, str(money), f"{money.currency} {money.amount:,}")

    def money_spellings(self, money: MoneyAmount) -> tuple[str, ...]:
        """Return all the ways in which a person may write a sum."""
        return (*self.money_forms(money), *_money_spellings(self, money.amount, money.currency))

    def percent(self, percent: Decimal) -> str:
        """Return a percentage as the locale writes it."""
        return _percent(percent, self.locale)

    def percent_spellings(self, percent: Decimal) -> tuple[str, ...]:
        """Return all the ways in which a person may write a percentage."""
        return _percent_spellings(self, percent)


@lru_cache(maxsize=128)
def _percent_spellings(amounts: Amounts, percent: Decimal) -> tuple[str, ...]:
    words = amounts.wording
    figure = format_decimal(percent, format="0.##", locale=amounts.locale)
    patterns = ("[[percent]]%", "[[percent]] %", *words.percents)
    written = [fill_values(pattern, {"percent": figure}) for pattern in patterns]
    in_words = words.percents_in_words.get(int(percent), ()) if percent == int(percent) else ()
    return (*written, *in_words)


@lru_cache(maxsize=512)
def _money_spellings(amounts: Amounts, amount: Decimal, currency: str) -> tuple[str, ...]:
    sign = get_currency_symbol(currency, locale=amounts.locale)
    marks = dict.fromkeys((sign, currency))
    patterns = [f"{mark}{blank}[[amount]]" for mark in marks for blank in ("", " ")]
    patterns += [f"[[amount]] {mark}" for mark in marks] + [f"[[amount]]{sign}"]
    patterns += amounts.wording.sums.get(currency, ())
    written = (
        fill_values(pattern, {"amount": number})
        for number in _numbers(amount, amounts)
        for pattern in patterns
    )
    return tuple(map(canonical, (*written, *_in_parts(amount, currency, amounts))))


def _in_parts(amount: Decimal, currency: str, amounts: Amounts) -> Iterator[str]:
    """Yield a sum with its cents told apart."""
    cents = int(amount * 100 % 100)
    whole = format_decimal(int(amount), format="#,##0", locale=amounts.locale)
    for pattern in amounts.wording.sums_in_parts.get(currency, ()) if cents else ():
        for number in dict.fromkeys((whole, str(int(amount)))):
            yield fill_values(pattern, {"whole": number, "cents": str(cents)})


def _numbers(amount: Decimal, amounts: Amounts) -> Iterator[str]:
    """Yield an amount in figures: with cents and, if there are none, without; grouped or not; scaled."""
    locale = amounts.locale
    forms = ["#,##0.00"] + ["#,##0"] * (amount == amount.to_integral_value())
    grouped = [format_decimal(amount, format=form, locale=locale) for form in forms]
    yield from (*grouped, *(each.replace(get_group_symbol(locale), "") for each in grouped))
    for scale, name in amounts.wording.scales.items():
        if amount >= scale and amount % (scale // 100) == 0:
            yield f"{format_decimal(amount / scale, format='#,##0.##', locale=locale)} {name}"


@lru_cache(maxsize=512)
def _money(amount: Decimal, currency: str, locale: Locale, whole: bool, *, grouped: bool = True) -> str:
    written = format_currency(amount, currency, locale=locale, group_separator=grouped)
    if whole and amount == amount.to_integral_value():
        pattern = locale.currency_formats["standard"].pattern
        written = format_currency(
            amount,
            currency,
            format=pattern.replace(".00", ""),
            locale=locale,
            currency_digits=False,
            group_separator=grouped,
        )
    # A code is parted from its figure (CLDR, currencySpacing), which Babel leaves to its caller.
    return canonical(written.replace(currency, f"{currency} ") if written.startswith(currency) else written)


@lru_cache(maxsize=128)
def _percent(percent: Decimal, locale: Locale) -> str:
    pattern = locale.percent_formats[None].pattern.replace("0%", "0.##%").replace("0 %", "0.## %")
    return canonical(format_percent(percent / 100, format=pattern, locale=locale))
