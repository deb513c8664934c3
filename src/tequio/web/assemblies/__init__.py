"""An assembly, its team, its texts, its stages."""
