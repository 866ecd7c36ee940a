"""Case files, tables and scenarios → case records, with the place of every fault."""
