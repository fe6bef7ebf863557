"""What the platform shows on the admin's start page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from sello_site.plugin_registry import Quarantine, registry
from sello_site.signals import DashboardTile, dashboard_tiles
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def start_page(client: Client, django_user_model: Any) -> Any:
    """Asks for the admin's start page as an administrator; returns its HTML."""
    signed_in(client, django_user_model.objects.create_superuser(email="a@example.org"))

    def ask() -> str:
        response = client.get("/admin/")
        assert response.status_code == 200
        return response.content.decode()

    return ask


@pytest.fixture
def receivers() -> Iterator[Any]:
    connected = []

    def connect(receiver: Any) -> None:
        dashboard_tiles.connect(receiver, weak=False)
        connected.append(receiver)

    yield connect
    for receiver in connected:
        dashboard_tiles.disconnect(receiver)


def test_a_banner_names_quarantined_plugins(start_page: Any, monkeypatch: Any) -> None:
    assert "Complementos apartados" not in start_page()
    entry = Quarantine("agenda", "import", "ImportError: <b>no module</b>")
    monkeypatch.setitem(registry.quarantined, "agenda", entry)
    page = start_page()
    assert "Complementos apartados" in page
    assert "<strong>agenda</strong> (import): ImportError: &lt;b&gt;no module&lt;/b&gt;" in page


def test_tiles_of_plugins_are_shown_without_those_of_a_broken_one(
    start_page: Any, receivers: Any
) -> None:
    def broken(**_: Any) -> list[DashboardTile]:
        raise RuntimeError("broken")

    def whole(request: Any, **_: Any) -> list[DashboardTile]:
        return [DashboardTile(title="<Dos> guías", text=request.user.email, url="/admin/pages/")]

    receivers(broken)
    receivers(whole)
    page = start_page()
    assert "<strong>&lt;Dos&gt; guías</strong> <span>a@example.org</span>" in page


def test_the_panels_bring_no_script(start_page: Any, receivers: Any, monkeypatch: Any) -> None:
    receivers(lambda **_: [DashboardTile(title="Una", text="", url="/admin/")])
    monkeypatch.setitem(registry.quarantined, "agenda", Quarantine("agenda", "import", "x"))
    panels = re.findall(
        r'<section[^>]*aria-labelledby="(?:quarantined-plugins|dashboard-tiles)".*?</section>',
        start_page(),
        re.DOTALL,
    )
    assert len(panels) == 2
    assert not re.search(r"<script|style=|\son\w+=", "".join(panels))
