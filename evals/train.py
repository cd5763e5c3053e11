"""Train the classifiers of the policy: what a sentence reads like; see :mod:`drafter.policy.classifier`.

``python -m evals.train [NAME …]`` fits a linear model to the labelled passages that are not held out,
with the sentences of good letters as what is no fault, and writes
``policies/classifiers/<language>.json``. The same passages give the same file.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from drafter import letter
from drafter.case_file import read_case
from drafter.choices import Kind, Language
from drafter.evaluation.drafting import TODAY, Library
from drafter.evaluation.labelled import Standing, in_case
from drafter.library import Shelf, built_in
from drafter.pipeline import Drafter
from drafter.policy import classifier, concepts, escalation_rule, examples, impression, linear
from drafter.policy import rule as rules
from drafter.policy.escalation import Screen
from drafter.policy.escalation_rule import Trigger
from drafter.policy.lexicon import Lexicon
from drafter.policy.reading import Reading
from drafter.policy.utterance import Utterance
from drafter.slots import Slot, unfill
from evals.bench import clean

APART = "good:"
LABELLED = Path(__file__).parent / "labelled"
DOUBT = {
    "threat": "doubt.threat",
    "blames_customer": "doubt.blame",
    "excuse_or_shifting_blame": "doubt.blame",
    "sarcasm": "doubt.manner",
    "condescension": "doubt.manner",
    "insult_or_discrimination": "doubt.manner",
    "minimising_feelings": "doubt.minimising",
    "conditional_non_apology": "doubt.minimising",
    "pressure_or_guilt_trip": "doubt.pressure",
    "begging": "doubt.pressure",
    "unapproved_promise": "doubt.promise",
    "guarantee_of_outcome": "doubt.promise",
    "internal_leak": "doubt.internal",
    "ai_or_meta_talk": "doubt.internal",
    "placeholder_left": "doubt.internal",
    "contact_outside_case": "doubt.promise",
    "number_in_words_with_unit": "doubt.promise",
    "off_topic_language": "doubt.internal",
    "admits_liability": "doubt.law",
    "invites_legal_action": "doubt.law",
    "gives_legal_advice": "doubt.law",
    "apology_without_known_reason": "doubt.winback",
    "states_buyers_remorse": "doubt.refusal",
    "admits_fault_in_refusal": "doubt.refusal",
    "ties_concession_to_fault": "doubt.refusal",
    "reopens_decision": "doubt.refusal",
    "hints_at_refund_anyway": "doubt.refusal",
    "names_customer_conduct": "doubt.termination",
    "invites_negotiation_or_appeal": "doubt.termination",
    "wavering_or_door_open": "doubt.termination",
    "refers_to_competitor_after_conduct": "doubt.termination",
    "specifics_of_incident": "doubt.termination",
}
"""The rule that a reviewer reads for each fault of the labelled passages."""
FEWEST = 2
"""Texts that a feature must stand in to be kept."""
STRENGTH = 30.0
"""How freely weights grow: the inverse of the regularisation."""
PARTS = 3
"""Parts of the good letters that are left out in turn, to find the cut."""
LETTERS_POINTED_AT = 0.25
"""Portion of good letters in which a sentence may be pointed at; the cut is set for it."""
MESSAGES_POINTED_AT = 0.07
"""Portion of messages with no trigger that may be pointed at."""
SEEDS = 6
"""Letters that are made of a shipped case by templates, of several wordings."""
TIMES = 3
"""Texts that an example of a rule counts for; the message of a shipped case counts as so many examples."""

Counts = Mapping[str, int]
Floats = NDArray[np.float64]


class Text(NamedTuple):
    """What a model is trained on: a bad passage, or a sentence that is good.

    Attributes:
        fault: the rule of its fault; empty for a good one.
        source: the letter or passage it is from.
        counts: its features, and how often each stands in it.
        length: see :func:`linear.length`.
    """

    fault: str
    source: str
    counts: Counts
    length: float


class Reader:
    """Reads labelled rows as the policy would.

    Args:
        language: the language.
    """

    def __init__(self, language: Language) -> None:
        policies = Shelf.of("policies")
        self._language = language
        self._standing = Standing(Library(Shelf.of("prompts"), policies))
        self.lexicon: Lexicon = concepts.load(language, policies)
        named = {name for rule in rules.load(policies) for name in rule.concepts}
        doubts = {name for name in self.lexicon.names if name.endswith("_doubt")}
        self._concepts = {name: self.lexicon.bits((name,)) for name in sorted(named | doubts)}

    def texts(self) -> Iterator[Text]:
        """Yield everything there is to train on."""
        yield from self._passages()
        yield from self._examples()
        yield from self._templates()
        for id, kind, text, slots in self._letters():
            yield from self._sentences(id, kind, unfill(text, slots.values()).text, linear.GOOD)

    def _passages(self) -> Iterator[Text]:
        for row in (*_rows("passages", self._language), *_rows("training", self._language)):
            if row.get("set", "dev") == "dev":
                kind = Kind(row["kind"])
                text = self._as_judged(row["text"], kind, row["fault"])
                found = list(self._sentences(row["id"], kind, text, DOUBT.get(row["fault"], linear.GOOD)))
                if row["bad"] and found:
                    yield _as_one(found)
                elif not row["bad"]:
                    yield from (each._replace(fault=linear.GOOD) for each in found)

    def _examples(self) -> Iterator[Text]:
        """Yield the examples of the rules whose faults are told apart: each counts for several passages."""
        for rule, given in examples.of_rules(self._language, Shelf.of("policies")):
            for fault, some in ((rule.id, given.bad), (linear.GOOD, given.ok)):
                for example in some if rule.check == classifier.CHECK else ():
                    kind = example.kind or rule.letters[0]
                    text = examples.marks_of(example.text)[0]
                    yield from [*self._sentences(rule.id, kind, text, fault)] * TIMES

    def _as_judged(self, text: str, kind: Kind, fault: str) -> str:
        case, plan = self._standing.of(kind, self._language, fault)
        body, slots = in_case(text, case, plan)
        return unfill(body, slots.values()).text

    def _templates(self) -> Iterator[Text]:
        """Yield the letters that templates make of the shipped cases."""
        drafter = Drafter(today=lambda: TODAY)
        for kind in Kind:
            case = read_case(built_in("examples") / self._language / f"{kind}.yaml")
            for seed in range(SEEDS):
                written = drafter.draft_from_templates(case, seed=seed).letter
                slots = letter.values(case, drafter.plan(case))
                text = unfill(written.body_text, slots.values()).text
                yield from self._sentences(f"template {kind} {seed}", kind, text, linear.GOOD)

    def _letters(self) -> Iterator[tuple[str, Kind, str, Mapping[str, Slot]]]:
        for row in _rows("letters", self._language):
            if row.get("set", "dev") == "dev":
                yield f"{APART}{row['id']}", Kind(row["kind"]), row["text"], {}
        drafter = Drafter(today=lambda: TODAY)
        for number, draft in enumerate(clean.drafts(drafter, self._language)):
            yield f"{APART}clean {number}", draft.plan.guide.kind, "\n\n".join(draft.texts.values()), {}

    def _sentences(self, id: str, kind: Kind, text: str, fault: str) -> Iterator[Text]:
        for sentence in Reading({"": text}, self.lexicon).as_written:
            words = sentence.parse.words
            said = classifier.signs(sentence.parse, self._concepts)
            counts = Counter(classifier.features(words, said, kind))
            yield Text(fault, id, counts, linear.length(words))


def _rows(folder: str, language: Language) -> Iterator[dict[str, Any]]:
    path = LABELLED / folder / f"{language}.jsonl"
    if path.is_file():
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _as_one(sentences: Sequence[Text]) -> Text:
    """Return the sentences of a bad passage as one text: which of them is at fault is not labelled."""
    counts: Counter[str] = Counter()
    for each in sentences:
        counts.update(each.counts)
    length = float(np.sqrt(sum(each.length**2 for each in sentences)))
    return sentences[0]._replace(counts=counts, length=length)


class Model(NamedTuple):
    """A fitted model: the number of each feature, its classes, their biases, and the features' weights."""

    numbers: Mapping[str, int]
    classes: tuple[str, ...]
    bias: Floats
    weights: Floats

    def odds(self, texts: Sequence[Text]) -> Floats:
        """Return the odds of each text that it has a fault."""
        sums = _matrix(texts, self.numbers) @ self.weights.T + self.bias
        good = self.classes.index(linear.GOOD)
        found: Floats = np.exp(np.delete(sums, good, axis=1) - sums[:, [good]]).sum(axis=1)
        return found


def fit(texts: Sequence[Text]) -> Model:
    """Return the model of some texts; a weight that is much the same for all classes is none."""
    met = Counter(feature for text in texts for feature in text.counts)
    kept = sorted(feature for feature, times in met.items() if times >= FEWEST)
    numbers = {feature: number for number, feature in enumerate(kept)}
    fitted = LogisticRegression(C=STRENGTH, max_iter=3_000)
    fitted.fit(_matrix(texts, numbers), [text.fault for text in texts])
    weights = np.round(fitted.coef_ - np.median(fitted.coef_, axis=0))
    bias = np.round(fitted.intercept_, 2)
    return Model(numbers, tuple(fitted.classes_), bias, weights)


def _matrix(texts: Sequence[Text], numbers: Mapping[str, int]) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        for feature, count in text.counts.items():
            if feature in numbers:
                columns.append(numbers[feature])
                values.append(count / text.length)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(texts), len(numbers)))


def cut(texts: Sequence[Text], portion: float) -> float:
    """Return the odds that few of the good letters or messages reach that a model has not seen.

    Args:
        texts: the texts.
        portion: how many of them may reach it.
    """
    sources = sorted({text.source for text in texts if text.source.startswith(APART)})
    highest: list[float] = []
    for part in range(PARTS):
        apart = set(sources[part::PARTS])
        model = fit([text for text in texts if text.source not in apart])
        by_source: dict[str, list[Text]] = defaultdict(list)
        for text in texts:
            if text.source in apart:
                by_source[text.source].append(text)
        highest += (model.odds(each).max() for each in by_source.values())
    return float(np.quantile(highest, 1 - portion))


def messages() -> Iterator[Text]:
    """Yield customers' messages in all languages, and what is known to hold no trigger.

    Large sums are left out: what is large, the case's currency says.
    """
    for language in Language:
        for row in (*_rows("messages", language), *_rows("messages_training", language)):
            triggers = [each for each in row["triggers"] if each != Trigger.large_sum]
            if row["set"] == "dev":
                yield _message(row["text"], triggers[0] if triggers else linear.GOOD, row["id"])
    for number, text in enumerate(_without_trigger()):
        yield _message(text, linear.GOOD, f"near miss {number}")


def _without_trigger() -> Iterator[str]:
    """Yield the near misses of the rules that screen messages, and the messages of the shipped cases."""
    screen = Screen.load(Shelf.of("policies"))
    near = [
        text
        for rule in escalation_rule.load_rules(Shelf.of("policies"))
        for said in rule.examples.values()
        for text in said.ok
    ]
    cases = [read_case(path) for kind in Kind for path in sorted(built_in("examples").glob(f"*/{kind}.yaml"))]
    for text in (*near, *[case.message for case in cases if case.message] * TIMES**2):
        if not screen.screen(text).triggers:
            yield text


def _message(text: str, trigger: str, id: str) -> Text:
    words = Utterance(text).words
    source = id if trigger else f"{APART}{id}"
    return Text(trigger, source, Counter(impression.features(words)), linear.length(words))


def write(name: str, texts: Sequence[Text], portion: float) -> str:
    """Train a classifier and write it; return a line about it."""
    model = fit(texts)
    bad = sum(text.fault != linear.GOOD for text in texts)
    weights = {
        feature: kept
        for feature, number in model.numbers.items()
        if (kept := {place: int(weight) for place, weight in enumerate(model.weights[:, number]) if weight})
    }
    found = linear.Classifier(
        classes=model.classes,
        trained_on=(bad, len(texts) - bad),
        bias=tuple(model.bias),
        cut=round(cut(texts, portion), 3),
        weights=weights,
    )
    path = Shelf.of("policies").folders[0] / linear.file(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(_lines(found), encoding="utf-8")
    return f"{name}: {bad} to point at, {len(texts) - bad} good ones, {len(weights)} features"


def _lines(found: linear.Classifier) -> str:
    """Return a classifier as JSON with a line for each feature."""
    head = json.dumps(found.model_dump(exclude={"weights"}))[:-1]
    lines = (
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(each)}" for name, each in found.weights.items()
    )
    return f'{head}, "weights": {{\n' + ",\n".join(lines) + "\n}}\n"


def main() -> None:
    """Train the classifiers that are named, or all: one of each language, and ``messages``."""
    for name in sys.argv[1:] or [*Language, impression.NAME]:
        if name == impression.NAME:
            print(write(name, list(messages()), MESSAGES_POINTED_AT), flush=True)
        else:
            print(write(name, list(Reader(Language(name)).texts()), LETTERS_POINTED_AT), flush=True)


if __name__ == "__main__":
    main()
