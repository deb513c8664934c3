"""Frame, invitations, registration, pool, quotas."""
