"""Trains the classifiers of the policy, from labelled passages, letters and messages."""
