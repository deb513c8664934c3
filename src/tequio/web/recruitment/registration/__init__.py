"""How volunteers register."""
