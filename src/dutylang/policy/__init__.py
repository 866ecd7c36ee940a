"""Trees → the checked policy: names resolved, types known, duties that can be kept."""
