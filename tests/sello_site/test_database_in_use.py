"""Migrations, rights and queue as the run-time login meets them, on any PostgreSQL.

CI runs these a second time on a server that is not the embedded one.
"""

from __future__ import annotations

import asyncio

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.errors import InsufficientPrivilege

from sello_site.database_roles import OWNER, RUNTIME
from sello_site.grants import actual_grants, expected_grants
from sello_site.tasks import forget_old_jobs

pytestmark = [pytest.mark.external_database, pytest.mark.django_db]


def test_tests_and_site_use_the_runtime_login() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (RUNTIME,)


def test_every_migration_is_applied() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_every_table_belongs_to_the_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S', 'v')"
        )
        assert cursor.fetchall() == [(OWNER,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE forbidden (number integer)",
        "ALTER TABLE wagtailcore_site ADD COLUMN forbidden integer",
        "DROP TABLE django_session",
        "CREATE TRIGGER forbidden AFTER INSERT ON django_session"
        " EXECUTE FUNCTION sello_public_changed()",
        f"SET ROLE {OWNER}",
        "SET ROLE sello_desk_sermig",
    ],
)
def test_runtime_login_may_not_change_the_schema_or_itself(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


def test_rights_in_the_catalogue_are_those_declared() -> None:
    # What tests/conftest.py gives the run-time login on test databases alone.
    for_tests = {"TRUNCATE", "UPDATE"}
    expected = expected_grants(connection)
    found: dict[str, dict[str, frozenset[str]]] = {}
    for relation, logins in actual_grants(connection).items():
        for login, privileges in logins.items():
            declared = expected.get(relation, {}).get(login, frozenset())
            left = privileges - (for_tests - declared if login == RUNTIME else set())
            if left:
                found.setdefault(relation, {})[login] = left
    assert found == expected


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_deferred_job_is_run_by_the_runtime_login() -> None:
    # A queue of its own: the periodic tasks would use Django from threads that nobody closes.
    job = forget_old_jobs.configure(queue="once").defer(timestamp=0)
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # the Django connector has it

    async def work() -> None:
        # Opened here, so that its connections are closed before the test database is dropped.
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                queues=["once"], wait=False, install_signal_handlers=False, listen_notify=False
            )

    asyncio.run(work())
    assert ProcrastinateJob.objects.get(id=job).status == "succeeded"
    # Sessions that the worker's threads keep for later would hold up the dropping of the database.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database() AND usename = current_user"
        )
