"""The example assembly of `tequio demo`: invented people in an invented town."""
