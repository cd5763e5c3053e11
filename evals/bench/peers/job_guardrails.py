"""Forbidden phrases and requirements in guardrails-ai; run by the interpreter it is installed for."""

# mypy: ignore-errors

import json
import re
import sys
import time

from guardrails import Guard, OnFailAction
from guardrails.validator_base import FailResult, PassResult, Validator, register_validator


@register_validator(name="forbidden_phrases", data_type="string")
class Forbidden(Validator):
    def __init__(self, phrases, **kwargs):
        super().__init__(phrases=phrases, **kwargs)
        self._pattern = re.compile("|".join(map(re.escape, phrases)), re.IGNORECASE)

    def _validate(self, value, metadata):
        found = self._pattern.search(value)
        return FailResult(error_message=found.group()) if found else PassResult()


@register_validator(name="required_words", data_type="string")
class Required(Validator):
    def __init__(self, words, **kwargs):
        super().__init__(words=words, **kwargs)
        self._pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)

    def _validate(self, value, metadata):
        return PassResult() if self._pattern.search(value) else FailResult(error_message="lacks it")


with open(sys.argv[1], encoding="utf-8") as file:
    job = json.load(file)
guard = Guard()
guard.use(Forbidden(job["forbidden"], on_fail=OnFailAction.NOOP))
for words in job["required"]:
    guard.use(Required(words, on_fail=OnFailAction.NOOP))
for text in job["texts"]:
    guard.validate(text)
began = time.process_time()
for _ in range(job["repeats"]):
    for text in job["texts"]:
        guard.validate(text)
print(json.dumps((time.process_time() - began) / job["repeats"] / len(job["texts"]) * 1e3))
