"""Details that a case does not tell of."""

from __future__ import annotations

import pytest

from drafter.choices import Kind, Language
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import concepts, details
from drafter.policy import language as languages
from drafter.policy import rule as rules
from drafter.policy.reading import Reading
from tests.builders import TODAY, example

SHELF = Shelf.of("policies")
CHECKS = rules.by_check(rules.load(SHELF))
TOLD = "The table for her mother's bedroom came late, and she had waited for it all week."


def untold(text: str, told: str = TOLD, language: Language = Language.en) -> list[str]:
    lexicon = concepts.load(language, SHELF)
    marks = languages.marks(language, SHELF)
    found = details.judge(CHECKS, marks, lexicon, Reading({"": text}, lexicon), told)
    return [each.quote for each in found]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("It was meant for your mother's bedroom.", []),
        ("It was meant for your sister's kitchen.", ["sister's", "kitchen"]),
        ("Your mothers waited in their bedrooms.", []),
        ("You waited for it.", []),
    ],
)
def test_what_nothing_in_the_case_tells_of_is_pointed_out(text: str, quotes: list[str]) -> None:
    assert untold(text) == quotes


@pytest.mark.parametrize("told", ["", "Закъсняла маса за спалнята на майка ѝ, която чакала цяла седмица."])
def test_nothing_is_asked_where_nothing_is_told_in_the_letter_s_language(told: str) -> None:
    assert untold("It was meant for your sister's kitchen.", told) == []


def test_a_short_word_is_told_of_by_one_with_an_ending() -> None:
    told = "Para sa inang may sakit ang mesa na binili nila sa amin noong isang linggo."
    assert untold("Hinintay po ito ng inyong ina.", told, Language.fil) == []
    assert untold("Hinintay po ito ng inyong kapatid.", told, Language.fil) == ["kapatid"]


def test_all_that_the_case_says_is_told_and_a_message_alone_will_do() -> None:
    given_case = example(Kind.apology, "en").model_copy(update={"account": None, "message": None})
    drafter = Drafter(today=lambda: TODAY)
    assert drafter.plan(given_case).facts.told == ""
    told = drafter.plan(given_case.model_copy(update={"message": "Where is my sister's table?"})).facts.told
    assert "my sister's table" in told
    assert str(given_case.product) in told


@pytest.mark.parametrize(
    ("text", "told", "pointed_at"),
    [
        ("Two of our fitters came.", "It took two of our fitters all day, and she was not told.", False),
        ("Two of our fitters came.", "It took two days, and she was not told of it by our staff.", True),
        ("We came the following day.", "They came the following day, and she was not told of it.", False),
        ("We came the following day.", "They came late, and she was not told of it by our staff.", True),
        ("We came the following day.", "", True),
    ],
)
def test_a_number_or_time_in_words_is_asked_about_where_the_case_does_not_tell_it_so(
    text: str, told: str, pointed_at: bool
) -> None:
    drafter = Drafter(today=lambda: TODAY)
    given_case = example(Kind.apology, "en").model_copy(update={"account": told or None, "message": None})
    plan = drafter.plan(given_case)
    found = drafter.policy.judge_letter(plan, text, plan.facts.slots).findings
    assert ("figures.counted" in {each.rule for each in found}) is pointed_at
