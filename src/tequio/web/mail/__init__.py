"""Mail: an outbox in the database, templates a language, and what became of each letter."""
