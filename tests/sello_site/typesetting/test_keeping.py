"""Documents that are kept: made once for each state, whole or not at all, and removed in time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Page, Site

from sello_pages.models import ContentPage, HomePage
from sello_site.typesetting import keeping
from sello_site.typesetting.compiling import TypesettingFailed
from sello_site.typesetting.keeping import fingerprint_of, kept, remove_old
from sello_site.typesetting.models import TypesetDocument
from sello_site.typesetting.tasks import remove_old_typeset_documents

HOUR = timedelta(hours=1)


class Maker:
    """Makes the same bytes, and counts how often."""

    def __init__(self, content: bytes = b"%PDF", before: Callable[[], None] | None = None) -> None:
        self.calls = 0
        self.content = content
        self.before = before

    def __call__(self) -> bytes:
        self.calls += 1
        if self.before:
            self.before()
        return self.content


def _keep(make: Callable[[], bytes], **key: Any) -> bytes:
    usual = {"kind": "guide", "subject": "page:1", "language": "es", "fingerprint": "a"}
    return kept(make=make, **{**usual, **key})


@pytest.mark.django_db
def test_document_is_made_once_for_each_state_and_language() -> None:
    make = Maker()
    assert [_keep(make), _keep(make)] == [b"%PDF", b"%PDF"]
    assert make.calls == 1
    _keep(make, fingerprint="b")
    _keep(make, language="ht")
    _keep(make, kind="other")
    _keep(make, subject="page:2")
    assert make.calls == 5
    assert list(TypesetDocument.objects.values_list("renders", flat=True)) == [1] * 5


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_first_requests_at_the_same_time_make_it_once() -> None:
    begun = threading.Event()
    go_on = threading.Event()

    def wait() -> None:
        begun.set()
        assert go_on.wait(10)

    make = Maker(before=wait)
    answers: list[bytes] = []

    def ask() -> None:
        try:
            answers.append(_keep(make))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert answers == [b"%PDF"] * 4
    assert make.calls == 1
    assert TypesetDocument.objects.get().renders == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_crash_in_the_middle_leaves_nothing_half_and_the_next_one_makes_it() -> None:
    def crash() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _keep(crash)
    row = TypesetDocument.objects.get()
    assert (row.content, row.made_at, row.renders, row.problem) == (None, None, 0, "")
    make = Maker()
    assert _keep(make) == b"%PDF"
    assert (make.calls, TypesetDocument.objects.get().renders) == (1, 1)


@pytest.mark.django_db
def test_document_that_failed_rests_before_it_is_tried_again() -> None:
    calls = []

    def fail() -> bytes:
        calls.append(1)
        raise TypesettingFailed("no title")

    for _ in range(2):
        with pytest.raises(TypesettingFailed, match="no title"):
            _keep(fail)
    assert len(calls) == 1
    TypesetDocument.objects.update(failed_at=timezone.now() - keeping.REST)
    make = Maker()
    assert _keep(make) == b"%PDF"
    row = TypesetDocument.objects.get()
    assert (row.renders, row.problem, row.failed_at) == (1, "", None)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_whoever_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_WAIT_SECONDS", 1)
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        go_on.wait(20)

    def ask() -> None:
        try:
            _keep(Maker(before=wait))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(10)
    second = Maker()
    try:
        with pytest.raises(TypesettingFailed, match="for too long"):
            _keep(second)
    finally:
        go_on.set()
        thread.join(20)
    assert second.calls == 0
    assert TypesetDocument.objects.get().renders == 1


@pytest.mark.django_db
def test_new_state_takes_the_place_of_older_ones_after_an_hour() -> None:
    _keep(Maker(), fingerprint="old")
    _keep(Maker(), fingerprint="old", language="ht")
    _keep(Maker(), fingerprint="recent")
    TypesetDocument.objects.filter(fingerprint="old").update(made_at=timezone.now() - HOUR)
    _keep(Maker(), fingerprint="new")
    left = TypesetDocument.objects.order_by("pk").values_list("fingerprint", "language")
    assert list(left) == [("old", "ht"), ("recent", "es"), ("new", "es")]


@pytest.mark.django_db
def test_documents_of_pages_that_are_gone_and_rows_without_content_are_removed() -> None:
    home = HomePage(title="Inicio", slug="inicio", promise="Promesa", summary="Resumen")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home)
    live, draft = (
        home.add_child(instance=ContentPage(title=slug, slug=slug, summary="R", live=is_live))
        for slug, is_live in [("publicada", True), ("borrador", False)]
    )
    for page_id in (live.pk, draft.pk, 2_000_000_000):
        _keep(Maker(), subject=f"page:{page_id}", page_id=page_id)
    _keep(Maker(), subject="picture")
    _keep(Maker(), fingerprint="older", subject="picture")
    TypesetDocument.objects.create(kind="guide", subject="never", language="es", fingerprint="x")
    assert remove_old() == 0
    long_ago = timezone.now() - 2 * HOUR
    TypesetDocument.objects.update(created_at=long_ago)
    TypesetDocument.objects.exclude(content=None).update(made_at=long_ago)
    TypesetDocument.objects.filter(fingerprint="older").update(made_at=timezone.now() - 3 * HOUR)
    remove_old_typeset_documents(timestamp=0)
    left = TypesetDocument.objects.values_list("subject", "fingerprint")
    assert sorted(left) == [(f"page:{live.pk}", "a"), ("picture", "a")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values", [{"content": b"x"}, {"renders": 1}, {"content": b"x", "renders": 1}]
)
def test_table_holds_no_half_document(values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="typeset_document_is_whole"), transaction.atomic():
        TypesetDocument.objects.create(kind="k", subject="s", language="es", **values)
    assert TypesetDocument.objects.count() == 0


def test_fingerprint_follows_data_and_what_lies_beside() -> None:
    first = fingerprint_of({"a": 1, "b": [{"c": "ñ"}]})
    assert first == fingerprint_of({"b": [{"c": "ñ"}], "a": 1})
    assert len({first, fingerprint_of({"a": 2}), fingerprint_of({"a": 1}, "hash")}) == 3


def test_fingerprint_follows_the_templates(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint_of({})
    monkeypatch.setattr(keeping, "TEMPLATES", tmp_path)
    keeping._templates_version.cache_clear()
    try:
        assert fingerprint_of({}) != before
    finally:
        keeping._templates_version.cache_clear()
