"""How often something may be asked from one network or for one mailbox."""
