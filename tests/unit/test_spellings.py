"""A person may write what the case holds as people write it; what it does not hold is found in any spelling."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from drafter import letter, spellings
from drafter.case import Case
from drafter.choices import Kind, Language
from drafter.guide import Plan
from drafter.money import MoneyAmount
from drafter.pipeline import Drafter
from drafter.slots import OF_ACCOUNT, fill, unfill, used
from drafter.text import canonical
from tests.builders import TODAY, case, example

DRAFTER = Drafter(today=lambda: TODAY)
LAST_DIGIT = re.compile(r"\d(?=\D*\Z)")


def refusal(language: str) -> tuple[Case, Plan]:
    given_case = example(Kind.refund_refusal, language)
    return given_case, DRAFTER.plan(given_case)


def spelled(language: str) -> Iterator[tuple[str, str]]:
    """Yield every other spelling of each value of a refusal, with the name of its slot."""
    given_case, plan = refusal(language)
    yield from ((name, form) for name, forms in spellings_of(given_case, plan).items() for form in forms)


def spellings_of(given_case: Case, plan: Plan) -> dict[str, tuple[str, ...]]:
    return spellings.of(given_case, plan, letter.own_values(given_case, plan).values())


def errors(given_case: Case, plan: Plan, text: str) -> list[str]:
    found = DRAFTER.policy.judge_letter(plan, canonical(text), letter.values(given_case, plan)).errors
    return [each.rule for each in found if each.span]


@pytest.mark.parametrize("language", list(Language))
def test_a_value_is_written_back_in_every_spelling(language: Language) -> None:
    given_case, plan = refusal(language)
    values = letter.values(given_case, plan)
    for name, form in spelled(language):
        text = unfill(f"- {form} -", values.values()).text
        assert re.fullmatch(r"- (\p{L}+ )?\[\[\w+\]\]\S* -".replace(r"\p{L}", r"\w"), text), (
            name,
            form,
            text,
        )


@pytest.mark.parametrize("language", list(Language))
def test_another_figure_in_the_same_spelling_is_found(language: Language) -> None:
    given_case, plan = refusal(language)
    values = letter.values(given_case, plan)
    known = {form for slot in values.values() for form in (slot.value, *slot.forms)}
    for name, form in spelled(language):
        other = LAST_DIGIT.sub(lambda digit: str((int(digit[0]) + 1) % 10), form)
        if other not in known:
            assert errors(given_case, plan, f"- {other} -"), (name, other)


@pytest.mark.parametrize("language", list(Language))
def test_no_spelling_cuts_another_in_two(language: Language) -> None:
    given_case, plan = refusal(language)
    values = letter.values(given_case, plan)
    forms = [form for name, form in spelled(language) if name == "purchased_on"]
    found = (re.search(r"[^\W\d_]{3,}(?=\W*\d*\Z)", form) for form in forms)
    before = {words for each in found if each and not re.search(r"\d", words := each.string[: each.start()])}
    for form in forms:
        for words in before:
            assert not re.search(r"\d", unfill(f"{words}{form}", values.values()).text), (words, form)


def test_a_letter_may_tell_of_its_facts_as_people_do() -> None:
    given_case, plan = refusal("en")
    said = "The custom bookcase, which you bought on the 14th of July, is fine. It cost you 3,260 dollars."
    assert not {"draft.character", "draft.shape", "fact.name"} & set(errors(given_case, plan, said))
    assert "draft.character" in errors(given_case, plan, said.replace("14th", "15th"))


def test_a_day_far_from_the_letter_needs_its_year() -> None:
    near = case(Kind.refund_refusal, purchased_on=TODAY - dt.timedelta(days=300), delivered_on=None)
    far = near.model_copy(update={"purchased_on": TODAY - dt.timedelta(days=400)})
    for given_case, may in ((near, True), (far, False)):
        forms = spellings_of(given_case, DRAFTER.plan(given_case))["purchased_on"]
        assert all(re.search(r"\d{4}|/\d\d\Z| year\Z", form) for form in forms) is not may


@pytest.mark.parametrize(
    ("account", "said", "slots", "asked"),
    [
        ("We promised it for October 22 and brought it on the 29th.", "22 October 2026", ["day_0"], 1),
        ("She left in October, when the rates rose.", "in October", ["month_0"], 1),
        ("She left in March. May she return?", "in March. May", [], 1),
        ("Booked 3 Feb, moved to Feb. 30.", "3 February", ["day_0"], 1),
        ("It was twelve days late.", "on 12 October", [], 0),
    ],
)
def test_a_day_of_the_agents_account_may_be_told_and_is_pointed_out(
    account: str, said: str, slots: list[str], asked: int
) -> None:
    given_case = case(Kind.apology, account=account)
    plan = DRAFTER.plan(given_case)
    values = letter.values(given_case, plan)
    text = unfill(said, values.values()).text
    assert [name for name in used(text) if name.startswith(OF_ACCOUNT)] == [
        f"{OF_ACCOUNT}{name}" for name in slots
    ]
    warned = [each.rule for each in DRAFTER.policy.judge_letter(plan, said, values).findings]
    assert warned.count("slot.account") == asked


def test_a_termination_tells_no_day_of_the_account_that_is_past() -> None:
    account = "He shouted at the staff on October 22. His booking on December 18 stands."
    given_case = case(Kind.termination, account=account, basis="conduct", date="2026-11-20")
    told = spellings.of_account(given_case, DRAFTER.plan(given_case))
    assert [slot.value for slot in told.values()] == ["December 18, 2026", "December", "Friday"]


@pytest.mark.parametrize(
    ("language", "currency", "said"),
    [
        ("en", "USD", "1,348 dollars and 50 cents"),
        ("fil", "PHP", "1,348 piso at 50 sentimo"),
        ("ms", "MYR", "1,348 ringgit dan 50 sen"),
        ("id", "IDR", "1.348 rupiah 50 sen"),
        ("bg", "EUR", "1348 евро и 50 цента"),
        ("te", "INR", "1,348 రూపాయల 50 పైసలు"),
    ],
)
def test_a_sum_may_be_told_with_its_cents_apart(language: str, currency: str, said: str) -> None:
    amounts = refusal(language)[1].phrases.amounts
    assert said in amounts.money_spellings(MoneyAmount(currency=currency, amount=Decimal("1348.50")))
    assert said not in amounts.money_spellings(MoneyAmount(currency=currency, amount=Decimal("1348.05")))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the last day of February 2027"),
        ("fil", "huling araw ng Pebrero 2027"),
        ("ms", "hari terakhir bulan Februari 2027"),
        ("id", "hari terakhir Februari 2027"),
        ("bg", "последния ден на февруари 2027 г."),
        ("te", "2027 ఫిబ్రవరి చివరి రోజు"),
    ],
)
def test_the_last_day_of_a_month_may_be_told_as_that(language: str, said: str) -> None:
    dates, near = refusal(language)[1].phrases.dates, dt.date(2026, 11, 17)
    assert said in dates.spellings(dt.date(2027, 2, 28), near)
    assert said not in dates.spellings(dt.date(2027, 2, 27), near)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "thirty days"),
        ("fil", "tatlumpung araw"),
        ("ms", "tiga puluh hari"),
        ("id", "tiga puluh hari"),
        ("bg", "трийсет дни"),
        ("te", "ముప్పై రోజుల"),
    ],
)
def test_a_period_may_be_written_out(language: str, said: str) -> None:
    phrases = refusal(language)[1].phrases
    assert said in phrases.days_spellings(30)
    assert said not in phrases.days_spellings(20)


@pytest.mark.parametrize(
    ("language", "said", "other"),
    [
        ("en", "July 14 of this year", "July 14 of last year"),
        ("fil", "Agosto 28 ng taong ito", "Agosto 28 ng nakaraang taon"),
        ("ms", "16 September tahun ini", "16 September tahun lepas"),
        ("id", "14 September tahun ini", "14 September tahun lalu"),
        ("bg", "24 август т.г.", "24 август м.г."),
        ("te", "ఈ ఏడాది ఆగస్టు 3న", "గత ఏడాది ఆగస్టు 3న"),
    ],
)
def test_a_year_may_be_told_by_the_letters(language: str, said: str, other: str) -> None:
    given_case, plan = refusal(language)
    values = letter.values(given_case, plan)
    assert unfill(said, values.values()).text.startswith("[[purchased_on]]")
    assert other not in spellings_of(given_case, plan)["purchased_on"]


@pytest.mark.parametrize(
    "said", ["Tuesday, July 14, 2026", "14 July 2026, a Tuesday", "July 14 (Tuesday)", "tuesday 14 July 2026"]
)
def test_a_weekday_stands_beside_its_date_alone(said: str) -> None:
    given_case, plan = refusal("en")
    assert errors(given_case, plan, f"You ordered it on {said}.") == []
    for wrong in (said.replace("uesday", "hursday"), "the Tuesday following July 14, 2026"):
        assert {"fact.name", "slot.glued"} & set(errors(given_case, plan, f"You ordered it on {wrong}."))


def test_a_last_day_stands_behind_another_preposition_and_excuses_no_other_sum() -> None:
    given_case, plan = refusal("ms")
    values = letter.values(given_case, plan)
    _, date = plan.facts.slots["deadline"].value.split(maxsplit=1)
    assert unfill(f"hingga {date}", values.values()).text == "[[deadline]]"
    english, plan = refusal("en")
    figure = letter.values(english, plan)["offer_figure"].value
    said = f"We give you {figure} a month {plan.facts.slots['deadline'].value}."
    assert "figures.turned" in errors(english, plan, said)


@pytest.mark.parametrize("said", ["July 14, 2026. It was a Tuesday", "a Tuesday", "our Tuesday round"])
def test_a_weekday_without_its_date_is_asked_about(said: str) -> None:
    given_case, plan = refusal("en")
    said = f"You ordered it on {said}."
    assert "slot.glued" not in errors(given_case, plan, said)
    verdict = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan))
    assert "slot.weekday_alone" in {each.rule for each in verdict.findings}


@pytest.mark.parametrize(
    ("day", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_english_ordinals(day: int, said: str) -> None:
    given_case = case(Kind.refund_refusal, purchased_on=dt.date(2026, 7, day), delivered_on=None)
    assert f"July {said}, 2026" in spellings_of(given_case, DRAFTER.plan(given_case))["purchased_on"]


def test_what_code_fills_in_is_judged_by_its_own_spelling() -> None:
    given_case, plan = refusal("te")
    own = letter.own_values(given_case, plan)
    more = {spellings.OFFER_FIGURE, *spellings.weekdays(given_case, plan)}
    more |= spellings.misaddressed(given_case, plan).keys() | spellings.of_address(given_case).keys()
    more |= spellings.in_part(given_case, plan, own).keys()
    assert letter.values(given_case, plan).keys() - own.keys() == more
    filled = fill("[[purchased_on]]", own)
    assert unfill(filled, own.values()).text == "[[purchased_on]]"


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("You placed the order in July 2026.", ""),
        ("You placed the order early in July 2026.", "figures.doubtful"),
        ("You placed the order in early July 2026.", "figures.turned"),
        ("The code is good until June 2027.", "draft.character"),
        ("You came to us as a customer in 2023.", ""),
        ("It reached you in October 2026, on the 2nd.", "slot.day_alone"),
        ("It reached you in October 2026, on the 3rd.", "draft.character"),
        ("The bookcase was built in 2023.", "figures.lonely"),
        ("You wrote to us on 5 November.", ""),
        ("The bookcase broke on 5 November.", "figures.lonely"),
        ("You wrote to us on 2 October.", "figures.doubtful_day"),
        ("You placed the order on 14 July in 2023.", "slot.glued"),
        ("Every Tuesday, 14 July 2026, we wrote to you.", "figures.turned"),
        ("Prices rise by 15 percent.", "slot.offer_figure"),
        ("Renee Okafor Kevin Lindqvist wrote it.", "slot.glued"),
    ],
)
def test_what_a_part_of_a_value_may_state(said: str, rule: str) -> None:
    given_case, plan = refusal("en")
    found = DRAFTER.policy.judge_letter(plan, canonical(said), letter.values(given_case, plan)).findings
    told = {each.rule for each in found if each.span}
    assert (rule in told) if rule else not {each for each in told if each.startswith(("figures.", "draft."))}


def test_what_an_address_of_the_case_names_may_be_told_of_and_is_pointed_at() -> None:
    given_case = example(Kind.termination, "ms")
    plan = DRAFTER.plan(given_case)
    names = {slot.value for slot in spellings.of_address(given_case).values()}
    assert {"Kedai Kopi Fook Hai", "Jalan Padungan", "Kuching"} <= names
    assert not any(char.isdigit() for name in names for char in name)
    values = letter.values(given_case, plan)
    for said, rule in (
        ("di Kuching", "slot.account"),
        ("di Padungan", "slot.account"),
        ("di Ipoh", "fact.name"),
    ):
        found = DRAFTER.policy.judge_letter(plan, f"Kami melawat kedai anda {said} itu.", values).findings
        assert {"slot.account", "fact.name"} & {each.rule for each in found} == {rule}
