"""The web platform: Django, thin, over the library, which knows nothing of it."""
