"""The platform's contract tests, over every plugin that is installed here, this one included."""

from sello_site.testing import *  # noqa: F403  # the one line that a plugin needs
