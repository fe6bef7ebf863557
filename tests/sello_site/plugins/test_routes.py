"""Addresses of the API: which are the platform's own, and which belong to which plugin."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from sello_site.plugin_contract import (
    RESERVED_API_PATHS,
    URL_PREFIX,
    ContractBroken,
    verify_declarations,
)
from sello_site.plugin_registry import registry
from sello_site.plugins import Plugin
from sello_site.routes import leaves, plugin_of_api_path


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/api/v3/map/figures", "atlas"),
        ("/api/v3/map", "atlas"),
        ("/api/v3/mapa/", None),
        ("/api/v3/plugins/opening-hours/1/", "opening_hours"),
        ("/api/v3/plugins/", None),
        ("/api/v3/pages/map/", None),
        ("/api/v3/", None),
        ("/map/figures", None),
        ("/mapa/", None),
    ],
)
def test_an_address_of_the_api_tells_its_plugin(path: str, slug: str | None) -> None:
    assert plugin_of_api_path(path) == slug


def test_an_address_stays_that_of_a_plugin_that_was_withdrawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = {slug: plugin for slug, plugin in registry.classes.items() if slug != "atlas"}
    monkeypatch.setattr(registry, "classes", others)
    monkeypatch.setattr(registry, "held_api_paths", {"map": "atlas"})
    assert plugin_of_api_path("/api/v3/map/figures") == "atlas"


def test_what_the_platform_has_under_the_api_is_reserved() -> None:
    parts = [where.split("/") for _name, where in leaves(get_resolver().url_patterns)]
    served = {part[2] for part in parts if part[:2] == ["api", "v3"]}
    plugins = {plugin.api_path for plugin in registry.plugins()}
    assert {one for one in served - plugins if URL_PREFIX.fullmatch(one)} <= RESERVED_API_PATHS


@pytest.mark.parametrize("path", ["pages", "whoami", "docs", "plugins", "Hours", "a/b", ""])
def test_a_plugin_cannot_take_an_address_of_the_platforms_api(path: str) -> None:
    plugin = type(
        "Here",
        (Plugin,),
        {
            "name": "sello_hours",
            "label": "sello_hours",
            "slug": "hours",
            "title": "Horas",
            "api_path": path,
        },
    )
    with pytest.raises(ContractBroken, match="api_path"):
        verify_declarations(plugin, entry_point_name="hours")
