"""The job in inspect_ai; run by the interpreter it is installed for."""

# mypy: ignore-errors

import json
import os
import sys

from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Score, accuracy, scorer
from inspect_ai.solver import solver


@solver
def canned():
    async def solve(state, generate):
        state.output = ModelOutput.from_content("canned", state.metadata["answer"])
        return state

    return solve


def holds(check):
    async def score(state, target):
        return Score(value=bool(check(state.output.completion, state.metadata)))

    return score


@scorer(metrics=[accuracy()])
def sections():
    return holds(lambda text, row: all(json.loads(text).get(id) for id in row["required"]))


@scorer(metrics=[accuracy()])
def forbidden():
    return holds(lambda text, row: row["forbidden"] not in text)


@scorer(metrics=[accuracy()])
def length():
    return holds(lambda text, row: len(text) <= row["most"])


with open(sys.argv[1], encoding="utf-8") as file:
    rows = [json.loads(line) for line in file]
task = Task(
    dataset=[Sample(id=row["id"], input=row["id"], metadata=row) for row in rows],
    solver=canned(),
    scorer=[sections(), forbidden(), length()],
)
(log,) = eval(task, model="mockllm/model", display="none", log_dir=sys.argv[2], max_samples=10)
counts = {score.name: round(score.metrics["accuracy"].value * len(rows)) for score in log.results.scores}
print(json.dumps(counts))
sys.stdout.flush()
os._exit(0)
