"""What a sentence reads like: weights add up as they were trained, and their word is mostly a doubt."""

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
from drafter.policy.meaning import RuleSet
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
    },
)


def weights(**lines: float | None) -> Weights:
    return Weights(Linear(TOY.model_copy(update=lines)))


def reading(text: str) -> Reading:
    return Reading({"body": text}, LEXICON)


def found(text: str, *known: Finding, kind: Kind = Kind.apology) -> list[Finding]:
    return list(classifier.judge(RULES, weights(), kind, reading(text), known))


def odds(text: str, kind: Kind) -> float:
    """Return the odds of a fault by the definition: each feature's weights, one by one."""
    parse = reading(text).as_written[0].parse
    sums = list(TOY.bias)
    for feature in classifier.features(parse.words, kind):
        for number, weight in TOY.weights.get(feature, {}).items():
            sums[number] += weight / linear.length(len(parse.words))
    return sum(exp(each - sums[0]) for each in sums[1:])


@pytest.mark.parametrize("kind", [Kind.apology, Kind.winback])
@pytest.mark.parametrize(
    "text",
    [
        "The umbrella lost its handle.",
        "[[product]] umbrella lost.",
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


def test_what_is_beyond_doubt_is_refused_where_its_rule_says_so() -> None:
    text = "The umbrella lost its handle."
    assert TOY.cut < odds(text, Kind.apology)
    certain = weights(sure=TOY.cut)
    mild = {id: rule.model_copy(update={"beyond_doubt": None}) for id, rule in RULES.items()}
    for given, severity in ((RULES, Severity.error), (mild, Severity.warning)):
        (doubt,) = classifier.judge(given, certain, Kind.apology, reading(text))
        assert doubt.severity is severity
    assert [each.severity for each in found(text)] == [Severity.warning]


def test_from_a_line_on_a_models_section_is_written_anew() -> None:
    text = "The umbrella lost its handle."
    for line, anew in ((TOY.cut, True), (None, False), (1e6, False)):
        judged = classifier.judge(RULES, weights(anew=line), Kind.apology, reading(text))
        assert [(each.anew, each.severity) for each in judged] == [(anew, Severity.warning)]


def test_a_warning_of_which_something_is_known_does_not_hide_that_it_is_written_anew() -> None:
    text = "My umbrella is wet."
    (doubt,) = found(text)
    wary = weights(anew=TOY.cut)
    assert list(classifier.judge(RULES, wary, Kind.apology, reading(text), [doubt]))


def test_a_fault_whose_rule_is_not_in_force_counts_for_nothing() -> None:
    text = reading("My umbrella is wet. The umbrella lost it.")
    (doubt,) = classifier.judge({BLAME: RULES[BLAME]}, weights(), Kind.apology, text)
    assert (doubt.rule, doubt.quote) == (BLAME, "The umbrella lost it")
    assert not list(classifier.judge({}, weights(), Kind.apology, text))


def test_a_sentence_of_which_something_is_known_is_not_doubted_as_well() -> None:
    text = "My umbrella is wet."
    (doubt,) = found(text)
    assert doubt.span
    assert not found(text, replace(doubt, rule="promise.gift"))
    elsewhere = replace(doubt, section="thanks")
    assert found(text, elsewhere, replace(doubt, span=None)) == [doubt]


def test_a_warning_of_which_something_is_known_does_not_hide_what_is_beyond_doubt() -> None:
    text = "My umbrella is wet."
    (doubt,) = found(text)
    certain = weights(sure=TOY.cut)
    for known, hidden in ((doubt, False), (replace(doubt, severity=Severity.error), True)):
        judged = classifier.judge(RULES, certain, Kind.apology, reading(text), [known])
        assert (list(judged) == []) is hidden


GUARANTEE = "We guarantee that the kite will fly."


def softened(text: str, weights: Weights, rule: str = "promise.guarantee") -> list[Severity]:
    """Return what a rule's finding does in a sentence that the classifier has read."""
    (given,) = (each for each in rules.load(SHELF) if each.id == rule)
    said = reading(text)
    findings = list(RuleSet([given], LEXICON).judge(said))
    in_doubt = {given.id: given.in_doubt} if given.in_doubt else {}
    return [each.severity for each in classifier.softened(findings, in_doubt, weights, Kind.apology, said)]


def test_a_finding_in_a_sentence_that_reads_innocent_is_a_warning() -> None:
    least = odds(GUARANTEE, Kind.apology)
    assert softened(GUARANTEE, weights(innocent=least * 1.01)) == [Severity.warning]
    assert softened(GUARANTEE, weights(innocent=least)) == [Severity.error]
    assert softened(f"My umbrella is wet. {GUARANTEE} It rains.", weights(innocent=least * 1.01)) == [
        Severity.warning
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("We guar an tee that the kite will fly.", "promise.guarantee"),
        ("We will. Guarantee that the kite will fly.", "promise.guarantee"),
        ("We guarantee the kite.", "promise.guarantee"),
    ],
)
def test_broken_words_and_sentences_and_short_ones_read_innocent_never(text: str, rule: str) -> None:
    assert softened(text, weights(innocent=1e9), rule) == [Severity.error]


def test_a_rule_without_a_severity_in_doubt_is_softened_never() -> None:
    text = "We will send you fifty euros."
    assert softened(text, weights(innocent=1e9), "figures.in_words") == [Severity.error]


def test_no_text_is_too_long_for_it() -> None:
    assert [each.rule for each in found("umbrella " * 4_000)] == [THREAT]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "classifiers").mkdir()
    (tmp_path / "classifiers" / "en.json").write_text('{"classes": [""]}', encoding="utf-8")
    with pytest.raises(LibraryError, match="make train"):
        classifier.load(Language.en, Shelf.of("policies", tmp_path))


@pytest.mark.parametrize("language", list(Language))
def test_every_class_of_a_shipped_classifier_is_a_rule(language: Language) -> None:
    shipped = Classifier.model_validate_json(SHELF.text(linear.file(language)))
    assert set(shipped.classes) == {GOOD, *RULES}
    assert len(shipped.bias) == len(shipped.classes)
