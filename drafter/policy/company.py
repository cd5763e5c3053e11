"""Values that are the case's only in the company of certain words: a year, “one week”, the day of a letter.

“In 2018” is when a customer came, “a week” the period for refunds; of anything else they state another fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafter.policy.finding import Finding
from drafter.policy.folding import fold_entry
from drafter.policy.lexicon import Lexicon
from drafter.policy.parse import Hit
from drafter.policy.reading import Reading
from drafter.policy.rule import Checks
from drafter.spellings import PERIOD_IN_WORDS, SINCE_YEAR

CHECK = "lonely_value"
_COMPANY = {
    f"[[{SINCE_YEAR}]]": "as_customer",
    f"[[{PERIOD_IN_WORDS}]]": "of_terms",
    "[[received_on]]": "of_writing",
    "[[letter_date]]": "of_writing",
}
"""By their slots, the concept of what a sentence with them must tell of."""
_BY_WORD = {fold_entry(slot): concept for slot, concept in _COMPANY.items()}
"""The same by the slots' folded words."""


def judge(checks: Checks, lexicon: Lexicon, reading: Reading) -> Iterator[Finding]:
    """Yield the values whose sentence tells of something else.

    Args:
        checks: the rules in force that name a check.
        lexicon: the language's concepts.
        reading: the text.
    """
    if not any(slot in text for text in reading.texts.values() for slot in _COMPANY):
        return
    for rule in checks.get(CHECK, ()):
        for sentence in reading.as_written:
            for place, word in enumerate(sentence.parse.words):
                if word in _BY_WORD and not sentence.mask & lexicon.bits((_BY_WORD[word],)):
                    yield reading.finding(rule, sentence, Hit(place, place + 1))
