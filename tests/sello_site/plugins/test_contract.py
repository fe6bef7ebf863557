"""The contract tests over all bundled plugins."""

from sello_site.testing import *  # noqa: F403  # as any plugin's own suite has it
