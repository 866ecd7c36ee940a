"""A policy as a document that people read: articles, duties, periods, and who must do what by when."""
