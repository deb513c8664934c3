"""The pool, and the quotas."""
