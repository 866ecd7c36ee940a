"""The file on one person in one case, for the body that decides on liability: as HTML and as DOCX."""
