"""Span tables: who speaks, about which places and themes."""
