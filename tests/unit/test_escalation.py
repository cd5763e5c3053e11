"""What a lawyer must see: cues, weights, excuses, spans, and the rules' own examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.choices import Kind, Language
from drafter.errors import LibraryError
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import cues, escalation, escalation_examples
from drafter.policy.cues import Cues, Hit
from drafter.policy.escalation import Screen
from drafter.policy.escalation_rule import Trigger, load_excuses, load_rules
from drafter.policy.utterance import Utterance, fold
from drafter.record import to_dict
from drafter.result import Readiness
from tests.builders import case

SCREEN = Screen.load(Shelf.of("policies"))


def triggers(text: str, lang: Language | None = None) -> list[str]:
    return [str(trigger) for trigger in SCREEN.screen(text, lang).triggers]


@pytest.mark.parametrize("language", list(Language))
def test_every_rule_s_examples_hold(language: Language) -> None:
    failures, count = escalation_examples.run(language, Shelf.of("policies"))
    assert failures == []
    assert count >= 4 * len(SCREEN.rules)


def test_there_is_a_rule_for_every_trigger_that_words_can_raise() -> None:
    raised = {rule.trigger for rule in SCREEN.rules if rule.trigger}
    assert raised == set(Trigger) - {Trigger.large_sum}


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("lawyer ni kalustanu", "attorney"),
        ("shte vi sadya", "litigation_threat"),
        ("it caught fire", "injury_safety"),
        ("my son was sick all night", "injury_safety"),
        ("someone opened my suitcase and took my watch", "fraud_accusation"),
        ("if my data leaks I will sue", "litigation_threat"),
        ("LAWSUUUIT coming", "litigation_threat"),
        ("you are fr4ud people", "fraud_accusation"),
        ("sc\u200ba\u200bmmers, all of you", "fraud_accusation"),
        ("taking you to #ConsumerCourt", "litigation_threat"),
        ("@BBCNews look at this", "media_threat"),
        ("refund lekapote court ki veltha, police complaint also", "litigation_threat"),
    ],
)
def test_a_trigger_is_found_however_it_is_written(text: str, trigger: str) -> None:
    assert trigger in triggers(text)


@pytest.mark.parametrize(
    "text",
    [
        "lawyer",
        "police",
        "The new app is killing my battery",
        "I do not want to sue you, just fix it",
        "Better Call Saul keeps buffering",
        "Sue from Leeds was great",
        "thanks to your suicide prevention walk",
        "what a violent movie, he attacked me with suspense",
    ],
)
def test_a_bare_keyword_or_a_figure_of_speech_is_not_enough(text: str) -> None:
    assert triggers(text) == []


def test_weak_signs_add_up() -> None:
    assert triggers("My lawyer friend laughed.") == []
    assert triggers("A lawyer sat next to me.") == []
    assert "litigation_threat" in triggers(
        "Last chance: it is illegal, and a judge and my lawyer will say so."
    )


def test_a_denial_ends_where_a_new_subject_begins() -> None:
    assert triggers("I will not sue you") == []
    assert "litigation_threat" in triggers("if you do not refund I will sue you")
    assert "litigation_threat" in triggers("I will not hesitate to sue you")


def test_a_word_that_another_language_uses_for_something_else_is_not_read() -> None:
    text = "maling po yung pinadala nyong pera"
    assert "fraud_accusation" in triggers("dasar maling, uang saya")
    assert triggers(text, Language.fil) == []


def test_spans_count_code_points_and_utf_16() -> None:
    text = "😡😡 see you in court!"
    sign = SCREEN.screen(text).findings[0]
    assert text[sign.span.start : sign.span.end] == sign.quote == "see you in court"
    assert (sign.span.start, sign.span.start_utf16) == (3, 5)


def test_a_bereavement_is_shown_and_brings_no_lawyer_in() -> None:
    screening = SCREEN.screen("I fly to my grandmother's funeral on Friday")
    assert [sign.rule for sign in screening.findings] == ["sensitive.bereavement"]
    assert not screening.legal_escalation


def test_empty_and_wordless_texts_hold_nothing() -> None:
    for text in ("", " ", "!!!", "@@@ ###", "😀"):
        assert triggers(text) == []


@pytest.mark.parametrize(
    "unit", ["not sue you lawyer police report ", "my data stolen ", "a~", "'", "#aB", "scam money. ", "ి"]
)
def test_work_grows_with_the_length_of_a_hostile_text(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    whole = cues.between

    def counted(hits: Sequence[Hit], low: int, high: int) -> list[Hit]:
        nonlocal steps
        found = list(whole(hits, low, high))
        steps += 1 + len(found)
        return found

    monkeypatch.setattr(escalation, "between", counted)
    counts = []
    for length in (4_000, 16_000):
        steps = 0
        SCREEN.screen((unit * length)[:length])
        counts.append(steps)
    assert counts[1] <= 5 * counts[0] + 500


def test_every_cue_stands_in_a_rule_an_excuse_or_is_a_mask() -> None:
    excuses = load_excuses(Shelf.of("policies"))
    used = {
        name
        for rule in load_rules(Shelf.of("policies"))
        for signal in rule.signals
        for group in signal.alternatives
        for name in group
    }
    for group in excuses.values():
        used |= {name for excuse in group for name in (*excuse.cues, *filter(None, (excuse.stop,)))}
    known = {name for name in SCREEN.cues.names if not name.startswith(("mask", "homographs"))}
    assert known == used


def overlay(folder: Path, files: Mapping[str, str]) -> Shelf:
    for name, content in files.items():
        path = folder / "escalation" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Shelf.of("policies", folder)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"cues/own.yaml": "cues: [a]"}, "map each cue"),
        ({"cues/own.yaml": "cues: {sue: 'a~'}"}, "cannot be matched"),
        ({"cues/own.yaml": "cues: {sue: '!'}"}, "cannot be matched"),
        ({"own.yaml": "id: legal.own"}, "trigger"),
        ({"excuses.yaml": "denied: [{cues: [moon], before: 3}]"}, "is not"),
    ],
)
def test_a_broken_file_is_told(files: Mapping[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=said):
        Screen.load(overlay(tmp_path, files))


def test_a_company_adds_cues_of_its_own(tmp_path: Path) -> None:
    shelf = overlay(tmp_path, {"cues/own.yaml": "cues: {authority_tag: '@ministryofkettles'}"})
    assert Screen.load(shelf).screen("@MinistryOfKettles see this").legal_escalation


def test_an_entry_is_found_with_any_ending_or_beginning() -> None:
    made = Cues([("a", "~tipu~", "t"), ("b", "fraud~", "t"), ("c", "legal action", "t")])
    found = _hits(made, "Ditipuin, frauds... LEGAL action")
    assert {name: len(hits) for name, hits in found.items()} == {"a": 1, "b": 1, "c": 1}
    assert _hits(made, "defraud, legal. No action") == {}


def _hits(made: Cues, text: str) -> Mapping[str, Sequence[Hit]]:
    utterance = Utterance(text)
    hits = made.hits(utterance, made.find(utterance), made.mask(made.names))
    return {name: found for name in made.names if (found := hits[made.mask((name,))])}


@given(st.text(st.sampled_from("ab B,.!?#@'-…:\n\u200d\u00a0\t1$కా్жй\u0301"), max_size=40))
def test_a_message_is_read_alike_in_pieces_and_whole(text: str) -> None:
    utterance = Utterance(text)
    assert len(utterance.words) == len(utterance.places)
    assert utterance.places == tuple(sorted(set(utterance.places)))
    end = 0
    for number, word in enumerate(utterance.words):
        start, after = utterance.span(number)
        assert start >= end
        end = after
        assert fold(text[start:end]).replace(" ", "") == word


def test_a_drafted_letter_goes_to_a_lawyer_for_what_the_customer_wrote() -> None:
    given = case(Kind.apology, message="My solicitor will write to you. We also go to a funeral this week.")
    result = Drafter().draft_from_templates(given)
    assert result.readiness is Readiness.legal_review
    assert result.triggers == ("attorney",)
    record = to_dict(result)
    assert record["legal"]["triggers"] == ["attorney"]
    assert {(found["where"], found["rule"]) for found in record["legal"]["findings"]} == {
        ("message", "legal.attorney"),
        ("message", "sensitive.bereavement"),
    }
    assert {"legal.attorney", "sensitive.bereavement"} <= {found.rule for found in result.findings}


@pytest.mark.parametrize(
    ("field", "text"), [("account", "She says she will sue us for it."), ("message", "")]
)
def test_the_agent_s_account_is_read_too(field: str, text: str) -> None:
    fields: dict[str, Any] = {field: text or None}
    given = case(Kind.apology, **fields)
    assert Drafter().draft_from_templates(given).triggers == (("litigation_threat",) if text else ())
