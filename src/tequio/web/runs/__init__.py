"""A stored computation: inputs, lease, progress, result; it is the queue."""
