"""Which pages are current, which are due, and who is told."""
