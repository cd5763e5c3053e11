"""A day of the case beside the words of the other day."""

from __future__ import annotations

import pytest

from drafter.choices import Kind, Language
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import Finding, Severity, concepts
from drafter.policy import rule as rules
from drafter.policy.days import Days
from drafter.policy.reading import Reading
from tests.builders import TODAY, example

SHELF = Shelf.of("policies")
CHECKS = rules.by_check(rules.load(SHELF))
BOUGHT, HANDED = "[[purchased_on]]", "[[delivered_on]]"


def found(text: str, language: Language = Language.en) -> list[Finding]:
    lexicon = concepts.load(language, SHELF)
    return list(Days(lexicon).judge(CHECKS, Reading({"body": text}, lexicon)))


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (f"You signed the contract on {BOUGHT}, and our fitters came on {HANDED}.", []),
        (f"You signed the contract on {HANDED}.", [f"signed the contract on {HANDED}"]),
        (f"On {BOUGHT} the crown was fitted.", [f"{BOUGHT} the crown was fitted"]),
        (f"We wrote to you on {BOUGHT}.", []),
        # Its own word, however far, is worth more than the other's.
        (f"The delivery of what you bought was made on {HANDED}.", []),
        (
            f"You booked it on {HANDED} and received it on {BOUGHT}.",
            [f"booked it on {HANDED}", f"received it on {BOUGHT}"],
        ),
        # A clause of its own words is worth more than the clause before; a short one adds to it.
        (f"Since you paid, we delivered it on {HANDED}.", []),
        (
            f"We note the date of purchase, namely {HANDED}, in our books.",
            [f"date of purchase, namely {HANDED}"],
        ),
        (f"The delivery of what you bought, as we said, was on {HANDED}.", []),
        (f"Since you paid in full, the five of us wrote on {HANDED}.", []),
    ],
)
def test_a_day_is_doubted_beside_the_words_of_the_other_alone(text: str, quotes: list[str]) -> None:
    assert [each.quote for each in found(text)] == quotes


def test_verbs_that_come_last_are_looked_at_first() -> None:
    text = f"మీరు కొన్న వస్తువును {HANDED}న మీకు అప్పగించాము."
    assert not found(text, Language.te)
    assert found(text.replace(HANDED, BOUGHT), Language.te)


def test_a_doubtful_day_warns_a_person_and_has_a_models_section_written_anew() -> None:
    given_case = example(Kind.refund_refusal, "en")
    drafter = Drafter(today=lambda: TODAY)
    plan = drafter.plan(given_case)
    texts = dict.fromkeys(plan.section_ids, "") | {
        plan.section_ids[0]: f"Our fitters completed it on {BOUGHT}."
    }
    verdict = drafter.policy.judge_draft(plan, texts)
    assert [(each.rule, each.severity) for each in verdict.doubtful] == [
        ("figures.doubtful_day", Severity.warning)
    ]
