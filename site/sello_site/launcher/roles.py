"""``./sello database_roles``: the logins on a server of one's own, made or printed as SQL."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sello_site import database_roles
from sello_site.launcher.database import LOGIN_VARIABLES, OWNER_VARIABLE, variable_or_file
from sello_site.launcher.problems import LauncherProblem
from sello_site.launcher.steps import Steps


def run_database_roles(arguments: Sequence[str], *, steps: Steps) -> int:
    """Print the SQL, or apply it through an administrator's URL.

    Raises LauncherProblem with the server's reason.
    """
    parser = argparse.ArgumentParser(
        prog="./sello database_roles",
        description="Make the five database logins and the database, or print the SQL for a DBA. "
        "The embedded server has them already.",
    )
    parser.add_argument("--sql", action="store_true", help="print a psql script, change nothing")
    parser.add_argument(
        "--admin-url",
        metavar="URL",
        help="an administrator's postgresql:// address; @FILE reads it from a file, - from "
        "standard input, so that its password stands in no list of processes",
    )
    parser.add_argument("--database", help="its name; by default that in DATABASE_URL, or sello")
    options = parser.parse_args(arguments)
    urls = {login: variable_or_file(name) for name, login in LOGIN_VARIABLES.items()}
    urls[database_roles.OWNER] = variable_or_file(OWNER_VARIABLE)
    runtime_url = urls[database_roles.RUNTIME]
    database = options.database or _database_in(runtime_url) or database_roles.DATABASE
    if options.sql:
        sys.stdout.write(database_roles.script(database))
        return 0
    if not options.admin_url:
        if runtime_url is None:
            steps.say(
                "The embedded server makes its logins itself; for another server give "
                "--admin-url, or --sql for its DBA."
            )
            return 0
        raise LauncherProblem("Give --admin-url to make the logins, or --sql to print the SQL.")
    _apply(_read(options.admin_url), database, urls, steps)
    return 0


def _apply(admin_url: str, database: str, urls: dict[str, str | None], steps: Steps) -> None:
    import psycopg  # --sql works where no driver is installed

    passwords = {}
    for login, url in urls.items():
        parts = urlsplit(url or "")
        if parts.password and unquote(parts.username or "") == login:
            passwords[login] = unquote(parts.password)
    try:
        done = database_roles.apply_to_server(admin_url, database=database, passwords=passwords)
    except psycopg.Error as problem:
        lines = str(problem).strip().splitlines() or ["no reason given"]
        raise LauncherProblem(f"The logins could not be made: {lines[0].strip()}") from None
    for line in done:
        steps.say(line)


def _database_in(url: str | None) -> str | None:
    return unquote(urlsplit(url).path.strip("/")) or None if url else None


def _read(text: str) -> str:
    if text == "-":
        return sys.stdin.readline().strip()
    if text.startswith("@"):
        try:
            return Path(text[1:]).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise LauncherProblem(f"{text[1:]} cannot be read: {problem.strerror}.") from None
    return text
