"""Without the guides plugin its pages are gone, and the rest of the site stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from sello_site.demo import load_demo

PROBE = """
import django; django.setup()
from bs4 import BeautifulSoup
from django.test import Client
client = Client(SERVER_NAME="localhost", SERVER_PORT="8000")
for address in (
    "/guias/", "/guias/preparar-el-informe/", "/", "/como-adherir/", "/que-es-el-sello/",
    "/sitemap.xml", "/buscar/?q=informe",
):
    response = client.get(address)
    content = response.getvalue() if response.streaming else response.content
    print(address, response.status_code, b"/guias/" in content)
"""
# The page that says so leads to the same address in the other languages.
GONE = "/guias/ 404 True\n/guias/preparar-el-informe/ 404 True\n"
STANDING = "".join(
    f"{address} 200 False\n"
    for address in (
        "/",
        "/como-adherir/",
        "/que-es-el-sello/",
        "/sitemap.xml",
        "/buscar/?q=informe",
    )
)


def runtime_url() -> str:
    """The test's database as the environment names it."""
    there = connection.settings_dict
    parts = f"{there['USER']}:{there['PASSWORD']}" if there["PASSWORD"] else there["USER"]
    if str(there["HOST"]).startswith("/"):
        return f"postgresql://{parts}@/{there['NAME']}?host={there['HOST']}"
    port = f":{there['PORT']}" if there["PORT"] else ""
    return f"postgresql://{parts}@{there['HOST']}{port}/{there['NAME']}"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pages_of_an_excluded_plugin_answer_404_and_nothing_leads_to_them(
    tmp_path: Path, settings: Settings
) -> None:
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SELLO_PUBLIC_URL = "http://localhost:8000"
    load_demo(say=lambda line: None)

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sello_site.settings_test",
        "DATABASE_URL": runtime_url(),
        "SELLO_PLUGINS_EXCLUDE": "guides",
        "SELLO_PUBLIC_URL": "http://localhost:8000",
        "SELLO_VAR": str(tmp_path),
    }
    environment.pop("SELLO_DATABASE_OWNER_URL", None)
    probe = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (probe.stdout, probe.returncode) == (GONE + STANDING, 0), probe.stderr
