from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sello_site.database_settings import django_database
from sello_site.grants import (
    apply_grants,
    declared_grants,
    grant_differences,
    is_of_absent_plugin,
)
from sello_site.management.commands.migrate import _as_owner
from sello_site.plugin_contract import ContractBroken, parse_privileges
from sello_site.plugin_registry import Quarantine, registry

# Grants and row policies are the server's: CI asks a second, external one as well.
pytestmark = pytest.mark.external_database

ALIAS = "owner_of_the_test_database"


@pytest.fixture
def owner(django_db_setup: None, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """The owner's connection to the test database; all it does is rolled back.

    The test run's own extra rights (TRUNCATE) are taken away first, as in production.
    """
    login = django_database(settings.SELLO_DATABASE_OWNER_URL)
    connections.databases[ALIAS] = {
        **connections.databases["default"],
        **{key: login[key] for key in ("USER", "PASSWORD", "HOST", "PORT")},
        "NAME": connection.settings_dict["NAME"],
    }
    owner = connections[ALIAS]
    # Not through the mark django_db, which knows only the databases of the settings.
    with django_db_blocker.unblock():
        try:
            owner.set_autocommit(False)
            apply_grants(owner)
            yield owner
        finally:
            owner.rollback()
            owner.close()
    del connections[ALIAS]
    del connections.databases[ALIAS]


def run(owner: BaseDatabaseWrapper, statement: str) -> None:
    with owner.cursor() as cursor:
        cursor.execute(statement)


def test_privileges_of_every_table_and_sequence_are_as_declared(
    owner: BaseDatabaseWrapper,
) -> None:
    assert grant_differences(owner) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "GRANT TRUNCATE ON sello_map_region TO sello_app",
            "sello_map_region: sello_app has DELETE, INSERT, SELECT, TRUNCATE, UPDATE, "
            "declared DELETE, INSERT, SELECT, UPDATE",
        ),
        (
            "REVOKE INSERT ON sello_map_region FROM sello_app",
            "sello_map_region: sello_app has DELETE, SELECT, UPDATE, "
            "declared DELETE, INSERT, SELECT, UPDATE",
        ),
        (
            "GRANT SELECT ON sello_map_region TO PUBLIC",
            "sello_map_region: PUBLIC has SELECT, declared nothing",
        ),
        (
            "GRANT SELECT (name) ON sello_map_region TO sello_desk_agency",
            "sello_map_region: sello_desk_agency has SELECT(name), declared nothing",
        ),
        (
            "GRANT UPDATE ON SEQUENCE sello_accounts_user_id_seq TO sello_app",
            "sello_accounts_user_id_seq: sello_app has SELECT, UPDATE, USAGE, "
            "declared SELECT, USAGE",
        ),
        (
            "GRANT DELETE ON wagtailcore_pagelogentry TO sello_app",
            "wagtailcore_pagelogentry: sello_app has DELETE, INSERT, SELECT, "
            "declared INSERT, SELECT",
        ),
        (
            "CREATE FUNCTION of_nobody(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "of_nobody(integer): PUBLIC may execute it",
        ),
        (
            "GRANT EXECUTE ON FUNCTION sello_public_changed() TO sello_desk_agency",
            "sello_public_changed(): sello_desk_agency may execute it",
        ),
        (
            "REVOKE EXECUTE ON FUNCTION procrastinate_register_worker_v1() FROM sello_app",
            "procrastinate_register_worker_v1(): sello_app may not execute it",
        ),
        (
            "CREATE TABLE of_nobody (id int); GRANT SELECT ON of_nobody TO sello_app",
            "of_nobody: sello_app has SELECT, declared nothing",
        ),
    ],
)
def test_changes_by_hand_are_found_and_mended(
    owner: BaseDatabaseWrapper, statement: str, told: str
) -> None:
    run(owner, statement)
    assert grant_differences(owner) == [told]
    apply_grants(owner)
    assert grant_differences(owner) == []


def test_row_security_that_nobody_declared_is_found(owner: BaseDatabaseWrapper) -> None:
    run(owner, "ALTER TABLE sello_map_region ENABLE ROW LEVEL SECURITY")
    run(owner, "CREATE POLICY everybody ON sello_map_region USING (true)")
    assert grant_differences(owner) == [
        "sello_map_region: row security enabled=True forced=False policies=everybody, "
        "declared nothing"
    ]


def test_declared_row_security_must_be_enabled_forced_and_complete(
    owner: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = registry.plugin("map")
    assert plugin is not None
    monkeypatch.setattr(type(plugin), "row_policies", {"Region": ("by_region",)})
    run(owner, "CREATE POLICY by_region ON sello_map_region USING (true)")
    run(owner, "ALTER TABLE sello_map_region ENABLE ROW LEVEL SECURITY")
    assert len(grant_differences(owner)) == 1
    run(owner, "ALTER TABLE sello_map_region FORCE ROW LEVEL SECURITY")
    assert grant_differences(owner) == []


def test_tables_of_a_quarantined_plugin_keep_their_privileges(
    owner: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(owner, "CREATE TABLE sello_away_thing (id int)")
    run(owner, "GRANT SELECT ON sello_away_thing TO sello_app")
    monkeypatch.setitem(registry.quarantined, "away", Quarantine("away", "ready", "broken"))
    monkeypatch.setitem(registry.quarantined, "ma", Quarantine("ma", "ready", "broken"))
    assert grant_differences(owner) == []
    assert is_of_absent_plugin("sello_away_thing")
    assert not is_of_absent_plugin("sello_map_region")


def test_runtime_login_may_only_read_which_migrations_ran() -> None:
    assert declared_grants()["django_migrations"] == {"sello_app": frozenset({"SELECT"})}


def test_runtime_login_may_only_add_to_wagtails_records() -> None:
    declared = declared_grants()
    assert [declared[f"wagtailcore_{kind}logentry"] for kind in ("page", "model")] == [
        {"sello_app": frozenset({"SELECT", "INSERT"})}
    ] * 2


def test_other_privileges_than_the_four_cannot_be_declared() -> None:
    with pytest.raises(ContractBroken, match="unknown privileges: TRUNCATE"):
        parse_privileges("SELECT, truncate")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_migrating_leaves_the_connection_as_it_was_also_on_failure() -> None:
    before = dict(connection.settings_dict)
    lent = []

    def fail() -> None:
        with _as_owner(connection), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            lent.append(cursor.fetchone())
            raise RuntimeError("a migration failed")

    with pytest.raises(RuntimeError, match="a migration failed"):
        fail()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        after = cursor.fetchone()
    assert (lent, after, connection.settings_dict) == (
        [("sello_owner",)],
        (settings.SELLO_RUNTIME_USER, before["NAME"]),
        before,
    )
