"""Customers' messages in all languages, as the screen would read them.

A good text is read whole and in the passages that the screen would read of it: a long one has many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from drafter.case_file import read_case
from drafter.choices import Kind, Language
from drafter.library import Shelf, built_in
from drafter.policy import escalation_rule, impression, linear
from drafter.policy.escalation import Screen
from drafter.policy.escalation_rule import EscalationRule, Trigger
from drafter.policy.utterance import Utterance
from evals.train.labelled import Text, rows

TIMES = 9
"""Texts that the message of a shipped case counts for."""
EXAMPLES = 3
"""Texts that a message in which a rule applies counts for."""


def messages() -> Iterator[Text]:
    """Yield customers' messages in all languages, the rules' examples, and the messages of the shipped cases.

    Large sums are left out: what is large, the case's currency says.
    """
    for language in Language:
        for row in (*rows("messages", language), *rows("messages_training", language)):
            yield from read(row["text"], row["triggers"], row["id"])
    rules = escalation_rule.load_rules(Shelf.of("policies"))
    for number, (text, trigger) in enumerate(_examples(rules)):
        yield from [message(text, trigger, f"example {number}")] * EXAMPLES
    for number, text in enumerate(_without_trigger(rules)):
        yield message(text, linear.GOOD, f"near miss {number}")


def _examples(rules: Iterable[EscalationRule]) -> Iterator[tuple[str, Trigger]]:
    """Yield the messages in which rules apply, each with its trigger."""
    for rule in rules:
        for said in rule.examples.values():
            yield from ((text, rule.trigger) for text in said.bad if rule.trigger)


def _without_trigger(rules: Iterable[EscalationRule]) -> Iterator[str]:
    """Yield the near misses of the rules that screen messages, and the messages of the shipped cases."""
    screen = Screen.load(Shelf.of("policies"))
    near = [text for rule in rules for said in rule.examples.values() for text in said.ok]
    cases = [read_case(path) for kind in Kind for path in sorted(built_in("examples").glob(f"*/{kind}.yaml"))]
    for text in (*near, *[case.message for case in cases if case.message] * TIMES):
        if not screen.screen(text).triggers:
            yield text


def read(text: str, triggers: Iterable[str], id: str, *, times: int = 1) -> Iterator[Text]:
    """Yield what the screen would read of a labelled text.

    Args:
        text: what somebody wrote.
        triggers: its triggers; a large sum is none.
        id: of the text.
        times: how many texts one with a trigger counts for.
    """
    trigger = next((each for each in triggers if each != Trigger.large_sum), None)
    if trigger:
        yield from [message(text, trigger, id)] * times
    else:
        said = {text, *impression.passages(text)}
        yield from (message(each, linear.GOOD, id) for each in sorted(said))


def message(text: str, trigger: str, id: str) -> Text:
    """Return a text as the screen would read it.

    Args:
        text: what somebody wrote.
        trigger: its trigger; empty for none.
        id: of the text it is from.
    """
    words = Utterance(text).words
    return Text(trigger, id, Counter(impression.features(words)), linear.length(len(words)))
