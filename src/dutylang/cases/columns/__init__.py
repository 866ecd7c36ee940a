"""Many cases at once, as columns: what the columnar evaluator reads in place of case records."""
