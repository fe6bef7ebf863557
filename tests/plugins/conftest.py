"""The distributions here are installed and tested by tests/sello_site/plugins, in environments of
their own; in this one they are not installed."""

collect_ignore_glob = ["*"]
