"""Asking for an address as somebody, and what the database itself counted meanwhile."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

BOOKKEEPING = frozenset({"django_session", "sello_limits_counter", "usersessions_usersession"})
"""Tables that say that somebody was there; every request may touch them."""

SIGN_IN = "sign"
REFUSED = "back"

_COUNTED = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


def rows_written() -> dict[str, int]:
    """Table → rows inserted, updated and deleted in this transaction, what was undone included.

    PostgreSQL's own count, so that nothing that was written in any way is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED)
        return dict(cursor.fetchall())


class Visitor:
    """Somebody who asks for one address after another, each as if it were the first.

    ``cookies`` are those of the sign-in: an answer may take them away. What changes in the tables
    of ``passing`` is not counted.
    """

    def __init__(self, client: Client, cookies: str, passing: frozenset[str] = frozenset()) -> None:
        self.client = client
        self._passing = BOOKKEEPING | passing
        # Whether the first look at a picture makes a rendition hangs on what was seen before.
        caches["renditions"].clear()
        self._cookies = cookies

    def ask(self, method: str, path: str, **data: Any) -> tuple[Any, frozenset[str]]:
        """The answer, and the tables in which it changed rows; nothing of it stays."""
        self.client.cookies = SimpleCookie(self._cookies)
        before = rows_written()
        # Not an atomic block, in which what must be committed at once would refuse to run.
        savepoint = transaction.savepoint()
        response: Any = self.client.generic(method, path, **data)
        if response.streaming:
            b"".join(response)
        transaction.set_rollback(False)
        transaction.savepoint_rollback(savepoint)
        after = rows_written()
        changed = {table for table, rows in after.items() if rows != before.get(table)}
        return response, frozenset(changed - self._passing)

    def word(self, method: str, path: str) -> str:
        """The answer as the table writes it (see the head of the table)."""
        response, changed = self.ask(method, path)
        return f"{_word(response)}{'w' if changed else ''}"


def _word(response: Any) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    where = urlsplit(response["Location"]).path
    return {"/cuenta/entrar/": SIGN_IN, "/admin/": REFUSED}.get(where, "302")
