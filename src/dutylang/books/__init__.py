"""Audits of whole books in columns: input, judgement, and what is written of it."""
