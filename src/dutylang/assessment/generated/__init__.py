"""A fast path for one case: the policy as one generated function, equal to the reference, which it falls back on."""
