"""What the account of a case tells may stand in a person's letter: it is asked about, and not refused."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from drafter import fallback, letter
from drafter.choices import Kind, Language
from drafter.letter import lay_out
from drafter.pipeline import Drafter
from drafter.policy import story
from tests.builders import TODAY, case, example

DRAFTER = Drafter(today=lambda: TODAY)
ACCOUNT = (
    "Called on Thursday at 4:50 about seats F11 and F14. We had charged ₱1,899.00 for 72 hours; three of her "
    "calls went to Ray Tolliver in Asenovgrad. She waited 2 days, Gate 7."
)
CLOSED_WORLD = {
    "draft.character",
    "draft.shape",
    "fact.name",
    "figures.in_words",
    "figures.counted",
    "slot.glued",
    "slot.account",
    "slot.missing",
    "promise.deadline",
    "language.broken",
}


def found(said: str, kind: Kind = Kind.apology, language: str = "en", **changes: Any) -> Counter[str]:
    given_case = case(kind, language, **{"account": ACCOUNT, **changes})
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan))
    return Counter(each.rule for each in verdict.findings if each.rule in CLOSED_WORLD and each.span)


@pytest.mark.parametrize(
    "said",
    [
        "You called us at 4.50, and nobody came.",
        "On that Thursday you called.",
        "You sat in F11 and F14.",
        "We took 1899 for it.",
        "It took us 72 hours.",
        "My colleague Ray Tolliver took your calls.",
        "You called us from Asenovgrad.",
        "You waited at Gate 7.",
    ],
)
def test_what_the_account_tells_is_asked_about(said: str) -> None:
    assert set(found(said)) == {"slot.account"}
    assert set(found(said, account=None)) - {"slot.account"}


@pytest.mark.parametrize("said", ["You waited two days.", "All three of your calls went there."])
def test_a_number_that_is_told_of_the_same_thing_needs_no_question(said: str) -> None:
    assert not found(said)
    assert found(said, account=None)


@pytest.mark.parametrize(
    "said",
    [
        "We charged you ₱1,899.00 for 72 hours.",
        "Your calls went to Ray Tolliver in Asenovgrad.",
        "You called on Thursday at 4:50 about your seats.",
    ],
)
def test_what_is_told_of_the_same_thing_as_in_the_account_needs_no_question(said: str) -> None:
    assert not found(said)
    assert found(said, account=None)


@pytest.mark.parametrize(
    "said",
    [
        "Your calls went to Tolliver Ray in Asenovgrad.",
        "You waited for days until 4:50.",
        "We charged you 72 for your calls.",
    ],
)
def test_what_is_told_of_another_thing_is_asked_about(said: str) -> None:
    assert "slot.account" in found(said)


@pytest.mark.parametrize(
    "said",
    [
        "You called us at 5.40.",
        "Your seats were F11 and F15.",
        "You waited two weeks.",
        "We took $1,889 for it.",
        "My colleague Rita took your calls.",
        "On that Friday you called.",
    ],
)
def test_what_it_tells_otherwise_is_found_as_before(said: str) -> None:
    assert set(found(said)) - {"slot.account"}


def test_a_high_number_in_words_is_none_of_another_thing() -> None:
    assert "figures.in_words" in found("You paid nine hundred dollars.", account="Nine hundred guests came.")
    assert not found("You paid nine hundred dollars.", account="She paid nine hundred dollars.")


def test_a_value_that_is_told_twice_is_asked_about_once() -> None:
    assert found("Ray took your call. It was Ray who wrote.")["slot.account"] == 1


@pytest.mark.parametrize(
    "said", ["We charged you ₱1,899.00 for 72 hours.", "All three of your calls went there."]
)
def test_a_letter_about_conduct_is_asked_about_all_that_the_account_tells(said: str) -> None:
    assert not found(said, Kind.termination)
    assert set(found(said, Kind.termination, basis="conduct")) == {"slot.account"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "You have been with us for ten years."),
        ("fil", "Sampung taon na kayong kasama namin."),
        ("ms", "Sudah sepuluh tahun anda bersama kami."),
        ("id", "Sudah sepuluh tahun Anda bersama kami."),
        ("bg", "Вече десет години сте с нас."),
        ("te", "పది సంవత్సరాలుగా మీరు మాతో ఉన్నారు."),
    ],
)
def test_the_years_of_a_customer_may_be_counted(language: str, said: str) -> None:
    customer = {"name": "Maria", "since": 2016}
    assert not found(said, language=language, account=None, customer=customer)
    assert found(said, language=language, account=None, customer={"name": "Maria", "since": 2013})


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("en", "You wrote to us close to two months after it.", "You wrote to us three months after it."),
        ("en", "You wrote to us 58 days after it.", "You wrote to us 53 days after it."),
        ("fil", "Sumulat kayo makalipas ang dalawang buwan.", "Sumulat kayo makalipas ang tatlong buwan."),
        ("ms", "Anda menulis dua bulan kemudian.", "Anda menulis tiga bulan kemudian."),
        ("id", "Anda menulis dua bulan kemudian.", "Anda menulis tiga bulan kemudian."),
        ("bg", "Писахте ни около два месеца по-късно.", "Писахте ни около три месеца по-късно."),
        ("te", "మీరు రెండు నెలల తర్వాత రాశారు.", "మీరు మూడు నెలల తర్వాత రాశారు."),
        ("te", "మీరు రెండునెలల తర్వాత రాశారు.", "మీరు మూడునెలల తర్వాత రాశారు."),
    ],
)
def test_how_long_it_was_between_days_of_the_case_is_asked_about(
    language: str, right: str, wrong: str
) -> None:
    days = {"purchased_on": "2026-08-06", "received_on": "2026-10-03", "date": "2026-10-05"}
    assert set(found(right, Kind.refund_refusal, language, account=None, **days)) == {"slot.account"}
    assert set(found(wrong, Kind.refund_refusal, language, account=None, **days)) - {"slot.account"}


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("en", "You waited until half past eight.", "You waited until half past nine."),
        ("fil", "Naghintay kayo hanggang alas-otso y medya.", "Naghintay kayo hanggang alas-diyes y medya."),
        ("ms", "Anda menunggu sampai lapan setengah.", "Anda menunggu sampai sembilan setengah."),
        ("id", "Anda menunggu sampai setengah sembilan.", "Anda menunggu sampai setengah delapan."),
        ("bg", "Чакахте до осем и половина.", "Чакахте до десет и половина."),
    ],
)
def test_half_past_an_hour_is_the_accounts_in_words(language: str, right: str, wrong: str) -> None:
    for account in ("They came at 8:30.", "They came at 8.30.", "They came at 20:30."):
        assert set(found(right, language=language, account=account)) == {"slot.account"}
        assert set(found(wrong, language=language, account=account)) - {"slot.account"}


def test_a_time_of_day_may_be_told_by_the_other_clock() -> None:
    assert set(found("It was off until 2.45 pm.", account="It was off until 14:45.")) == {"slot.account"}
    assert set(found("It was off until 14:45.", account="It was off until 2.45 pm.")) == {"slot.account"}
    assert set(found("It was off until 3.45 pm.", account="It was off until 14:45.")) - {"slot.account"}


@pytest.mark.parametrize(
    ("language", "said", "other"),
    [
        ("en", "fifteen percent off your next order", "fifty percent off your next order"),
        ("te", "పదిహేను శాతం తగ్గింపు", "యాభై శాతం తగ్గింపు"),
        ("fil", "labinlimang porsiyentong diskuwento", "limampung porsiyentong diskuwento"),
    ],
)
def test_a_percentage_of_the_case_may_be_told_in_words(language: str, said: str, other: str) -> None:
    concession = {"type": "percent_off", "percent": 15, "what": None}
    changes: dict[str, Any] = {"language": language, "account": None, "concession": concession}
    assert "figures.in_words" not in found(said, Kind.refund_refusal, **changes)
    assert "figures.in_words" in found(other, Kind.refund_refusal, **changes)


def test_a_sum_of_the_case_may_be_told_in_words() -> None:
    concession = {"type": "amount_off", "amount": "USD 4500", "what": "your next order"}
    said = "We take four thousand five hundred dollars off your next order."
    changes: dict[str, Any] = {"account": None, "concession": concession}
    assert not {"figures.in_words", "figures.counted"} & set(found(said, Kind.refund_refusal, **changes))
    for wrong in (said.replace("five hundred", "six hundred"), said.replace("dollars", "pesos")):
        assert "figures.in_words" in found(wrong, Kind.refund_refusal, **changes)


def test_an_account_may_shorten_what_a_letter_writes_in_full() -> None:
    account = "She came on Thurs and wrote on WA in Sept about 38 plates."
    assert set(found("You came on Thursday.", account=account)) == {"slot.account"}
    assert set(found("You wrote to us on WhatsApp.", account="She wrote on WhatsApp.")) == {"slot.account"}
    assert not found("You wrote on WhatsApp about thirty-eight plates.", account=account)
    assert set(found("You wrote to us on Viber.", account=account)) - {"slot.account"}


def test_a_weekday_beside_a_day_of_the_account_is_that_days() -> None:
    account = "Rudy came out on August 26."
    assert "slot.glued" not in found("He came on Wednesday, August 26.", account=account)
    assert "slot.glued" in found("He came on Saturday, August 26. It was a Wednesday.", account=account)


def test_pieces_of_words_are_taken_in_the_company_in_which_the_account_has_them() -> None:
    account = "It reads 3.1 kV at the gate of block Q 7."
    assert set(found("It reads 3.1 kV there.", account=account)) == {"slot.account"}
    assert set(found("It reads kV there.", account=account)) - {"slot.account"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "twenty percent off your next order"),
        ("fil", "dalawampung porsiyentong diskuwento sa susunod ninyong order"),
        ("ms", "diskaun dua puluh peratus untuk pesanan anda yang seterusnya"),
        ("id", "potongan dua puluh persen untuk pesanan Anda berikutnya"),
        ("bg", "двайсет процента отстъпка от следващата Ви поръчка"),
        ("te", "మీ తదుపరి ఆర్డర్‌పై ఇరవై శాతం తగ్గింపు"),
    ],
)
def test_a_percentage_may_be_written_out(language: str, said: str) -> None:
    offer = {"type": "percent_off", "percent": 20}
    assert "figures.in_words" not in found(said, Kind.winback, language, offer=offer)
    assert "figures.in_words" in found(said, Kind.winback, language, offer={**offer, "percent": 30})


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "You can use it on or before 30 June 2027."),
        ("fil", "Magagamit ito sa o bago ang Hunyo 30, 2027."),
        ("ms", "Gunakan pada atau sebelum 30 Jun 2027."),
        ("id", "Gunakan pada atau sebelum 30 Juni 2027."),
        ("bg", "Важи на или преди 30 юни 2027 г."),
        ("te", "30 జూన్, 2027 లేదా అంతకు ముందు వాడుకోండి."),
    ],
)
def test_on_or_before_turns_no_last_day(language: str, said: str) -> None:
    given_case = example(Kind.winback, language)
    offer = given_case.offer.model_copy(update={"valid_until": TODAY.replace(2027, 6, 30)})  # type: ignore[union-attr]
    given_case = given_case.model_copy(update={"offer": offer})
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan))
    assert not {"figures.turned", "draft.character"} & {each.rule for each in verdict.findings}


@pytest.mark.parametrize("language", list(Language))
def test_a_company_with_a_mark_in_its_name_can_be_written_for(language: Language) -> None:
    given_case = case(Kind.apology, language, company={"name": "Hollis & Vane"})
    plan = DRAFTER.plan(given_case)
    written = fallback.write(plan, DRAFTER.prompts, seed="", only=plan.section_ids)
    body = lay_out(given_case, plan, written).body_text
    assert DRAFTER.policy.judge_letter(plan, body, letter.values(given_case, plan)).passes


def test_a_title_of_the_case_may_stand_between_quotation_marks() -> None:
    facts = {"title": {"name": "The Last Train"}}
    said = "We play “The Last Train” next!"
    assert "draft.shape" not in found(said, account=None, facts=facts)
    assert "draft.shape" in found("We play “ ” next!", account=None, facts=facts)


def test_the_signers_role_may_be_named() -> None:
    sender = {"name": "Dana Reyes", "email": "dana@acme.example", "role": "Head of Care"}
    said = "I write to you as Head of Care myself."
    assert not found(said, account=None, sender=sender)
    assert found(said, account=None)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "I will hand you the papers myself on 29 January at 9:30."),
        ("bg", "Документите ще Ви предам лично на 29 януари 2027 г. в 18:30 ч."),
        ("te", "జనవరి 29న 2027 కాగితాలు మీకు ఇస్తాము."),
    ],
)
def test_what_a_note_tells_is_the_agents_to_tell(language: str, note: str) -> None:
    plan = DRAFTER.plan(case(Kind.termination, language))
    assert DRAFTER.policy.judge_note(plan, note).passes
    assert not DRAFTER.policy.judge_note(plan, "We will refund you in full on Monday.").passes


@pytest.mark.parametrize(
    ("account", "said", "is_told"),
    [
        ("She called at 5 in the morning.", "You called at 5 in the morning.", True),
        ("She called at 5 in the morning.", "You called at 5 in the evening.", False),
        ("She called at 9:40 at night.", "You called at 9.40 at night.", True),
        ("She called at 9:40 at night.", "You called at 9.40 in the morning.", False),
    ],
)
def test_a_time_is_told_of_the_part_of_the_day_that_the_account_has(
    account: str, said: str, is_told: bool
) -> None:
    assert (set(found(said, account=account)) <= {"slot.account"}) is is_told


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("We left a second plate with Zbigniewski.", "fact.name"),
        ("Our zbigniewski sent it.", "fact.unheard"),
        ("You called on the evening before.", "fact.untold"),
        ("Half of your guests had left.", "fact.untold"),
        ("You called the same evening.", "fact.untold"),
    ],
)
def test_what_nothing_in_the_case_tells_is_pointed_at(said: str, rule: str) -> None:
    def rules(account: str | None) -> set[str]:
        given_case = case(Kind.apology, account=account)
        verdict = DRAFTER.policy.judge_letter(
            DRAFTER.plan(given_case), said, letter.values(given_case, DRAFTER.plan(given_case))
        )
        return {each.rule for each in verdict.findings}

    assert rule in rules("She called twice about the plate, and nobody answered.")
    told = f"The plate is her second one. {said} She told us so, and we had not known it."
    assert rule not in rules(told)


@pytest.mark.parametrize(
    ("account", "right", "wrong"),
    [
        ("She ordered 120 sacks of rye.", "You ordered 120 sacks of rye.", "You ordered 120 tons of rye."),
        ("We bake thirty loaves a day.", "We baked thirty loaves a day.", "We baked thirty loaves a week."),
        ("We send notices ten days before.", "We send notices ten days before.", "We send ten working days before."),
        ("The line broke at 7.20 and was mended at 16.45.", "Your line broke at 7.20 and was mended at 16.45.",
         "Your line broke at 16.45 and was mended at 7.20."),
        ("They had 40 packs a day, now 115 packs a day.", "You had 40 packs a day, now 115 packs a day.",
         "You still had 115 packs a day, not 40."),
        ("The three washing machines stood still.", "The three washing machines stood still.",
         "The one washing machine stood still."),
        ("The dress was reduced by 30 per cent.", "The dress was reduced by 30%.", "The dress was reduced by 30."),
        ("She came three times a week.", "You came three times a week.", "You came three times, nearly every day."),
        ("She waited 25 minutes for it.", "You waited 25 minutes for it.", "You waited nearly an hour for it."),
        ("They sent 240 bags on 8 May.", "We sent 240 bags on 8 May.", "We sent 240 bags each on 8 May."),
    ],
)  # fmt: skip
def test_a_number_of_the_account_is_told_of_what_it_is_told_of_there(
    account: str, right: str, wrong: str
) -> None:
    asked = {"slot.account", "figures.counted", "fact.untold", "draft.character", "figures.in_words"}

    def questions(said: str) -> Counter[str]:
        given_case = case(Kind.apology, account=account)
        plan = DRAFTER.plan(given_case)
        findings = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan)).findings
        return Counter(each.rule for each in findings if each.rule in asked and each.span)

    assert not questions(right)
    assert questions(wrong)


def test_a_number_is_asked_about_with_what_it_is_told_of() -> None:
    given_case = case(Kind.apology, account="She ordered 120 sacks of rye.")
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_letter(plan, "It was 120 tons of rye.", letter.values(given_case, plan))
    assert [each.quote for each in verdict.findings if each.rule == "slot.account"] == ["120 tons"]


def test_numbers_of_two_sentences_are_two() -> None:
    assert not found("Half of them came.", account="The plate is her second one. Half of them came.")


@pytest.mark.parametrize(
    ("language", "account", "said"),
    [
        ("en", "He came at 6.45.", "You came at a quarter to seven."),
        ("en", "He came at 16:10.", "You came at ten past four."),
        ("bg", "Дойде в 6:45.", "Дойдохте в седем без петнайсет."),
        ("bg", "Дойде в 15:00.", "Дойдохте в 15 часа."),
        ("id", "Ia datang pukul 06.45.", "Anda datang pukul tujuh kurang seperempat."),
        ("ms", "Dia datang pada 4.15.", "Anda datang pada pukul empat suku."),
    ],
)
def test_a_time_may_be_told_in_words(language: str, account: str, said: str) -> None:
    assert set(found(said, language=language, account=account)) <= {"slot.account"}
    assert set(found(said, language=language, account=None)) - {"slot.account"}


def test_the_last_of_a_range_is_of_what_stands_before_the_first() -> None:
    account = "She did levels 1 to 4 with us."
    assert set(found("You went right up to level 4.", account=account)) == {"slot.account"}
    assert "draft.character" in found("You went right up to level 6.", account=account)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Anyone is tired after a day like that."), ("id", "Kami mendengarnya sehari kemudian.")],
)
def test_a_length_of_time_that_is_one_is_asked_about(language: str, said: str) -> None:
    given_case = case(Kind.apology, language, account="...")
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan))
    assert [str(each.severity) for each in verdict.findings if each.rule == "figures.in_words"] == ["warning"]


def test_what_is_said_about_the_offer_is_no_doubt() -> None:
    given_case = case(
        Kind.winback, offer={"type": "percent_off", "percent": 20, "what": "your order", "code": "K7"}
    )
    plan = DRAFTER.plan(given_case)
    said = "This is what we thought of for you: 20% off your order."
    verdict = DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan))
    assert not [each for each in verdict.errors if each.rule.startswith("doubt.")]


def test_a_sum_of_one_is_refused_as_any_other() -> None:
    given_case = case(Kind.apology, account="...")
    plan = DRAFTER.plan(given_case)
    verdict = DRAFTER.policy.judge_letter(
        plan, "You will get one dollar back.", letter.values(given_case, plan)
    )
    assert "figures.in_words" in {each.rule for each in verdict.errors}


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ("She came at 11:00.", "You will get 11 dollars back."),
        ("She came at 11:00.", "You saw 11 of our people."),
        ("She paid three dollars.", "You paid one dollar."),
    ],
)
def test_a_number_of_a_time_or_of_several_is_no_sum(account: str, said: str) -> None:
    assert set(found(said, account=account)) & {"draft.character", "figures.in_words"}


def test_a_long_sentence_of_numbers_takes_linear_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: twice the words take twice the comparisons of sentences."""
    compared = 0
    plain = story.Story.of

    def of(self: story.Story, said: str) -> Any:
        nonlocal compared
        found = plain(self, said)
        compared += len(found)
        return found

    monkeypatch.setattr(story.Story, "of", of)
    counts = []
    for size in (200, 400):
        compared = 0
        said = " ".join(f"{number} boxes" for number in range(100, 100 + size))
        given_case = case(Kind.apology, message=said)
        plan = DRAFTER.plan(given_case)
        DRAFTER.policy.judge_letter(plan, said, letter.values(given_case, plan))
        counts.append(compared)
    assert 0 < counts[1] < 2.5 * counts[0]
