from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from sello_site.page_cache.triggers import CHANNEL, drop_triggers, sync_triggers

TABLES = {"shown": frozenset({"draft_title"}), "not_yet_migrated": frozenset[str]()}


@pytest.fixture
def writer(connection: BaseDatabaseWrapper, database_url: str) -> Iterator[psycopg.Connection]:
    sync_triggers(connection, TABLES)
    with psycopg.connect(database_url, autocommit=True) as writer:
        yield writer
    drop_triggers(connection)


@pytest.fixture
def listener(writer: psycopg.Connection, database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        yield listener


def announcements(listener: psycopg.Connection) -> int:
    # A notification of a committed transaction comes with the answer to the next statement.
    listener.execute("SELECT 1")
    return len(list(listener.notifies(timeout=0.1)))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO shown (title) VALUES ('x')",
        "UPDATE shown SET title = title || 'x'",
        "UPDATE shown SET title = title || 'x', draft_title = 'y'",
        "DELETE FROM shown WHERE id = (SELECT max(id) FROM shown)",
        "MERGE INTO shown USING (SELECT 1) AS one ON false WHEN NOT MATCHED THEN"
        " INSERT (title) VALUES ('x')",
        "WITH new AS (INSERT INTO shown (title) VALUES ('x') RETURNING id) SELECT id FROM new",
        "DO $$ BEGIN UPDATE shown SET title = title || 'x'; END $$",
        "TRUNCATE shown",
    ],
)
def test_every_kind_of_write_to_a_public_table_is_announced_once(
    writer: psycopg.Connection, listener: psycopg.Connection, statement: str
) -> None:
    writer.execute("INSERT INTO shown (title) VALUES ('there is one')")
    announcements(listener)
    writer.execute(statement)
    assert announcements(listener) == 1


def test_copy_is_announced(writer: psycopg.Connection, listener: psycopg.Connection) -> None:
    with writer.cursor() as cursor, cursor.copy("COPY shown (title) FROM STDIN") as copy:
        copy.write_row(["x"])
    assert announcements(listener) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO hidden (title) SELECT title FROM shown",
        "UPDATE hidden SET title = 'x'",
        "UPDATE shown SET draft_title = 'of a draft'",
        "UPDATE shown SET title = title",
        "SELECT * FROM shown",
    ],
)
def test_what_no_public_page_shows_is_not_announced(
    writer: psycopg.Connection, listener: psycopg.Connection, statement: str
) -> None:
    writer.execute("INSERT INTO shown (title) VALUES ('there is one')")
    announcements(listener)
    writer.execute(statement)
    assert announcements(listener) == 0


def test_a_change_is_announced_at_its_commit_and_a_rollback_never(
    writer: psycopg.Connection, listener: psycopg.Connection
) -> None:
    with writer.transaction():
        writer.execute("INSERT INTO shown (title) VALUES ('x')")
        writer.execute("INSERT INTO shown (title) VALUES ('y')")
        assert announcements(listener) == 0
    assert announcements(listener) == 1
    with writer.transaction(force_rollback=True):
        writer.execute("INSERT INTO shown (title) VALUES ('z')")
    assert announcements(listener) == 0


def test_an_update_counts_on_a_table_without_draft_columns_too(
    connection: BaseDatabaseWrapper, writer: psycopg.Connection, listener: psycopg.Connection
) -> None:
    sync_triggers(connection, {"shown": frozenset()})
    writer.execute("UPDATE shown SET title = title || 'x'")
    assert announcements(listener) == 1


def triggers(writer: psycopg.Connection) -> list[tuple[str, str]]:
    return writer.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE NOT tgisinternal ORDER BY 1, 2"
    ).fetchall()


def test_synchronising_twice_changes_nothing_and_follows_the_declarations(
    connection: BaseDatabaseWrapper, writer: psycopg.Connection
) -> None:
    both = ["sello_public_changed", "sello_public_updated"]
    sync_triggers(connection, TABLES)
    assert triggers(writer) == [("shown", name) for name in both]
    sync_triggers(connection, {"hidden": frozenset()})
    assert triggers(writer) == [("hidden", name) for name in both]
    drop_triggers(connection)
    assert triggers(writer) == []


def test_a_migration_may_still_change_the_type_of_any_column_and_drop_it(
    writer: psycopg.Connection, listener: psycopg.Connection
) -> None:
    with writer.transaction(force_rollback=True):
        writer.execute("ALTER TABLE shown ALTER COLUMN title TYPE varchar(500)")
        writer.execute("ALTER TABLE shown DROP COLUMN draft_title")
        writer.execute("UPDATE shown SET title = title || 'x'")
