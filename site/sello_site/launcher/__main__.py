"""Chooses what to run, and turns what went wrong into one line and a non-zero exit."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from sello_site.embedded.problems import EmbeddedProblem, is_disk_full
from sello_site.environment import EnvironmentProblem
from sello_site.launcher.places import var_folder
from sello_site.launcher.problems import LauncherProblem
from sello_site.launcher.steps import Steps

USAGE = """\
./sello demo [--port 8000] [--reset]   serve the site on this machine, until Ctrl-C
./sello test [pytest arguments]        every check and test
./sello bench NAME [--json]            a benchmark
./sello database_roles [--sql]         database logins for a server of your own
./sello COMMAND                        any management command; ./sello help lists them
"""


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    # Standard output is block-buffered into a pipe, and then says nothing for minutes.
    steps = Steps()
    try:
        return _dispatch(arguments, steps)
    except (LauncherProblem, EmbeddedProblem) as problem:
        steps.warn(f"sello: {problem}")
    except EnvironmentProblem as problem:
        for line in problem.problems:
            steps.warn(f"sello: {line}")
    except OSError as problem:
        if not is_disk_full(problem):
            raise
        steps.warn(f"sello: No space left on the disk: {problem.filename or problem.strerror}.")
    return 1


def _dispatch(arguments: Sequence[str], steps: Steps) -> int:
    command, *rest = arguments or ("--help",)
    # Imported only where used: each start pays for what it imports.
    if command in ("-h", "--help"):
        sys.stdout.write(USAGE)
        return 0
    if command == "demo":
        from sello_site.launcher.demo import run_demo

        return run_demo(rest, var=var_folder(), steps=steps)
    if command == "test":
        from sello_site.launcher.checks import run_tests

        return run_tests(rest, steps=steps)
    if command == "database_roles":
        from sello_site.launcher.roles import run_database_roles

        return run_database_roles(rest, steps=steps)
    from sello_site.launcher.manage import run_command

    return run_command(arguments, var=var_folder(), steps=steps)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
