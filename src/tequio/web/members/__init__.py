"""Offers, confirmations, replacements."""
