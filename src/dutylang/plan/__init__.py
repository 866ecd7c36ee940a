"""The normal form that every evaluator reads."""
