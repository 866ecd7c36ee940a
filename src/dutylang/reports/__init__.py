"""Reports read an assessment and say it: as text, story, JSON or table. They compute no verdict."""
