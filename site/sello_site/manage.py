"""Runs a management command in the platform's environment; what goes wrong is told in one line."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> None:
    """Entry of ``python -m sello_site.manage`` and of ``./sello COMMAND``.

    Exits with 2 when a setting is wrong and with 3 when the database cannot be reached.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sello_site.settings")
    from sello_site.environment import EnvironmentProblem  # inline: settings may fail below

    arguments = sys.argv if arguments is None else ["sello", *arguments]
    try:
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        sys.exit("sello: Django is not installed; run ./sello, which installs what is needed")
    try:
        execute_from_command_line(arguments)
    except EnvironmentProblem as error:
        for problem in error.problems:
            print(f"sello: {problem}", file=sys.stderr)
        sys.exit(2)
    except OperationalError as error:
        if not _is_connection_failure(error):
            raise
        print(f"sello: database not reachable: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(3)


def _is_connection_failure(error: Exception) -> bool:
    """Whether no server answered: what a server says (disk full, lock, …) carries an SQLSTATE."""
    return getattr(error.__cause__, "sqlstate", None) is None


if __name__ == "__main__":
    main()
