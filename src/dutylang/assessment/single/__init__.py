"""The reference evaluator: one case, plain Python, the meaning that every faster path is held against."""
