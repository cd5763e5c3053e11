"""Concepts and rules: what is found however it is written, and what excuses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drafter.choices import Kind, Language
from drafter.errors import LibraryError
from drafter.library import Shelf
from drafter.policy import concepts, examples, rule
from drafter.policy import language as languages
from drafter.policy.finding import Finding
from drafter.policy.folding import fold_entry
from drafter.policy.language import LanguageWords
from drafter.policy.lexicon import Lexicon
from drafter.policy.meaning import RuleSet
from drafter.policy.reading import Reading
from drafter.policy.rule import Rule

WORDS = LanguageWords(
    language=Language.en, numbers=(), ones=(), money_units=(), time_units=(), within=(), digits=(), dot=(), months=(),
    function_words=(),
)  # fmt: skip
CONCEPTS: dict[str, list[str]] = {
    "pay": ["refund~", "give back … money", "café"],
    "will": ["we will"],
    "not": ["cannot", "not"],
    "contrast": ["but", "that"],
    "number": ["two", "three"],
    "free": ["no cost"],
}


def lexicon(**more: list[str]) -> Lexicon:
    return Lexicon({**CONCEPTS, **more}, WORDS, "test")


def judged(text: str, **fields: Any) -> list[Finding]:
    """Judge one text by one rule over the test's concepts."""
    made = Rule.model_validate(
        {"id": "test.rule", "severity": "error", "why": "w", "tell_model": "t", "source": "s", **fields}
    )
    texts = {"reason": text}
    return list(RuleSet([made], lexicon()).judge(Reading(texts, lexicon())))


PAY = {"forbid": {"sentence": [{"all": ["will", "pay"], "none": ["not"]}]}}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Sure, we will refund it.", "we will refund"),
        ("WE WILL REFUNDED", "WE WILL REFUNDED"),
        ("we\nwill\u00a0refunds", "we\nwill\u00a0refunds"),
        ("we, will, refund it", "we, will, refund"),
        ("we “will” (refund) it", "we “will” (refund"),
        ("we wiill reefund it", "we wiill reefund"),
        ("we will re fund it", "we will re fund"),
        ("we will re-fund it", "we will re-fund"),
        ("we will give back all of your money", "we will give back all of your money"),
        ("we will [[offer]] CAFE", "we will [[offer]] CAFE"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(text: str, quote: str) -> None:
    assert [finding.quote for finding in judged(text, **PAY)] == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "We will see. A refund is another matter.",
        "We will not refund it.",
        "We will give back, in the course of a long and happy life, some money.",
        "The willing refuse.",
    ],
)
def test_a_phrase_that_is_not_there_is_not_found(text: str) -> None:
    assert judged(text, **PAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "We will refund you, not tomorrow.",
        "We cannot keep it but we will refund you.",
        "We do not hide that we will refund you.",
        "We did not answer (we will refund you) in time.",
        "We cannot say how very glad all of us here are if we will refund you.",
    ],
)
def test_an_excuse_holds_in_its_own_clause_and_near_by_alone(text: str) -> None:
    assert judged(text, **PAY)


def test_an_excuse_inside_a_hit_excuses_nothing() -> None:
    free = {"forbid": {"sentence": [{"all": ["free"], "none": ["negated"]}]}}
    made = Rule.model_validate(
        {"id": "test.rule", "severity": "error", "why": "w", "tell_model": "t", "source": "s", **free}
    )
    texts = {"": "At no cost to you."}
    own = lexicon(negated=["no"])
    assert len(list(RuleSet([made], own).judge(Reading(texts, own)))) == 1


def test_distance_order_and_count_are_kept() -> None:
    near = {"forbid": {"sentence": [{"all": ["number", "pay"], "within": 2, "ordered": True}]}}
    assert judged("two more refunds", **near)
    assert not judged("two of our refunds", **near)
    assert not judged("refunds for two", **near)
    many = {"forbid": {"sentence": [{"all": ["number"], "at_least": 3, "within": 4}]}}
    assert judged("two three two", **many)
    assert not judged("two three", **many)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We will. Refund it we can.", "Refund"),
        ("As promised, we will give back. The money.", "The money"),
    ],
)
def test_a_point_before_or_after_a_fragment_parts_nothing(text: str, quote: str) -> None:
    assert [found.quote for found in judged(text, **PAY)] == [quote]


def test_two_sentences_in_full_are_not_read_as_one() -> None:
    assert not judged("Write to us whenever we will. Your refund is for another day.", **PAY)
    assert not judged("We will not. A refund it is.", **PAY)
    assert len(judged("Good day. We will refund it. Good day.", **PAY)) == 1


def test_what_is_required_may_have_to_stand_in_one_sentence() -> None:
    fields = {"sections": ["reason"], "require": {"all": ["not", "pay"], "in_one_sentence": True}}
    assert not judged("We cannot refund it.", **fields)
    assert judged("We cannot. Refunds exist.", **fields)


@pytest.mark.parametrize("entry", ["", "~", "a~", "re~fund", "refund~ … ", "…"])
def test_an_entry_that_would_match_almost_anything_is_refused(entry: str) -> None:
    with pytest.raises(LibraryError, match="cannot be matched"):
        lexicon(bad=[entry])


@pytest.mark.parametrize(
    "fields",
    [
        {"severity": "fatal"},
        {"letters": ["birthday"]},
        {"languages": ["fr"]},
        {"unless": ["moon_is_full"]},
        {"colour": "red"},
        {"require": {"all": ["pay"]}},
        {"forbid": {"sentence": []}},
        {"forbid": {"sentence": [{"all": ["a", "b"], "at_least": 2}]}},
        {"forbid": None},
        {"beyond_doubt": "error"},
        {"forbid": None, "check": "reads_like", "in_doubt": "warning"},
        {"forbid": None, "require": {"all": ["pay"]}, "sections": ["body"], "in_doubt": "warning"},
        {"id": "Nonsense"},
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(fields: dict[str, Any], tmp_path: Path) -> None:
    made = {
        "id": "test.rule",
        "severity": "error",
        "why": "w",
        "tell_model": "t",
        "source": "s",
        **PAY,
        **fields,
    }
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "own.yaml").write_text(str({"rules": [made]}).replace("None", "null"), encoding="utf-8")
    with pytest.raises(LibraryError, match=r"own\.yaml"):
        rule.load(Shelf.of("policies", tmp_path))


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    made = {"id": "test.rule", "severity": "error", "why": "w", "tell_model": "t", "source": "s", **PAY}
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "own.yaml").write_text(str({"rules": [made, made]}), encoding="utf-8")
    with pytest.raises(LibraryError, match=r"test\.rule: is also in own\.yaml"):
        rule.load(Shelf.of("policies", tmp_path))


@pytest.mark.parametrize("language", list(Language))
def test_every_concept_a_rule_names_is_there_in_every_language(language: Language) -> None:

    shelf = Shelf.of("policies")
    known = concepts.load(language, shelf).names
    for made in rule.load(shelf):
        if language in made.languages:
            assert made.concepts <= known, (made.id, made.concepts - known)


@pytest.mark.parametrize("language", list(Language))
def test_every_rule_s_examples_hold(language: Language) -> None:
    failures, count = examples.run(language, Shelf.of("policies"))
    assert failures == []
    assert count > 200


def test_a_bad_example_that_is_not_found_fails_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "examples"
    folder.mkdir()
    (folder / "en.yaml").write_text(
        "promise.guarantee: {bad: ['Good day.', 'We guarantee it.'], ok: ['A guarantee is given.', 'Hello.']}\n",
        encoding="utf-8",
    )
    failures, _ = examples.run(Language.en, Shelf.of("policies", tmp_path))
    assert any("promise.guarantee: not found in “Good day.”" in failure for failure in failures)
    assert any("promise.never_again: has no examples" in failure for failure in failures)


def test_rules_hold_only_where_they_are_scoped() -> None:
    made = next(
        each for each in rule.load(Shelf.of("policies")) if each.id == "winback.apology_without_reason"
    )
    assert made.applies(Kind.winback, Language.en, frozenset())
    assert not made.applies(Kind.winback, Language.en, frozenset({"reason_known"}))
    assert not made.applies(Kind.apology, Language.en, frozenset())


def test_language_files_are_read_strictly(tmp_path: Path) -> None:
    folder = tmp_path / "languages"
    folder.mkdir()
    (folder / "en.yaml").write_text("language: en\nnumbers: [two]\n", encoding="utf-8")
    with pytest.raises(LibraryError, match="function_words"):
        languages.load(Language.en, Shelf.of("policies", tmp_path))


@pytest.mark.parametrize(
    ("doubled", "plain"),
    [
        ("పపదిదిహేహేనును", "పదిహేను"),
        ("వాళ్లంళ్లంటే", "వాళ్లంటే"),
        ("కాకాదు", "కాదు"),
        ("ఉఉత్తత్తరంరం", "ఉత్తరం"),
        ("చచట్టంట్టం", "చట్టం"),
        ("హెహెల్ప్ల్ప్", "హెల్ప్"),
        ("కాకామ్మ్", "కామ్"),
        ("rreeffuunndd", "refund"),
        ("x-ray,", "xray"),
        ("sinar-x", "sinarx"),
        ("we'll", "wewil"),
        ("I’ll", "iwil"),
        ("wwéé'llll", "we'll"),
    ],
)
def test_what_is_written_twice_reads_as_once(doubled: str, plain: str) -> None:
    assert fold_entry(doubled) == fold_entry(plain)


def test_a_telugu_word_that_is_an_echo_stays_a_word_of_its_own() -> None:
    assert fold_entry("మేమే") != fold_entry("మే")
