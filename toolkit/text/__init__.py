"""Files to documents to words."""
