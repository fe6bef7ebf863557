"""Traps of the platform that were found by running it, each held by a test that would catch it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from wagtail.models import Page

from sello_accounts.models import User

PASSWORD = "a long passphrase for tests"


def test_modelsearch_is_not_listed_beside_wagtails_own_search() -> None:
    assert not apps.is_installed("modelsearch")


def test_nothing_asks_for_gdal() -> None:
    # With Django's admin installed, django-leaflet's admin would import GeoDjango.
    assert not apps.is_installed("django.contrib.admin")
    assert [name for name in sys.modules if name.startswith("django.contrib.gis.gdal")] == []


@pytest.mark.parametrize("missing", ["DATABASE_URL", "SELLO_SECRET_KEY"])
def test_a_web_process_without_what_it_needs_ends_in_one_line(missing: str) -> None:
    environment = {
        "DATABASE_URL": "postgresql://nobody@localhost/nothing",
        "SELLO_SECRET_KEY": "k" * 50,
        "PATH": "/usr/bin:/bin",
    }
    del environment[missing]
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import sello_site.wsgi"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # Whitenoise warns where no static files were collected; that is not what is asked here.
    lines = [line for line in done.stderr.splitlines() if line.startswith("sello:")]
    assert (done.returncode, [line.partition(" is missing")[0] for line in lines]) == (
        1,
        [f"sello: {missing}"],
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/_util/login/", "/ht/_util/login/"])
def test_the_other_sign_in_door_lets_nobody_in_by_password(client: Client, address: str) -> None:
    User.objects.create_superuser("someone@example.org", PASSWORD)
    client.post(address, {"username": "someone@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_api_gives_rich_text_as_html_not_as_the_database_keeps_it(client: Client) -> None:
    from sello_pages.models import ContentPage

    assert settings.WAGTAILAPI_RICH_TEXT_FORMAT == "html"
    root = Page.objects.get(depth=1).get_children().get()
    page = ContentPage(
        title="Texto",
        slug="texto",
        summary="Uno.",
        body=[("text", f'<p>Ver <a linktype="page" id="{root.pk}">inicio</a></p>')],
    )
    root.add_child(instance=page)
    page.save_revision().publish()
    answer = client.get(f"/api/v3/pages/{page.pk}/")
    assert answer.status_code == 200
    assert "linktype" not in answer.content.decode()


@pytest.mark.django_db
def test_the_search_index_serves_a_query_by_its_index_not_row_by_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM sello_site_searchentry"
            " WHERE vector @@ to_tsquery('spanish', 'informe')"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan" in plan
