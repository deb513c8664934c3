"""Tequio: public decisions, from a fair draw to a public answer."""

__version__ = "0.1.0"
