"""Numbers in words are read as one figure."""

from __future__ import annotations

import pytest

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import language as languages
from drafter.policy.folding import fold

SHELF = Shelf.of("policies")


def numbers(language: str, said: str) -> list[str]:
    marks = languages.marks(Language(language), SHELF)
    return [number.figure for number in marks.numerals.numbers(list(fold(said)))]


@pytest.mark.parametrize(
    ("language", "said", "figures"),
    [
        ("en", "four thousand five hundred dollars", ["4500"]),
        ("en", "one hundred and eighty-nine euros", ["189"]),
        ("en", "forty-two hundred", ["4200"]),
        ("en", "twelve and a half percent", ["12.5"]),
        ("en", "two million three hundred thousand", ["2300000"]),
        ("fil", "apat na libo't limandaang piso", ["4500"]),
        ("fil", "anim na raan at limampung piso", ["650"]),
        ("fil", "labindalawa't kalahating porsiyento", ["12.5"]),
        ("fil", "tatlumpu't walong bata", ["38"]),
        ("fil", "labing-isang beses", ["11"]),
        ("fil", "singko mil", ["5000"]),
        ("ms", "seratus lapan puluh tujuh ribu ringgit", ["187000"]),
        ("ms", "dua belas setengah peratus", ["12.5"]),
        ("id", "seratus delapan puluh tujuh ribu dua ratus lima puluh rupiah", ["187250"]),
        ("id", "seribu lima ratus", ["1500"]),
        ("bg", "четири хиляди и петстотин евро", ["4500"]),
        ("bg", "дванайсет и половина процента", ["12.5"]),
        ("te", "లక్షా ఇరవై ఆరు వేల నాలుగు వందల రూపాయలను", ["126400"]),
        ("te", "పన్నెండున్నర శాతం", ["12.5"]),
        ("te", "పదిహేనువందల", ["1500"]),
    ],
)
def test_a_number_of_several_words_is_one_figure(language: str, said: str, figures: list[str]) -> None:
    assert numbers(language, said) == figures


@pytest.mark.parametrize(
    ("language", "said", "figures"),
    [
        ("en", "twenty-four and two", ["24", "2"]),
        ("en", "three of the five", ["3", "5"]),
        ("en", "six seven", ["6", "7"]),
        ("en", "a thousand million", ["1000", "1000000"]),
        ("en", "half an hour and a day", []),
        ("fil", "dalawa at tatlo", ["2", "3"]),
        ("ms", "lima puluh belas", ["50"]),
        ("bg", "две и три", ["2", "3"]),
    ],
)
def test_what_does_not_go_on_with_a_number_is_another_one(
    language: str, said: str, figures: list[str]
) -> None:
    assert numbers(language, said) == figures
