"""A whole example assembly, made through the same actions as a real one, and the links to look at it."""
