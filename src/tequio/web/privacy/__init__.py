"""Retention and erasure, over all of the others."""
