"""The counting itself: exact over threads and processes, and telling nothing about people."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from sello_site.limits import (
    SIGN_IN,
    Limit,
    LimitsUnavailable,
    Scope,
    Verdict,
    clear,
    hit,
    hit_within,
    sweep,
)
from sello_site.limits import service as limits_service
from sello_site.limits.models import Counter
from sello_site.limits.scopes import SCOPES

MINUTE = datetime.timedelta(minutes=1)
TWO_AND_FOUR = Scope(
    name="test", account=Limit(hits=2, window=MINUTE), address=Limit(hits=4, window=MINUTE)
)
ALLOWED = Verdict(True)

real_commits = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.xdist_group("limits"),
    pytest.mark.external_database,
]


def address_of_test_database() -> str:
    database = connection.settings_dict
    login = quote(settings.SELLO_RUNTIME_USER)
    if settings.SELLO_RUNTIME_PASSWORD:
        login += f":{quote(settings.SELLO_RUNTIME_PASSWORD)}"
    host, port = str(database["HOST"]), str(database["PORT"])
    if host.startswith("/"):
        return f"postgresql://{login}@/{database['NAME']}?host={quote(host)}&port={port or 5432}"
    return f"postgresql://{login}@{host}:{port or 5432}/{database['NAME']}"


def hits_by_key() -> list[int]:
    return list(Counter.objects.order_by("hits").values_list("hits", flat=True))


def let_windows_end() -> None:
    Counter.objects.update(ends_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))


@pytest.fixture
def other_connection(transactional_db: None) -> Iterator[psycopg.Connection]:
    with psycopg.connect(address_of_test_database()) as other:
        yield other


@pytest.mark.django_db
def test_hits_are_allowed_up_to_the_limit_and_then_refused_until_the_window_ends() -> None:
    assert [hit(TWO_AND_FOUR, account="a") for _ in range(2)] == [ALLOWED, ALLOWED]
    refused = hit(TWO_AND_FOUR, account="a")
    assert not refused.allowed
    assert 55 <= refused.retry_after_seconds <= 60
    let_windows_end()
    assert hit(TWO_AND_FOUR, account="a") == ALLOWED
    assert hits_by_key() == [1]


@pytest.mark.django_db
def test_refused_hits_do_not_prolong_the_wait() -> None:
    hit(TWO_AND_FOUR, account="a")
    ends_at = Counter.objects.get().ends_at
    for _ in range(4):
        hit(TWO_AND_FOUR, account="a")
    counter = Counter.objects.get()
    assert (counter.hits, counter.ends_at) == (2, ends_at)


@pytest.mark.django_db
def test_the_end_of_a_window_is_told_in_whole_seconds_of_at_least_one() -> None:
    hit(TWO_AND_FOUR, account="a")
    hit(TWO_AND_FOUR, account="a")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sello_limits_counter SET ends_at = statement_timestamp() + interval '900 ms'"
        )
    assert hit(TWO_AND_FOUR, account="a") == Verdict(False, 1)


@pytest.mark.django_db
def test_a_refusal_of_the_account_uses_up_nothing_of_the_shared_address() -> None:
    for _ in range(9):
        hit(TWO_AND_FOUR, account="a", address="192.0.2.1")
    assert hits_by_key() == [2, 2]
    assert hit(TWO_AND_FOUR, account="b", address="192.0.2.1") == ALLOWED


@pytest.mark.django_db
def test_a_refusal_of_the_address_uses_up_nothing_of_accounts_and_adds_no_row() -> None:
    for _ in range(2):
        for account in "ab":
            hit(TWO_AND_FOUR, account=account, address="192.0.2.1")
    before = sorted(Counter.objects.values_list("key", "hits", "ends_at"))
    for account in "cdef":
        assert not hit(TWO_AND_FOUR, account=account, address="192.0.2.1").allowed
    assert sorted(Counter.objects.values_list("key", "hits", "ends_at")) == before
    assert hit(TWO_AND_FOUR, account="c", address="192.0.2.2") == ALLOWED


@pytest.mark.django_db
def test_a_hit_within_a_transaction_is_undone_with_it() -> None:
    with transaction.atomic():
        assert hit_within(TWO_AND_FOUR, account="a") == ALLOWED
        transaction.set_rollback(True)
    assert hits_by_key() == []
    assert [hit_within(TWO_AND_FOUR, account="a") for _ in range(2)] == [ALLOWED, ALLOWED]
    with transaction.atomic():
        refused = hit_within(TWO_AND_FOUR, account="a")
        assert not refused.allowed
        assert 55 <= refused.retry_after_seconds <= 60
        # The caller's transaction goes on.
        assert hit_within(TWO_AND_FOUR, account="b") == ALLOWED
    assert hits_by_key() == [1, 2]


@pytest.mark.django_db
def test_scopes_accounts_and_addresses_are_counted_apart() -> None:
    other = Scope(name="other", account=TWO_AND_FOUR.account, address=TWO_AND_FOUR.address)
    same = "192.0.2.1"
    for scope in (TWO_AND_FOUR, other):
        assert hit(scope, account=same) == hit(scope, address=same) == ALLOWED
    assert hits_by_key() == [1, 1, 1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:DB8:1:2::1", "2001:db8:1:2::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "unix", True),
    ],
)
def test_an_address_is_one_of_ipv4_or_a_whole_64_of_ipv6(
    first: str, second: str, is_same: bool
) -> None:
    hit(TWO_AND_FOUR, address=first)
    hit(TWO_AND_FOUR, address=second)
    assert hits_by_key() == ([2] if is_same else [1, 1])


@pytest.mark.django_db
def test_clearing_an_account_leaves_other_accounts_and_the_address() -> None:
    for account in "aab":
        hit(TWO_AND_FOUR, account=account, address="192.0.2.1")
    clear(TWO_AND_FOUR, account="a")
    assert hits_by_key() == [1, 3]
    assert hit(TWO_AND_FOUR, account="a") == ALLOWED


@pytest.mark.django_db
def test_rows_tell_neither_the_account_nor_the_address_nor_anything_without_the_key(
    settings: Any,
) -> None:
    hit(TWO_AND_FOUR, account="edita@example.org", address="192.0.2.1")
    rows = Counter.objects.values_list("key", flat=True)
    before = set(rows)
    assert [len(key) for key in before] == [64, 64]
    Counter.objects.all().delete()
    settings.SECRET_KEY = "another-" + "y" * 50
    hit(TWO_AND_FOUR, account="edita@example.org", address="192.0.2.1")
    assert before & set(rows.all()) == set()


@pytest.mark.django_db
def test_the_database_refuses_a_key_in_clear_text() -> None:
    now = datetime.datetime.now(datetime.UTC)
    with pytest.raises(Exception, match="counter_key_is_a_hash"), transaction.atomic():
        Counter.objects.create(key="edita@example.org", hits=1, ends_at=now)


@pytest.mark.django_db
@pytest.mark.parametrize("account", ["", "\0", "\udcff", "a" * 100_000, "ñandú@example.cl"])
def test_any_text_can_be_an_account(account: str) -> None:
    assert hit(TWO_AND_FOUR, account=account) == ALLOWED
    assert hits_by_key() == [1]


@pytest.mark.django_db
def test_a_hit_that_nothing_limits_is_a_mistake() -> None:
    accounts_only = Scope(name="accounts", account=Limit(hits=1, window=MINUTE))
    for call in (lambda: hit(SIGN_IN), lambda: hit(accounts_only, address="192.0.2.1")):
        with pytest.raises(ValueError, match="no limit for what was given"):
            call()
    with pytest.raises(ValueError, match="limits nothing"):
        Scope(name="empty")
    with pytest.raises(ValueError, match="at least one hit"):
        Limit(hits=0, window=MINUTE)


def test_declared_scopes_have_names_of_their_own_and_room_for_a_municipality() -> None:
    assert len({scope.name for scope in SCOPES}) == len(SCOPES)
    for scope in SCOPES:
        if scope.account and scope.address:
            assert scope.address.hits >= 10 * scope.account.hits


@pytest.mark.django_db
def test_the_table_is_unlogged() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE oid = 'sello_limits_counter'::regclass"
        )
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db
def test_sweeping_deletes_what_has_ended_and_nothing_else() -> None:
    hit(TWO_AND_FOUR, account="old")
    let_windows_end()
    hit(TWO_AND_FOUR, account="new")
    assert (sweep(), sweep(), hits_by_key()) == (1, 0, [1])


class TestWithRealCommits:
    pytestmark = real_commits

    def test_a_hit_inside_a_transaction_is_refused_as_it_could_be_undone(self) -> None:
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            hit(TWO_AND_FOUR, account="a")

    def test_of_many_threads_exactly_as_many_as_the_limit_are_allowed(self) -> None:
        scope = Scope(
            name="race",
            account=Limit(hits=7, window=MINUTE),
            address=Limit(hits=100, window=MINUTE),
        )
        begin = threading.Barrier(12)
        verdicts: list[bool] = []

        def work() -> None:
            try:
                begin.wait(timeout=20)
                for _ in range(3):
                    verdicts.append(hit(scope, account="a", address="192.0.2.1").allowed)
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert (verdicts.count(True), verdicts.count(False)) == (7, 29)
        assert hits_by_key() == [7, 7]

    def test_of_many_accounts_at_one_address_exactly_the_limit_is_allowed(self) -> None:
        """Hits that share one row and differ in the other never wait for each other in a ring."""
        scope = Scope(
            name="race",
            account=Limit(hits=3, window=MINUTE),
            address=Limit(hits=11, window=MINUTE),
        )
        begin = threading.Barrier(10)
        verdicts: list[bool] = []

        def work(number: int) -> None:
            try:
                begin.wait(timeout=20)
                for step in range(3):
                    account = str((number + step) % 5)
                    verdicts.append(hit(scope, account=account, address="192.0.2.1").allowed)
                    sweep()
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=[number]) for number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert (verdicts.count(True), len(verdicts)) == (11, 30)
        assert sum(hits_by_key()) == 22

    def test_processes_share_the_counters_and_later_ones_find_them(self) -> None:
        program = (
            "import sys, django; django.setup()\n"
            "from sello_site.limits import SIGN_IN, hit\n"
            "print('ready', flush=True); sys.stdin.readline()\n"
            "print(sum(hit(SIGN_IN, account='a', address='192.0.2.1').allowed"
            " for _ in range(6)))\n"
        )
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SELLO_", "DATABASE_"))
        }

        def start() -> subprocess.Popen[str]:
            return subprocess.Popen(
                [sys.executable, "-c", program],
                env={
                    **plain,
                    "DJANGO_SETTINGS_MODULE": "sello_site.settings",
                    "DATABASE_URL": address_of_test_database(),
                    "SELLO_SECRET_KEY": settings.SECRET_KEY,
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )

        def ready(process: subprocess.Popen[str]) -> subprocess.Popen[str]:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            return process

        def allowed(processes: list[subprocess.Popen[str]]) -> list[int]:
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("\n")
                process.stdin.flush()
            return [int(process.communicate(timeout=60)[0]) for process in processes]

        together = [ready(process) for process in [start() for _ in range(3)]]
        assert sum(allowed(together)) == 10
        assert allowed([ready(start())]) == [0]

    def test_a_counter_that_cannot_be_had_makes_the_limits_unavailable(
        self, other_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits_service, "LOCK_SECONDS", 1)
        hit(TWO_AND_FOUR, account="a")
        other_connection.execute("SELECT FROM sello_limits_counter FOR UPDATE")
        with pytest.raises(LimitsUnavailable):
            hit(TWO_AND_FOUR, account="a")
        assert hit(TWO_AND_FOUR, account="b") == ALLOWED
        other_connection.rollback()
        assert hit(TWO_AND_FOUR, account="a") == ALLOWED

    def test_sweeping_waits_for_nobody(self, other_connection: psycopg.Connection) -> None:
        hit(TWO_AND_FOUR, account="a")
        let_windows_end()
        other_connection.execute("SELECT FROM sello_limits_counter FOR UPDATE")
        assert sweep() == 0
        other_connection.rollback()
        assert sweep() == 1
