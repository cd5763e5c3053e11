"""The gate on a draft and on a letter: each invariant alone, on a draft that otherwise passes."""

from __future__ import annotations

from typing import Any

import pytest

from drafter import fallback, letter
from drafter.choices import Kind, Language
from drafter.guide import Plan
from drafter.library import Shelf
from drafter.pipeline import Drafter
from drafter.policy import Decision, Policy, Severity, Verdict
from drafter.policy.gate import MAX_SECTION_CHARACTERS
from drafter.policy.meaning import RuleSet
from drafter.text import canonical
from tests.builders import TODAY, case, example, in_lines

DRAFTER = Drafter(today=lambda: TODAY)
POLICY = DRAFTER.policy


def drafted(
    kind: Kind = Kind.termination, language: str = "en", **changes: Any
) -> tuple[Plan, dict[str, str]]:
    plan = DRAFTER.plan(case(kind, language, **changes))
    return plan, fallback.write(plan, DRAFTER.prompts, seed="gate").texts


def spoiled(plan: Plan, texts: dict[str, str], **changes: str) -> Verdict:
    return POLICY.judge_draft(plan, {**texts, **{id: canonical(text) for id, text in changes.items()}})


def rules(verdict: Verdict) -> set[str]:
    return {finding.rule for finding in verdict.errors}


PLAN, TEXTS = drafted()


def test_a_good_draft_passes() -> None:
    verdict = POLICY.judge_draft(PLAN, TEXTS)
    assert verdict.findings == ()
    assert verdict.decision is Decision.passes


@pytest.mark.parametrize(
    "more",
    [
        "We owe you 5.", "We owe you ٥.", "We owe you ५.", "We owe you ౫.", "We owe you ５.", "We owe you ⑤.", "It is ½.",
        "It is $.", "It is €.", "It is %.", "See a@b.example.", "See http://x.", "A <b>word</b>.", "A **word**.",
        "A `word`.", "A {{word}}.", "A #word.", "A ре word.", "A w\u200bord.", "A w\u202eord.", "A ｗord.", "A 𝐰ord.",
        "A w\u0336ord.", "A \u00adword.", "A 🙂 word.", "A wоrd.", "A Ꭱefund.", "A \ufeffword.", "A word\u2028here.",
    ],
)  # fmt: skip
def test_characters_outside_the_language_s_letters_fail(more: str) -> None:
    assert rules(spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {more}")) & {
        "draft.character",
        "slot.bracket",
    }


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        ("You won't be charged a thing for the visit.", "doubt.promise"),
        ("We've lowered the price for you.", "doubt.promise"),
    ],
)
def test_what_surely_reads_like_a_fault_fails_though_no_concept_holds_it(more: str, doubt: str) -> None:
    assert rules(spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {more}")) == {doubt}


def test_what_a_rule_finds_in_a_sentence_that_reads_innocent_is_a_warning() -> None:
    plan, texts = drafted(Kind.apology)
    verdict = spoiled(plan, texts, ask=f"{texts['ask']} Please tell me how I can make it up to you.")
    assert [(each.rule, each.severity) for each in verdict.findings] == [
        ("promise.compensation", Severity.warning)
    ]


@pytest.mark.parametrize(
    "more",
    [
        "Please r e f u n d it.", "Please r. e. f. u. n. d. it.", "Please r-e-f-u-n-d it.", "Go to evil.example now.",
        "It is reFund.", "Yes!!!!!! it is.", "Antidisestablishmentarianistically so.",
        "Down\nthe\npage\nit\ngoes\nnow.",
    ],
)  # fmt: skip
def test_words_no_language_writes_so_fail(more: str) -> None:
    assert "draft.shape" in rules(spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {more}"))


@pytest.mark.parametrize(
    "more", ["That is, e.g. this.", "So it is… or is it?", "(Truly.)", "We say “yes” — now."]
)
def test_ordinary_punctuation_passes(more: str) -> None:
    assert spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {more}").passes


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ("We will re. fund it.", "draft.shape"),
        ("We will call on …, at ….", "draft.shape"),
        ("We… gave… it… much… thought.", "draft.shape"),
        ("We will call on — at —.", "draft.shape"),
        ("Thank you (…) for that.", "draft.shape"),
        ("Thank you (your name) for that.", "meta.blank"),
        ("\n\n- We listened.\n\n- We acted.", "draft.shape"),
        ("\n\nGood news\n\nWe listened.", "draft.unfinished"),
        ("Please ask for Mr. Quillon.", "fact.name"),
        ("Please ask for “Quillon”.", "fact.name"),
        ("Please “ask” “for” “Quillon” “Ambrose”.", "fact.name"),
        ("Obadete ni se po vsyako vreme.", "language.foreign"),
        ("It is at our partner-Quillon.", "fact.name"),
        ("It was I Quillon who wrote.", "fact.name"),
        ("We will add fifty dol lars.", "figures.in_words"),
        ("Our colleague brandon knows your file.", "fact.name"),
    ],
)
def test_what_is_left_open_or_cut_apart_fails(more: str, rule: str) -> None:
    assert rule in rules(spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {more}"))


@pytest.mark.parametrize(
    "more",
    [
        "It stands on the page “Payment”, under the heading Delivery.",
        "There is vitamin C in the Spanish oranges.",
    ],
)
def test_a_capital_that_names_nobody_stands(more: str) -> None:
    assert rules(spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {more}")) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{text} It is [[effective_date]].", "slot.unplanned"),
        ("{text} It is [[amount]].", "slot.unplanned"),
        ("{text} It is [[Company]].", "slot.bracket"),
        ("{text} It is [[ company ]].", "slot.bracket"),
        ("{text} It is [company].", "slot.bracket"),
        ("{text} It is [[company]", "slot.bracket"),
        ("{text} It is [[[company]]].", "slot.bracket"),
        ("{text} Our [[company]]s.", "slot.glued"),
        ("{text} Our pre[[company]].", "slot.glued"),
        ("{text} Our [[company]]'s.", "slot.glued"),
        ("{text} Our non-[[company]].", "slot.glued"),
        ("{text} [[company]][[company]].", "slot.glued"),
        ("{text} [[company]] and [[company]] and [[company]].", "slot.unplanned"),
    ],
)
def test_slots_stand_only_as_planned(text: str, rule: str) -> None:
    assert rule in rules(spoiled(PLAN, TEXTS, reason=text.format(text=TEXTS["reason"])))


def test_a_mandatory_slot_must_stand_once() -> None:
    once = TEXTS["decision"]
    assert "slot.missing" in rules(spoiled(PLAN, TEXTS, decision=once.replace("[[effective_date]]", "now")))
    assert "slot.unplanned" in rules(spoiled(PLAN, TEXTS, decision=f"{once} It is [[effective_date]]."))


@pytest.mark.parametrize("text", ["We stop.", "word " * 300 + "."])
def test_a_section_has_the_length_of_a_section(text: str) -> None:
    assert "draft.length" in rules(spoiled(PLAN, TEXTS, reason=text))


def test_a_section_ends_with_a_sentence() -> None:
    assert rules(spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} And then")) == {"draft.unfinished"}


def test_a_section_far_too_long_is_not_even_read() -> None:
    assert rules(spoiled(PLAN, TEXTS, reason="a " * MAX_SECTION_CHARACTERS)) == {"draft.length_limit"}


def test_sections_are_those_of_the_plan() -> None:
    assert rules(POLICY.judge_draft(PLAN, {**TEXTS, "extra": "More."})) == {"draft.section"}
    without = {id: text for id, text in TEXTS.items() if id != "wishes"}
    assert POLICY.judge_draft(PLAN, without).failing_sections == {"wishes"}


def test_an_exception_in_a_check_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(RuleSet, "judge", fail)
    verdict = POLICY.judge_draft(PLAN, TEXTS)
    assert rules(verdict) == {"gate.failed"}
    assert verdict.decision is Decision.refuse


def test_a_name_the_case_lists_may_stand_as_written() -> None:
    sentence = "Your parcels went by DHL with GPS."
    plan, texts = drafted(Kind.termination, terms=["DHL", "GPS"])
    assert spoiled(plan, texts, reason=f"{texts['reason']} {sentence}").passes
    assert not spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} {sentence}").passes


def test_spans_count_code_points_and_utf_16_on_grapheme_borders() -> None:
    text = f"{TEXTS['reason']} A 🙂👍🏽 word."
    finding = spoiled(PLAN, TEXTS, reason=text).errors[0]
    assert finding.span is not None
    assert text[finding.span.start : finding.span.end] == finding.quote == "🙂"
    assert finding.span.start_utf16 == finding.span.start
    assert finding.span.end_utf16 == finding.span.end + 1


def judged(given_kind: Kind, change: Any, language: str = "en", *, wrapped: bool = False) -> Verdict:
    given_case = example(given_kind, language)
    plan = DRAFTER.plan(given_case)
    body = DRAFTER.draft_from_templates(given_case).letter.body_text
    return POLICY.judge_letter(
        plan, canonical(change(body)), letter.values(given_case, plan), wrapped=wrapped
    )


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", list(Language))
def test_a_filled_letter_passes(kind: Kind, language: Language) -> None:
    assert judged(kind, lambda body: body, language).passes


@pytest.mark.parametrize(
    "more",
    [
        "You will get $50.", "Call 555 0123 456.", "Write to a@b.example.", "See www.x.example.", "It is on 3 May 2027.",
        "Take 5 more.", "We give you fifty dollars.", "We give it within two weeks.", "John Smith did it.",
        "Fill in [[name]] here.", "Come on Monday.",
    ],
)  # fmt: skip
def test_a_letter_states_no_fact_from_outside_its_case(more: str) -> None:
    assert not judged(Kind.winback, lambda body: f"{body}\n\n{more}").passes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Dear Daniel Castillo,", ""),
        ("Hello Daniel Castillo,", ""),
        ("Mr. Pike,", ""),
        ("", "With our thanks,"),
        ("", "Russell Pike"),
    ],
)
def test_greetings_and_signatures_in_a_line_of_their_own_are_found(before: str, after: str) -> None:
    found = judged(Kind.termination, lambda body: f"{before}\n\n{body}\n\n{after}")
    assert [each.quote for each in found.errors] in ([before or after], ["Dear"])


def of_subject(subject: str) -> Verdict:
    given_case = example(Kind.winback, "en")
    plan = DRAFTER.plan(given_case)
    return POLICY.judge_subject(plan, subject, letter.values(given_case, plan))


@pytest.mark.parametrize(
    "subject",
    [
        "Your offer of $9,999 until May 3, 2031", "Your offer of fifty dollars", "Call 555 0123 456",
        "See www.x.example", "A letter from John Smith", "A ре word", "About [[offer]]",
    ],
)  # fmt: skip
def test_a_subject_states_no_fact_from_outside_its_case(subject: str) -> None:
    assert not of_subject(subject).passes


@pytest.mark.parametrize(
    "subject", ["Your letter", "An offer until January 31, 2027", "For Gloria Hensley, about JL-20417"]
)
def test_a_subject_may_state_the_facts_of_its_case_and_need_state_none(subject: str) -> None:
    assert of_subject(subject).findings == ()


@pytest.mark.parametrize("language", list(Language))
def test_a_changed_figure_is_found(language: Language) -> None:
    def one_digit_more(body: str) -> str:
        place = next(place for place, character in enumerate(body) if character.isdigit())
        return f"{body[:place]}9{body[place:]}"

    assert not judged(Kind.refund_refusal, one_digit_more, language).passes


@pytest.mark.parametrize("language", list(Language))
def test_the_days_of_purchase_and_delivery_cannot_change_places(language: Language) -> None:
    days = {"purchased_on": "2026-10-01", "delivered_on": "2026-10-05"}
    plan, texts = drafted(Kind.refund_refusal, language, **days)
    assert POLICY.judge_draft(plan, texts).passes
    mixed = {
        id: text.replace("[[purchased_on]]", "[[x]]")
        .replace("[[delivered_on]]", "[[purchased_on]]")
        .replace("[[x]]", "[[delivered_on]]")
        for id, text in texts.items()
    }
    assert "figures.mistaken_day" in rules(POLICY.judge_draft(plan, mixed))


@pytest.mark.parametrize("language", list(Language))
def test_what_was_delivered_on_the_day_of_purchase_may_be_said_to_be(language: Language) -> None:
    same = "2026-10-01"
    given_case = case(Kind.refund_refusal, language, purchased_on=same, delivered_on=same)
    body = DRAFTER.draft_from_templates(given_case).letter.body_text
    plan = DRAFTER.plan(given_case)
    assert POLICY.judge_letter(plan, canonical(body), letter.values(given_case, plan)).passes


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [30, 72])
def test_a_letter_whose_lines_were_wrapped_passes(kind: Kind, language: Language, width: int) -> None:
    assert judged(kind, lambda body: in_lines(body, width), language, wrapped=True).passes


@pytest.mark.parametrize(
    ("more", "quote"), [("It is on\nMay 3,\n2027.", "May"), ("- We listened.\n- We acted.", "\n-")]
)
def test_what_fails_in_one_line_fails_in_wrapped_lines(more: str, quote: str) -> None:
    verdict = judged(Kind.winback, lambda body: f"{body}\n{more}", wrapped=True)
    assert any(quote in found.quote for found in verdict.errors)


@pytest.mark.parametrize(
    ("changed", "quote"), [("January 30, 2027", "3"), ("January 31, 2028", "2028"), ("$31", "$")]
)
def test_a_wrong_figure_in_a_letter_is_said_to_be_wrong_and_no_slot_is_spoken_of(
    changed: str, quote: str
) -> None:
    verdict = judged(Kind.winback, lambda body: body.replace("January 31, 2027", changed))
    found = {each.quote: each.why for each in verdict.errors}
    assert found[quote].startswith("This figure or date is not in the case")
    assert not any("slot" in why or "shaped" in why for why in found.values())


def test_in_a_draft_a_figure_is_told_apart_from_slots_as_before() -> None:
    (found,) = spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} We owe you 5.").errors
    assert found.why.endswith("facts stand in slots.")


def test_a_fact_the_letter_must_state_cannot_be_taken_out() -> None:
    given_case = example(Kind.termination, "en")
    value = DRAFTER.plan(given_case).facts.slots["effective_date"].value
    verdict = judged(Kind.termination, lambda body: body.replace(value, "now"))
    assert "slot.missing" in rules(verdict)


def test_findings_name_severity_and_what_to_do() -> None:
    finding = spoiled(PLAN, TEXTS, reason=f"{TEXTS['reason']} We will refund your money.").errors[0]
    assert (finding.rule, finding.severity, finding.section) == ("promise.refund", Severity.error, "reason")
    assert finding.why
    assert finding.tell_model
    assert finding.quote in TEXTS["reason"] + " We will refund your money."


def test_a_company_s_overlay_replaces_a_rule_and_adds_one(tmp_path: Any) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "own.yaml").write_text(
        "rules:\n"
        "- {id: promise.refund, severity: warning, forbid: {sentence: [{all: [repay]}]}, why: w, tell_model: t, source: s}\n"
        "- {id: own.rule, severity: error, forbid: {sentence: [{all: [wish]}]}, why: w, tell_model: t, source: s}\n",
        encoding="utf-8",
    )
    policy = Policy(Shelf.of("policies", tmp_path))
    verdict = policy.judge_draft(PLAN, {**TEXTS, "reason": f"{TEXTS['reason']} We refund it."})
    found = {(finding.rule, finding.severity) for finding in verdict.findings}
    assert found == {("promise.refund", Severity.warning), ("own.rule", Severity.error)}
