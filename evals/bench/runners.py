"""The same canned job in four runners: CPU seconds of whole processes, in turn, in one run.

The others are looked for in ``.peers/``, where ``make peers`` puts them; one that is not there is left out.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from evals.bench import examples
from evals.bench.figure import Figure

CASES = 200
ROUNDS = 5
_BAR = 0.5
_HERE = Path(__file__).parent
_TOP = _HERE.parent.parent
PEERS = _TOP / ".peers"
_QUIET = {
    "PROMPTFOO_DISABLE_TELEMETRY": "1",
    "PROMPTFOO_DISABLE_UPDATE": "1",
    "PROMPTFOO_DISABLE_REMOTE_GENERATION": "true",
    "PROMPTFOO_SELF_HOSTED": "1",
    "NO_COLOR": "1",
}

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Runner:
    """One runner.

    Attributes:
        name: as it is called.
        command: what to run, from the job and a folder to write to.
        counts: reads what held, from standard output and the folder.
        there: a file that shows it is installed.
    """

    name: str
    command: Callable[[Path, Path], list[str]]
    counts: Callable[[str, Path], Counts]
    there: Path


def _printed(out: str, _folder: Path) -> Counts:
    counts: Counts = json.loads(out.strip().splitlines()[-1])
    return counts


def _of_promptfoo(_out: str, folder: Path) -> Counts:
    results = json.loads((folder / "out.json").read_text(encoding="utf-8"))["results"]["results"]
    counts = dict.fromkeys(("sections", "forbidden", "length"), 0)
    for result in results:
        for part in result["gradingResult"]["componentResults"]:
            counts[part["assertion"]["metric"]] += part["pass"]
    return counts


def _promptfoo(job: Path, folder: Path) -> list[str]:
    rows = [json.loads(line) for line in job.read_text(encoding="utf-8").splitlines()]
    checks = {
        "sections": "context.vars.required.every((id) => JSON.parse(output)[id])",
        "forbidden": "!output.includes(context.vars.forbidden)",
        "length": "output.length <= context.vars.most",
    }
    config = {
        "prompts": ["{{id}}"],
        "providers": [f"file://{_HERE / 'peers' / 'promptfoo_provider.js'}"],
        "sharing": False,
        "evaluateOptions": {"maxConcurrency": 10, "showProgressBar": False},
        # A list among the variables would be run once for each of its members.
        "defaultTest": {"options": {"disableVarExpansion": True}},
        "tests": [
            {
                "vars": row,
                "assert": [
                    {"type": "javascript", "metric": name, "value": code} for name, code in checks.items()
                ],
            }
            for row in rows
        ],
    }
    (folder / "promptfooconfig.json").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
    return [
        str(PEERS / "promptfoo" / "node_modules" / ".bin" / "promptfoo"),
        *(
            "eval",
            "-c",
            str(folder / "promptfooconfig.json"),
            "--no-cache",
            "--no-table",
            "--no-progress-bar",
        ),
        *("--no-share", "--no-write", "-o", str(folder / "out.json")),
    ]


def _python(peer: str) -> Path:
    return PEERS / peer / "bin" / "python"


def _script(python: Path, script: str) -> Callable[[Path, Path], list[str]]:
    return lambda job, folder: [str(python), str(_HERE / "peers" / script), str(job), str(folder)]


OURS = Runner(
    "drafter eval",
    lambda job, folder: [sys.executable, "-m", "evals.bench.peers.ours", str(job), str(folder / "j.jsonl")],
    _printed,
    Path(sys.executable),
)
OTHERS = (
    Runner(
        "pydantic-evals",
        _script(_python("pydantic-evals"), "job_pydantic_evals.py"),
        _printed,
        _python("pydantic-evals"),
    ),
    Runner(
        "inspect_ai", _script(_python("inspect-ai"), "job_inspect_ai.py"), _printed, _python("inspect-ai")
    ),
    Runner("promptfoo", _promptfoo, _of_promptfoo, PEERS / "promptfoo/node_modules/.bin/promptfoo"),
)


def run() -> list[Figure]:
    """Run the job in turn in every runner that is there."""
    runners = [OURS, *(other for other in OTHERS if other.there.exists())]
    for other in OTHERS:
        if not other.there.exists():
            sys.stdout.write(
                f"skip {other.name} is not installed ({other.there}); `make peers` installs it\n"
            )
    seconds: dict[str, list[float]] = {each.name: [] for each in runners}
    with tempfile.TemporaryDirectory() as folder:
        job = Path(folder) / "job.jsonl"
        wanted = _write_job(job)
        for _ in range(ROUNDS):
            for each in runners:
                seconds[each.name].append(_cpu(each, job, wanted))
    medians = {name: median(taken) for name, taken in seconds.items()}
    ours = medians.pop(OURS.name)
    if not medians:
        return []
    best = min(medians.values())
    beside = ", ".join(f"{name} {taken:.2f}" for name, taken in medians.items())
    return [
        Figure(
            f"{CASES} canned answers × 3 checks, whole process, CPU s / the best other runner's",
            f"{ours / best:.2f} ({ours:.2f}; {beside})",
            f"≤ {_BAR}",
            ours / best <= _BAR,
        )
    ]


def _write_job(path: Path) -> Counts:
    """Write the canned answers, some of them faulty, and return how many hold each check."""
    loaded = examples.load()
    wanted = dict.fromkeys(("sections", "forbidden", "length"), 0)
    with path.open("w", encoding="utf-8") as file:
        for number in range(CASES):
            example = loaded[number % len(loaded)]
            texts = dict(example.texts)
            required = list(texts)
            faults = {"sections": number % 12 == 3, "forbidden": number % 25 == 7, "length": number % 12 == 5}
            if faults["sections"]:
                texts[required[-1]] = ""
            if faults["forbidden"]:
                texts[required[0]] += " Our lawyer says no."
            if faults["length"]:
                texts[required[0]] *= 20
            row = {
                "id": f"case-{number:03}",
                "kind": str(example.case.kind),
                "language": str(example.case.language),
                "answer": json.dumps(texts, ensure_ascii=False),
                "required": required,
                "forbidden": "lawyer",
                "most": 4_000,
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            for name, faulty in faults.items():
                wanted[name] += not faulty
    return wanted


def _cpu(each: Runner, job: Path, wanted: Counts) -> float:
    """Return the CPU seconds of one run, whose counts must be the job's."""
    with tempfile.TemporaryDirectory() as folder:
        command = each.command(job, Path(folder))
        environment = {**os.environ, **_QUIET, "PROMPTFOO_CONFIG_DIR": folder, "PYTHONPATH": str(_TOP)}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=folder, env=environment, check=False, timeout=300
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            counts = each.counts(done.stdout, Path(folder))
        except (OSError, ValueError, IndexError, KeyError):
            raise RuntimeError(f"{each.name} failed: {done.stdout[-500:]}{done.stderr[-2000:]}") from None
    if counts != wanted:
        raise RuntimeError(f"{each.name} counts {counts}, and the job holds {wanted}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
