"""Frame, letters and answers to them."""
