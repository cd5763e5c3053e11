"""Evaluation: what a change of prompt, guide, policy or model does to letters, before a customer sees one."""
