"""A saved audit: what the JSON document holds beyond what its readers need, and the document read back."""
