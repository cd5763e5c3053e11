"""Strain on the review room, in any measure: short in the tests, long in the benchmarks."""
