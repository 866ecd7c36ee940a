"""Reports read an assessment and say it: as text, as a story, as JSON, as a table. They compute no verdict."""
