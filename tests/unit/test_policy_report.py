"""The labelled passages and the report on them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from drafter.choices import Language
from drafter.library import Shelf
from drafter.policy import examples
from evals import policy_report
from evals.policy_report import Judged, count, count_days, count_flagged, count_slips, count_values, page


def rows(language: Language) -> Iterator[dict[str, Any]]:
    path = policy_report.SETS[0] / f"{language}.jsonl"
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("language", list(Language))
def test_no_labelled_passage_is_an_example_of_a_rule(language: Language) -> None:
    shelf = Shelf.of("policies")
    given = [found for _, found in examples.of_rules(language, shelf)]
    shown = {examples.marks_of(shown.text)[0] for each in given for shown in (*each.bad, *each.ok)}
    assert not shown & {row["text"] for row in rows(language)}


@pytest.mark.parametrize("language", list(Language))
def test_a_third_of_the_passages_is_held_out_by_whole_pairs(language: Language) -> None:
    sets: dict[str, set[str]] = {}
    for row in rows(language):
        sets.setdefault(row["pair"], set()).add(row["set"])
    assert all(len(found) == 1 for found in sets.values())
    share = Counter(found for each in sets.values() for found in each)
    assert 0.28 < share["held"] / len(sets) < 0.40
    assert sum(1 for _ in rows(language)) >= 700


def test_the_report_counts_what_is_found_and_what_changed() -> None:
    row = {"set": "held", "language": "en", "kind": "apology", "fault": "begging"}
    nothing = frozenset[str]()
    figures, flagged = count(
        [
            Judged({**row, "bad": True}, frozenset({"tone.begging"}), nothing),
            Judged({**row, "bad": True}, nothing, frozenset({"tone.pressure"})),
            Judged({**row, "bad": True}, nothing, nothing),
            Judged({**row, "bad": False}, frozenset({"tone.begging"}), nothing),
            Judged({**row, "bad": False}, nothing, frozenset({"tone.pressure"})),
        ]
    )
    assert figures["held: begging"] == [1, 2, 3, 1, 2]
    assert flagged == {"tone.begging": [1, 1], "tone.pressure": [1, 1]}
    text = page(figures, flagged, {}, {"held: all": [0, 1, 3, 2, 2], "held: en": [1, 2, 4, 1, 2]})
    assert "| held: all | 66.7% of 3 (21%–94%) | 33.3% of 3" in text
    assert "+1 found, -1 alarms" in text
    assert "other passages" in text


def test_the_report_counts_days_that_change_places() -> None:
    row = {"set": "held", "language": "en", "kind": "refund_refusal", "fault": ""}
    texts = [
        "You bought it on [[purchased_on]].",
        "We note your purchase of [[purchased_on]].",
        "You signed the contract on [[purchased_on]].",
    ]
    counted = count_days({**row, "text": text} for text in texts)
    assert counted["held, as they are: all"] == [0, 0, 0, 3]
    assert counted["held, changed: en"] == [2, 1, 0, 3]


def test_the_report_counts_values_that_words_turn() -> None:
    row = {"set": "held", "language": "en", "kind": "refund_refusal", "fault": ""}
    texts = {
        "You want twice [[amount]].": True,
        "You want [[amount]] and more.": True,
        "You want [[amount]].": False,
    }
    counted = count_values({**row, "text": text, "bad": bad} for text, bad in texts.items())
    assert counted["held, false: all"] == [2, 0, 0, 2]
    assert counted["held, true: en"] == [0, 0, 0, 1]


def test_the_report_counts_what_a_slip_brings() -> None:
    row = {"set": "held", "language": "en", "kind": "refund_refusal", "source": "hand 1"}
    letter = {**row, "id": "one", "letter": "You want $3,260 back for the 40 shelves. We cannot refund it."}
    slips = [
        ("We cannot", "In May we could not"),
        ("You want", "You asked for"),
        ("it.", "it. Three men came."),
    ]
    rows = [{**row, "id": was, "slip": "date", "in": "one", "was": was, "said": said} for was, said in slips]
    counted = count_slips([letter, *rows])
    assert counted["held: date"] == [1, 1, 0, 3]
    assert counted["held: hand 1"] == counted["held: all"]


def test_the_report_counts_good_letters_that_are_refused() -> None:
    row = {"set": "held", "language": "en", "source": "hand 3"}
    nothing, one = frozenset[str](), frozenset({"tone.begging"})
    judged = [
        Judged(row, one, one, anew=True),
        Judged(row, nothing, one, anew=True),
        Judged(row, nothing, one),
        Judged(row, nothing, nothing),
    ]
    letters = count_flagged(judged, "language", "source")
    assert letters == {key: [1, 1, 1, 4] for key in ("held: all", "held: en", "held: hand 3")}
    quarter = "25.0% of 4 (5%–70%)"
    assert f"| held: hand 3 | {quarter} | {quarter} | {quarter} |" in page({}, {}, {"letters": letters}, {})
