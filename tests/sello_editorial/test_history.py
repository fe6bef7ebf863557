"""Every change of anything that readers see stands in the history, with who made it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.log_actions import registry
from wagtail.models import Collection

from sello_pages.models import HomePage

pytestmark = pytest.mark.django_db


def _picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, "PNG")
    return SimpleUploadedFile("plaza.png", file.getvalue(), "image/png")


def topic(home: HomePage) -> tuple[str, dict[str, Any], str]:
    values = {"key": "salud", "name": "Salud", "position": "0"}
    return "wagtailsnippets_sello_pages_topic:add", values, "Salud"


def figure(home: HomePage) -> tuple[str, dict[str, Any], str]:
    values = {
        "key": "adheridas",
        "value": "128",
        "label": "municipalidades",
        "date": "2023-12-31",
        "source": "SERMIG",
        "position": "0",
    }
    return "wagtailsnippets_sello_pages_officialfigure:add", values, "128 municipalidades"


def alert(home: HomePage) -> tuple[str, dict[str, Any], str]:
    values = {
        "name": "Corte",
        "level": "info",
        "starts_at": "2026-01-01 10:00",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "0",
        "texts-MIN_NUM_FORMS": "0",
        "texts-MAX_NUM_FORMS": "1000",
        "texts-0-language": "es",
        "texts-0-text": "No atendemos hoy.",
        "texts-0-ORDER": "1",
    }
    return "wagtailsnippets_sello_headless_sitealert:add", values, "Corte"


def menu(home: HomePage) -> tuple[str, dict[str, Any], str]:
    values = {"menu": "footer", "position": "0", "address": "/datos/", "label": "Datos"}
    return "wagtailsnippets_sello_pages_sitelink:add", values, "Datos"


def redirect(home: HomePage) -> tuple[str, dict[str, Any], str]:
    values = {"old_path": "/vieja/", "redirect_link": "https://e.example/", "is_permanent": "on"}
    return "wagtailredirects:add", values, "/vieja"


def collection(home: HomePage) -> tuple[str, dict[str, Any], str]:
    values = {"name": "Fotos", "parent": Collection.get_first_root_node().pk}
    return "wagtailadmin_collections:add", values, "Fotos"


def image(home: HomePage) -> tuple[str, dict[str, Any], str]:
    values = {"title": "Plaza", "file": _picture(), "collection": _root()}
    return "wagtailimages:add", values, "Plaza"


def document(home: HomePage) -> tuple[str, dict[str, Any], str]:
    values = {
        "title": "Bases",
        "file": SimpleUploadedFile("bases.txt", b"Bases", "text/plain"),
        "collection": _root(),
    }
    return "wagtaildocs:add", values, "Bases"


def _root() -> int:
    found: int = Collection.get_first_root_node().pk
    return found


CHANGES = [topic, figure, alert, menu, redirect, collection, image, document]


@pytest.mark.parametrize("change", CHANGES)
def test_who_made_it_stands_in_the_history_of_the_site(
    home: HomePage, people: Any, signed_in: Any, change: Any
) -> None:
    route, values, label = change(home)
    client = signed_in("administrator")
    answer = client.post(reverse(route), values)
    assert answer.status_code == 302
    entries = [
        (entry.action, entry.label, entry.user)
        for model in registry.get_log_entry_models()
        for entry in model.objects.filter(user=people["administrator"])
    ]
    assert entries == [("wagtail.create", label, people["administrator"])]
    history = client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert label in history
    assert people["administrator"].get_full_name() in history


def test_changes_of_a_collection_are_written_down(home: HomePage, signed_in: Any) -> None:
    found = Collection.get_first_root_node().add_child(instance=Collection(name="Fotos"))
    address = reverse("wagtailadmin_collections:edit", args=[found.pk])
    signed_in("administrator").post(address, {"name": "Imágenes", "parent": _root()})
    entries = [(one.action, one.label) for one in registry.get_logs_for_instance(found)]
    assert entries == [("wagtail.edit", "Imágenes")]


def test_history_is_not_for_those_who_may_not_see_it(home: HomePage, signed_in: Any) -> None:
    address = reverse("wagtailadmin_reports:site_history")
    assert [signed_in(name).get(address).status_code for name in ("stranger", "editor")] == [
        302,
        200,
    ]
