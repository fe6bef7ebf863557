"""Raises the generation after each commit that wrote to a public table through Django.

Every statement that Django sends passes through here, so `save()`, `QuerySet.update()`,
`bulk_create()`, tree moves and raw SQL are all seen, and none of them can leave a stale page
behind once its commit has returned. What Django does not send (psycopg's `copy()`, functions that
write, other hosts) is left to the triggers, milliseconds later.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.sql import Composable

from sello_site.page_cache.generation import Generation, GenerationFileError
from sello_site.page_cache.public_tables import PublicTables

logger = logging.getLogger("sello.page_cache")

_NAME = r'(?:"?public"?\.)?"?([A-Za-z_][A-Za-z0-9_$]*)"?'
# The forms Django writes, whose one target is certain. Nothing else is taken apart: there, a verb
# that writes and the name of a public table are enough.
_SINGLE_TARGET = re.compile(
    rf"\s*(?:INSERT\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?)\s+{_NAME}(?:[\s(]|$)",
    re.IGNORECASE,
)
_PLAIN_UPDATE = re.compile(
    r'UPDATE "\w+" SET ((?:"\w+" = (?:%s|NULL)(?:, )?)+)(?: WHERE .*)?', re.DOTALL
)
_ASSIGNED = re.compile(r'"(\w+)" = ')
_READ = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_WRITING_VERBS = frozenset(
    {"alter", "call", "copy", "delete", "do", "drop", "execute", "insert", "merge", "truncate"}
    | {"update"}
)


class Invalidation:
    """Watches the statements of all Django connections of this process.

    `tables` is asked once, when the first statement that writes is seen: models must be loaded by
    then, and are not yet when this is installed. `generation` is asked for each bump, so that a
    command that writes nothing public needs no file.
    """

    def __init__(
        self, generation: Callable[[], Generation], tables: Callable[[], PublicTables]
    ) -> None:
        self._generation = generation
        self._load_tables = tables
        self._tables: PublicTables | None = None

    def install(self) -> None:
        """Watch every connection opened from now on."""
        connection_created.connect(self._watch, weak=False)

    def uninstall(self) -> None:
        """Watch no further connections; for tests."""
        connection_created.disconnect(self._watch)

    def _watch(self, connection: BaseDatabaseWrapper, **_: Any) -> None:
        if self._execute not in connection.execute_wrappers:
            # In front: `connection.execute_wrapper()` removes the last one when it ends, which
            # must be its own even if the connection was opened inside it.
            connection.execute_wrappers.insert(0, self._execute)

    def _execute(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if self.writes_public(sql):
            self._bump_after_commit(context["connection"])
        return result

    def writes_public(self, sql: Any) -> bool:
        """Whether the statement may change what public pages show; in doubt, yes."""
        text = _text(sql)
        single = ";" not in text.rstrip("; \n")
        if single and _READ.match(text):
            return False
        if self._tables is None:
            self._tables = {name.lower(): quiet for name, quiet in self._load_tables().items()}
        target = _SINGLE_TARGET.match(text)
        if single and target:
            quiet = self._tables.get(target[1].lower())
            if quiet is None:
                return False
            plain = _PLAIN_UPDATE.fullmatch(text) if quiet else None
            return plain is None or not quiet.issuperset(_ASSIGNED.findall(plain[1]))
        words = {word.lower() for word in _WORD.findall(text)}
        return not (words.isdisjoint(_WRITING_VERBS) or words.isdisjoint(self._tables))

    def _bump_after_commit(self, connection: BaseDatabaseWrapper) -> None:
        if connection.get_autocommit() and not connection.in_atomic_block:
            self._bump()
            return
        callbacks: list[Any] = connection.run_on_commit
        if not any(callback == self._bump for _, callback, _ in callbacks):
            # First, and not through transaction.on_commit: a callback that raises takes those
            # registered after it down, and readers should not wait for the others.
            callbacks.insert(0, (set(connection.savepoint_ids), self._bump, True))

    def _bump(self) -> None:
        try:
            self._generation().bump()
        except GenerationFileError as error:
            # The write itself is committed and must not look failed; the trigger has told the
            # listener of whichever host serves the pages.
            logger.warning("page cache not told of a change: %s", error)


def _text(sql: Any) -> str:
    if isinstance(sql, Composable):
        return sql.as_string(None)
    return sql.decode(errors="replace") if isinstance(sql, bytes) else str(sql)
