"""A judge gates only where people's labels agree with it, and a comparison says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafter.cli import comparing
from drafter.evaluation import labels
from drafter.evaluation.comparison import ALL, Outcome
from drafter.evaluation.journal import Check, Result
from drafter.evaluation.labels import Label, Labels
from drafter.evaluation.trust import doubts
from tests import journals

LANGUAGES = ("en", "te")


def letters(*, good: bool = True, language: str = "en", number: int = 60) -> list[Result]:
    """Return judged letters, every third one bad in the judge's eyes, or all of them."""
    return [
        journals.judged(
            f"{language}-{n}",
            good=good and n % 3 > 0,
            language=language,
            slots={"product": f"{language} {n}"},
        )
        for n in range(number)
    ]


def agreeing(results: list[Result], *, wrong: int = 0) -> Labels:
    """Return a person's labels that agree with the judge, but for the first few."""
    said = {}
    for place, one in enumerate(results):
        letter = labels.digest(labels.letter_text(one))
        good = one.checks["tone"].passed is (place >= wrong)
        said[letter] = Label(
            letter=letter, case=one.case, language=one.language, good=good, why="", by="D", at=""
        )
    return Labels(said)


def test_a_judge_that_people_agree_with_may_decide() -> None:
    results = letters()
    assert doubts(results, agreeing(results)) == {}


def test_each_language_needs_labels_of_its_own() -> None:
    results = letters() + letters(language="te")
    assert doubts(results, agreeing(letters())) == {"te": "0 of at least 50 labels"}


def test_a_judge_that_people_contradict_may_only_advise() -> None:
    results = letters()
    assert list(doubts(results, agreeing(results, wrong=12))) == ["en"]


def test_the_same_letters_in_three_epochs_are_not_three_times_the_labels() -> None:
    few = letters(number=20)
    assert doubts(few * 3, agreeing(few)) == {"en": "20 of at least 50 labels"}


def test_a_judgement_without_a_score_is_no_opinion() -> None:
    silent = journals.result("a", checks={"tone": Check(passed=False)})
    known = agreeing([silent])
    assert doubts([silent], known) == {"en": "0 of at least 50 labels"}


@pytest.fixture
def two_runs(tmp_path: Path) -> Path:
    """Return a folder with a base the judge likes and a head it does not."""
    gates = ("policy", "tone")
    journals.finished(tmp_path / "base.jsonl", letters(), gates=gates)
    journals.finished(tmp_path / "head.jsonl", letters(good=False), gates=gates, prompt="new")
    return tmp_path


def test_an_advisory_judge_makes_no_run_red(two_runs: Path) -> None:
    found = comparing.compare("aaaa", "new", two_runs, Labels({}))
    assert found.outcome is Outcome.passes
    assert found.head.rates[ALL] == 1
    assert found.head.rates["tone"] == 0
    assert found.notes == (
        "The judge of “tone” advises here and does not gate (en: 0 of at least 50 labels).",
    )
    assert found.notes[0] in comparing.verdict(found)


def test_a_trusted_judge_does(two_runs: Path) -> None:
    found = comparing.compare("aaaa", "new", two_runs, agreeing(letters()))
    assert found.outcome is Outcome.regression
    assert found.notes == ()


def test_with_nothing_but_an_advisory_judge_runs_cannot_be_compared(tmp_path: Path) -> None:
    journals.finished(tmp_path / "base.jsonl", letters(), gates=("tone",))
    journals.finished(tmp_path / "head.jsonl", letters(), gates=("tone",), prompt="new")
    found = comparing.compare("aaaa", "new", tmp_path, Labels({}))
    assert found.outcome is Outcome.not_comparable
    assert found.reasons == ("no check gates: a judge that may only advise is all there is",)
