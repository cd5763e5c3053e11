"""Benchmarks: one module a figure, each beside what it is compared with, in one run.

``python -m evals.bench`` runs them all and writes ``docs/benchmarks.md``.
"""
