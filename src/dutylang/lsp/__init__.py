"""The language server: what an editor asks of a policy, answered from the texts as they stand at the moment."""
