"""Drawing the panel."""
