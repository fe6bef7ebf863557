"""The job that looks again at what is published."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob
from wagtail.documents.models import Document
from wagtail.images import get_image_model

from sello_editorial.checking import renewal, tasks
from sello_editorial.checking.models import PageCheck
from sello_editorial.checking.renewal import check_page, check_pages
from sello_site.signals import ContentProblem, content_problems

from .conftest import MakePage, text

pytestmark = pytest.mark.django_db


def found(page: Any) -> tuple[int, int]:
    """Errors and warnings of a page when it was last looked at."""
    check = PageCheck.objects.get(pk=page.pk)
    return check.errors, check.warnings


def asked_of_the_worker() -> list[dict[str, Any]]:
    """What the jobs that wait are to begin after, the first asked for first."""
    jobs = ProcrastinateJob.objects.filter(task_name=tasks.check_more.name).order_by("pk")
    return [job.args for job in jobs]


def take_from_the_queue() -> None:
    """The waiting jobs are gone, as when a worker has them; Django may only read their table."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def picture() -> Any:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(file, "PNG")
    return get_image_model().objects.create(
        title="Foto", file=ImageFile(io.BytesIO(file.getvalue()), name="foto.png")
    )


def test_page_becomes_wrong_when_its_picture_goes(make_page: MakePage) -> None:
    image = picture()
    block = {"image": image.pk, "decorative": False, "alternative_text": "Una oficina"}
    page = make_page(body=[{"type": "picture", "value": block}], live=True)
    check_page(page.pk)
    assert found(page) == (0, 0)
    image.delete()
    check_page(page.pk)
    assert found(page)[0] == 1


def test_page_is_warned_of_when_its_document_goes(make_page: MakePage, db: None) -> None:
    document = Document.objects.create(title="Acta", file="acta.pdf")
    link = f'<p><a linktype="document" id="{document.pk}">El acta</a></p>'
    page = make_page(body=[text(link)], live=True)
    check_page(page.pk)
    assert found(page) == (0, 0)
    document.delete()
    check_page(page.pk)
    check = PageCheck.objects.get(pk=page.pk)
    assert (check.errors, check.warnings) == (0, 1)
    assert check.problems == [
        {
            "place": "Contenido › 1. Texto",
            "message": "Un enlace lleva a un documento que ya no existe: elija otro o quítelo.",
            "is_error": False,
        }
    ]


def test_page_becomes_wrong_when_a_rule_is_added(make_page: MakePage) -> None:
    def short(sender: None, *, page: Any, **kwargs: Any) -> list[ContentProblem]:
        return [ContentProblem("short", "Es muy corta.")]

    page = make_page(live=True)
    content_problems.connect(short)
    try:
        check_page(page.pk)
    finally:
        content_problems.disconnect(short)
    assert found(page) == (1, 0)


def test_all_published_pages_are_looked_at_some_at_a_time(make_page: MakePage, home: Any) -> None:
    pages = [make_page(f"Página {number}", live=True) for number in range(3)]
    make_page("Borrador")
    numbers = sorted([home.pk, *(page.pk for page in pages)])
    after, looked_at = 0, []
    while after is not None:
        after = check_pages(after=after, seconds=-1)
        looked_at.append(PageCheck.objects.count())
    assert looked_at == [1, 2, 3, 4]
    assert sorted(PageCheck.objects.values_list("pk", flat=True)) == numbers
    assert check_pages(after=0, seconds=60) is None


def test_page_whose_checks_fail_does_not_keep_the_others(
    make_page: MakePage, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    first, second = make_page("Primera", live=True), make_page("Segunda", live=True)
    real = renewal.problems_of

    def failing(page: Any) -> Any:
        if page.pk == first.pk:
            raise RuntimeError("broken")
        return real(page)

    monkeypatch.setattr(renewal, "problems_of", failing)
    assert check_pages(after=0, seconds=60) is None
    assert PageCheck.objects.filter(pk__in=[first.pk, second.pk]).get().pk == second.pk
    assert f"the checks of page {first.pk} failed" in caplog.text


def test_page_that_went_meanwhile_is_passed_over(home: Any) -> None:
    check_page(2**31 - 1)
    assert PageCheck.objects.count() == 0


def test_job_leaves_the_rest_to_the_next_one(
    make_page: MakePage, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_page(live=True)
    monkeypatch.setattr(tasks, "SECONDS", -1.0)  # so that each job looks at one page
    tasks.check_published(timestamp=0)
    assert asked_of_the_worker() == [{"after": 0}]
    take_from_the_queue()
    tasks.check_more(after=0)
    first = PageCheck.objects.get().pk
    assert asked_of_the_worker() == [{"after": first}]
    take_from_the_queue()
    tasks.check_more(after=first)
    assert asked_of_the_worker() == []
    assert PageCheck.objects.count() == 2


@pytest.mark.parametrize("number", [0, 2])
def test_check_goes_with_its_page(make_page: MakePage, number: int) -> None:
    pages = [make_page(f"Página {one}", live=True) for one in range(2)]
    for page in pages:
        check_page(page.pk)
    for page in pages[:number]:
        page.delete()
    assert PageCheck.objects.count() == 2 - number
