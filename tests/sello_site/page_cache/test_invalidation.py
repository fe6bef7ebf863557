from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import isolate_apps
from psycopg import sql

from sello_site.page_cache import Generation, GenerationFileError
from sello_site.page_cache.invalidation import Invalidation

TABLES = {"shown": frozenset({"draft_title", "locked"}), "plain": frozenset[str]()}


class Witness:
    """Stands where the generation stands, and looks at the database as another process would."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.titles_at_bump: list[list[str]] = []
        self.fails = False

    def bump(self) -> None:
        with psycopg.connect(self._url) as other:
            rows = other.execute("SELECT title FROM shown ORDER BY id").fetchall()
        self.titles_at_bump.append([row[0] for row in rows])
        if self.fails:
            raise GenerationFileError("the disk is gone")

    @property
    def bumps(self) -> int:
        return len(self.titles_at_bump)


@pytest.fixture
def witness(connection: BaseDatabaseWrapper, database_url: str) -> Iterator[Witness]:
    with psycopg.connect(database_url) as other:
        other.execute("TRUNCATE shown, hidden RESTART IDENTITY")
        other.execute("INSERT INTO shown (title) VALUES ('a'), ('b')")
    witness = Witness(database_url)
    invalidation = Invalidation(lambda: witness, lambda: TABLES)  # type: ignore[arg-type, return-value]  # stands in for the counter
    invalidation.install()
    yield witness
    invalidation.uninstall()


@pytest.fixture
def run(connection: BaseDatabaseWrapper, witness: Witness) -> Callable[..., None]:
    def execute(statement: Any, parameters: Any = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    return execute


@pytest.fixture
def shown_model() -> Iterator[type[models.Model]]:
    with isolate_apps("sello_site"):

        class Shown(models.Model):
            title = models.TextField()
            draft_title = models.TextField(null=True)  # noqa: DJ001 - told apart from ''

            class Meta:
                app_label = "sello_site"
                db_table = "shown"

        yield Shown


def test_every_way_of_the_orm_bumps_after_the_change_is_visible(
    witness: Witness, shown_model: Any
) -> None:
    page = shown_model(title="c")
    page.save()
    page.title = "d"
    page.save()
    shown_model.objects.filter(title="d").update(title="e")
    shown_model.objects.filter(title="e").update(title=models.functions.Upper("title"))
    shown_model.objects.bulk_create([shown_model(title="f")])
    shown_model.objects.filter(title__in=["E", "f"]).delete()
    assert witness.titles_at_bump == [
        ["a", "b", "c"],
        ["a", "b", "d"],
        ["a", "b", "e"],
        ["a", "b", "E"],
        ["a", "b", "E", "f"],
        ["a", "b"],
    ]


def test_saving_a_draft_does_not_bump(witness: Witness, shown_model: Any) -> None:
    page = shown_model.objects.get(title="a")
    page.draft_title = "new"
    page.save(update_fields=["draft_title"])
    shown_model.objects.update(draft_title=None)
    assert witness.bumps == 0
    page.save(update_fields=["draft_title", "title"])
    assert witness.bumps == 1


def test_reading_does_not_bump(witness: Witness, shown_model: Any) -> None:
    with transaction.atomic():
        list(shown_model.objects.select_for_update())
    list(shown_model.objects.raw("WITH x AS (SELECT * FROM shown) SELECT * FROM x"))
    assert witness.bumps == 0


def test_a_transaction_bumps_once_and_after_its_commit(witness: Witness, run: Any) -> None:
    with transaction.atomic():
        run("UPDATE shown SET title = 'x' WHERE id = 1")
        run("UPDATE shown SET title = 'y' WHERE id = 2")
        assert witness.bumps == 0
    assert witness.titles_at_bump == [["x", "y"]]


def roll_back(run: Any) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        run("UPDATE shown SET title = 'x' WHERE id = 1")
        raise ZeroDivisionError


def test_a_rollback_does_not_bump(witness: Witness, run: Any) -> None:
    roll_back(run)
    assert witness.bumps == 0


def test_a_savepoint_rolled_back_does_not_bump_but_the_rest_does(
    witness: Witness, run: Any
) -> None:
    with transaction.atomic():
        roll_back(run)
    assert witness.bumps == 0
    with transaction.atomic():
        roll_back(run)
        run("UPDATE shown SET title = 'y' WHERE id = 2")
    with transaction.atomic():
        run("UPDATE shown SET title = 'z' WHERE id = 2")
        roll_back(run)
    assert witness.titles_at_bump == [["a", "y"], ["a", "z"]]


def test_a_commit_callback_that_raises_does_not_take_the_bump_down(
    witness: Witness, run: Any
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with suppress(ZeroDivisionError), transaction.atomic():
        transaction.on_commit(fail)
        run("UPDATE shown SET title = 'x'")
    assert witness.titles_at_bump == [["x", "x"]]


def test_a_bump_that_fails_does_not_fail_the_write(
    witness: Witness, run: Any, caplog: pytest.LogCaptureFixture
) -> None:
    witness.fails = True
    run("UPDATE shown SET title = 'x'")
    assert witness.titles_at_bump == [["x", "x"]]
    assert [record.message for record in caplog.records] == [
        "page cache not told of a change: the disk is gone"
    ]


def test_a_connection_opened_inside_somebody_elses_wrapper_is_watched_after_it(
    connection: BaseDatabaseWrapper, witness: Witness, run: Any
) -> None:
    def passing_on(execute: Callable[..., Any], *rest: Any) -> Any:
        return execute(*rest)

    with connection.execute_wrapper(passing_on):
        run("SELECT 1")
    assert passing_on not in connection.execute_wrappers
    run("UPDATE shown SET title = 'x'")
    assert witness.bumps == 1


def test_a_connection_opened_again_is_watched_once(
    connection: BaseDatabaseWrapper, witness: Witness, run: Any
) -> None:
    run("SELECT 1")
    connection.close()
    run("UPDATE shown SET title = 'x'")
    assert witness.bumps == 1


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO "shown" ("title") VALUES (%s)',
        "insert into shown(title) select 'x'",
        'UPDATE "shown" SET "title" = %s WHERE "shown"."id" = %s',
        "UPDATE shown SET title = 'x'",
        "UPDATE ONLY public.shown SET title = 'x'",
        'UPDATE "public"."shown" SET title = 1',
        "UPDATE Shown SET title = 'x'",
        "\n  update\n shown\n set title = 'x'",
        'UPDATE "shown" SET "draft_title" = %s, "title" = %s WHERE "shown"."id" = %s',
        'UPDATE "shown" SET "draft_title" = (SELECT 1), "title" = %s WHERE "shown"."id" = %s',
        "UPDATE shown SET draft_title = 'x', title = 'y' WHERE id = 1",
        'UPDATE "plain" SET "draft_title" = %s WHERE "plain"."id" = %s',
        "DELETE FROM shown",
        "TRUNCATE hidden, shown",
        'TRUNCATE "shown";',
        "COPY shown FROM STDIN",
        "MERGE INTO shown USING hidden ON shown.id = hidden.id WHEN MATCHED THEN DELETE",
        "WITH gone AS (DELETE FROM shown RETURNING *) INSERT INTO hidden SELECT * FROM gone",
        "SELECT 1; UPDATE shown SET title = 'x'",
        "UPDATE hidden SET title = 'x'; UPDATE shown SET title = 'x'",
        "DO $$ BEGIN UPDATE shown SET title = 'x'; END $$",
        "ALTER TABLE shown ADD COLUMN extra text",
        sql.SQL("UPDATE {} SET title = 'x'").format(sql.Identifier("shown")),
        b"UPDATE shown SET title = 'x'",
    ],
)
def test_statements_that_may_change_a_public_table_are_noticed(statement: Any) -> None:
    assert Invalidation(no_generation, lambda: TABLES).writes_public(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM shown",
        "SELECT * FROM shown FOR UPDATE",
        "  select 'UPDATE shown'",
        "SELECT * FROM shown; ",
        "WITH x AS (SELECT * FROM shown) SELECT * FROM x",
        'UPDATE "shown" SET "draft_title" = %s, "locked" = NULL WHERE "shown"."id" = %s',
        "UPDATE hidden SET title = (SELECT title FROM shown)",
        "INSERT INTO hidden SELECT * FROM shown",
        "DELETE FROM hidden WHERE id IN (SELECT id FROM shown)",
        "DELETE FROM shown_long_ago",
        "UPDATE other.hidden SET title = 'x'",
        "SAVEPOINT shown",
    ],
)
def test_statements_that_cannot_change_a_public_table_are_let_pass(statement: str) -> None:
    assert not Invalidation(no_generation, lambda: TABLES).writes_public(statement)


def no_generation() -> Generation:
    raise AssertionError("asked for although nothing was bumped")
