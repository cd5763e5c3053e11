"""What a sentence reads like: weights add up as they were trained, and their word is a doubt."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from pathlib import Path

import pytest

from drafter.choices import Kind, Language
from drafter.errors import LibraryError
from drafter.library import Shelf
from drafter.policy import Finding, Severity, classifier, concepts, linear
from drafter.policy import rule as rules
from drafter.policy.classifier import Weights
from drafter.policy.linear import GOOD, Classifier, Linear
from drafter.policy.reading import Reading

SHELF = Shelf.of("policies")
LEXICON = concepts.load(Language.en, SHELF)
RULES = {rule.id: rule for rule in rules.load(SHELF) if rule.check == classifier.CHECK}
THREAT, BLAME = "doubt.threat", "doubt.blame"
TOY = Classifier(
    classes=(GOOD, BLAME, THREAT),
    trained_on=(2, 2),
    bias=(0.0, -1.0, -1.5),
    cut=1.0,
    weights={
        "=umbrela": {0: -3, 2: 40},
        "umbre lost": {1: 60},
        "the … lost": {1: 5},
        "~la": {1: -4},
        "apology:": {2: 6},
        "apology=umbre": {2: -8},
        "@no": {0: 90},
    },
)


def weights() -> Weights:
    return Weights(Linear(TOY), LEXICON)


def reading(text: str) -> Reading:
    return Reading({"body": text}, LEXICON)


def found(text: str, *known: Finding, kind: Kind = Kind.apology) -> list[Finding]:
    return list(classifier.judge(list(RULES.values()), weights(), kind, reading(text), known))


def odds(text: str, kind: Kind) -> float:
    """Return the odds of a fault by the definition: each feature's weights, one by one."""
    parse = reading(text).as_written[0].parse
    said = classifier.signs(parse, classifier.signals(TOY.weights, LEXICON))
    sums = list(TOY.bias)
    for feature in classifier.features(parse.words, said, kind):
        for number, weight in TOY.weights.get(feature, {}).items():
            sums[number] += weight / linear.length(parse.words)
    return sum(exp(each - sums[0]) for each in sums[1:])


@pytest.mark.parametrize("kind", [Kind.apology, Kind.winback])
@pytest.mark.parametrize(
    "text",
    [
        "The umbrella lost its handle.",
        "No umbrella is here.",
        "The blue umbrella lost.",
        "A gorilla came.",
        "The umbrella " + "and the gorilla " * 30 + "lost.",
    ],
)
def test_a_sentence_is_pointed_at_from_the_cut_on(text: str, kind: Kind) -> None:
    assert bool(found(text, kind=kind)) == (odds(text, kind) >= TOY.cut)


def test_the_fault_that_is_likeliest_names_the_rule() -> None:
    assert [each.rule for each in found("The umbrella. The umbrella lost it.")] == [THREAT, BLAME]


def test_a_doubt_is_a_warning_about_its_whole_sentence() -> None:
    (doubt,) = found("We wrote. My umbrella is wet. It rains.")
    assert (doubt.severity, doubt.quote, doubt.section) == (Severity.warning, "My umbrella is wet", "body")


def test_a_fault_whose_rule_is_not_in_force_gives_way_to_the_next() -> None:
    text = reading("My umbrella is wet.")
    assert [each.rule for each in classifier.judge([RULES[BLAME]], weights(), Kind.apology, text)] == [BLAME]
    assert not list(classifier.judge([], weights(), Kind.apology, text))


def test_a_sentence_of_which_something_is_known_is_not_doubted_as_well() -> None:
    text = "My umbrella is wet."
    (doubt,) = found(text)
    assert doubt.span
    assert not found(text, replace(doubt, rule="promise.gift"))
    elsewhere = replace(doubt, section="thanks")
    assert found(text, elsewhere, replace(doubt, span=None)) == [doubt]


def test_no_text_is_too_long_for_it() -> None:
    assert [each.rule for each in found("umbrella " * 4_000)] == [THREAT]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "classifiers").mkdir()
    (tmp_path / "classifiers" / "en.json").write_text('{"classes": [""]}', encoding="utf-8")
    with pytest.raises(LibraryError, match="make train"):
        classifier.load(Language.en, Shelf.of("policies", tmp_path), LEXICON)


@pytest.mark.parametrize("language", list(Language))
def test_every_class_of_a_shipped_classifier_is_a_rule(language: Language) -> None:
    shipped = Classifier.model_validate_json(SHELF.text(linear.file(language)))
    assert set(shipped.classes) == {GOOD, *RULES}
    assert len(shipped.bias) == len(shipped.classes)
