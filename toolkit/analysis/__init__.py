"""Counts, measures and comparisons over span tables."""
