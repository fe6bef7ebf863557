"""Webhooks: whoever subscribed is told of each change of what the public sees."""
