"""What the rules say of a case: the result types and the evaluators."""
