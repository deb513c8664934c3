"""Results as pages for people, in English and Spanish; one module a computation."""
