"""The job in pydantic-evals; run by the interpreter it is installed for."""

# mypy: ignore-errors

import json
import sys

from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Evaluator


class Sections(Evaluator):
    def evaluate(self, ctx):
        texts = json.loads(ctx.output)
        return all(texts.get(id) for id in ctx.inputs["required"])


class Forbidden(Evaluator):
    def evaluate(self, ctx):
        return ctx.inputs["forbidden"] not in ctx.output


class Length(Evaluator):
    def evaluate(self, ctx):
        return len(ctx.output) <= ctx.inputs["most"]


async def canned(row):
    return row["answer"]


with open(sys.argv[1], encoding="utf-8") as file:
    rows = [json.loads(line) for line in file]
dataset = Dataset(
    name="canned",
    cases=[Case(name=row["id"], inputs=row) for row in rows],
    evaluators=[Sections(), Forbidden(), Length()],
)
report = dataset.evaluate_sync(canned, max_concurrency=10, progress=False)
counts = {
    name.lower(): sum(case.assertions[name].value for case in report.cases)
    for name in ("Sections", "Forbidden", "Length")
}
print(json.dumps(counts))
