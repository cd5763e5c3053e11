# Each verb makes what it needs; nothing but Python 3.11+, pip and make is asked for.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
EVAL := $(BIN)/drafter eval
LOCALE := drafter/service/pages/locale
# How many browsers at once, as pytest-xdist counts them.
BROWSERS ?= auto
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: demo test test-browser catalogues test-long lint format eval bench train policy-report peers lock wheel clean

demo: $(READY)  ## draft letters from the examples, with no key and no network
	@mkdir -p out
	@for language in en fil ms id bg te; do for kind in winback apology refund_refusal termination; do \
	  $(BIN)/drafter draft examples/$$language/$$kind.yaml --no-model --out out/$$language >/dev/null 2>out/advice.txt \
	    || [ $$? -eq 4 ] || { cat out/advice.txt; exit 1; }; \
	  echo "out/$$language/$$kind.txt"; done; done
	@echo; cat out/en/winback.txt

test: $(READY_DEV)  ## the tests, on all cores
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not long and not browser"

test-browser: $(READY_DEV)  ## the pages in a real browser; installs Debian's Chromium where it is missing
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; }
	$(BIN)/python -m pytest -n $(BROWSERS) -m browser --ignore tests/e2e/browser
	$(BIN)/python -m pytest -n $(BROWSERS) -m browser tests/e2e/browser

catalogues: $(READY_DEV)  ## find the strings of the pages and bring every catalogue up to date
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k NN_:1,2 --no-location --sort-output --omit-header -o $(LOCALE)/drafter.pot drafter/service/pages
	@for language in fil ms id bg te; do $(BIN)/pybabel -q update -N --ignore-obsolete -i $(LOCALE)/drafter.pot -l $$language -D drafter -d $(LOCALE); done

test-long: $(READY_DEV)  ## the long runs, whose figures stand in docs/benchmarks.md
	$(BIN)/python -m pytest -m long -s

lint: $(READY_DEV)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY_DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(READY_DEV)  ## the evaluation suites that need neither key nor network, and the gate over them
	@rm -rf out/eval out/recordings
	$(EVAL) run evals/suites/drafting.yaml
	$(EVAL) run evals/suites/templates.yaml
	$(EVAL) run evals/suites/hostile.yaml
	$(EVAL) run evals/suites/replay.yaml --answers simulated --record --journal out/eval/recorded.jsonl
	$(EVAL) run evals/suites/replay.yaml --journal out/eval/replayed.jsonl
	$(EVAL) gate out/eval/recorded.jsonl out/eval/replayed.jsonl
	@if ls evals/labelled/passages/*.jsonl >/dev/null 2>&1; then $(EVAL) run evals/suites/policy.yaml; fi
	@if ls evals/labelled/messages/*.jsonl >/dev/null 2>&1; then $(EVAL) run evals/suites/screen.yaml; fi

bench: $(READY_DEV)  ## measure, side by side in one run, and write docs/benchmarks.md
	$(BIN)/python -m evals.bench

policy-report: $(READY_DEV)  ## found and false alarms on labelled passages, and what changed since the last report
	$(BIN)/python -m evals.policy_report

train: $(READY_DEV)  ## the classifiers and vocabularies of the policy anew, from the labelled passages and the rules' examples
	$(BIN)/python -m evals.train

peers:  ## other evaluation runners and guardrails-ai, for `make bench` to measure beside this one (2 GB)
	for peer in pydantic-evals inspect-ai; do \
	  $(PYTHON) -m venv .peers/$$peer && .peers/$$peer/bin/python -m pip install -q $$peer; done
	$(PYTHON) -m venv .peers/guardrails && .peers/guardrails/bin/python -m pip install -q guardrails-ai
	mkdir -p .peers/promptfoo && cd .peers/promptfoo && npm install --no-fund --no-audit --silent promptfoo

lock: $(READY_DEV)  ## write the locked dependencies anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group test --group lint -o requirements/dev.txt

wheel: $(READY_DEV)
	$(BIN)/python -m hatchling build -t wheel

clean:
	rm -rf $(VENV) dist build

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(READY): requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/runtime.txt
	$(PIP) install --no-deps -e .
	@$(BIN)/python -m compileall -q drafter
	@touch $@

$(READY_DEV): requirements/dev.txt pyproject.toml | $(BIN)/python
	$(PIP) install --no-compile --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q -j 0 drafter $(VENV)/lib
	@touch $@ $(READY)
