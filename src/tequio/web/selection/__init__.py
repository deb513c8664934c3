"""Lottery and draw, shown."""
