"""Discovery alone: which of the installed entry points become plugins."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

import pytest
from django.apps import apps

from sello_site.plugin_contract import PLATFORM_SLUGS
from sello_site.plugin_registry import PluginRegistry, one_line
from sello_site.plugins import ENTRY_POINT_GROUP


def installed() -> list[EntryPoint]:
    return list(entry_points(group=ENTRY_POINT_GROUP))


def discovered(*further: EntryPoint) -> PluginRegistry:
    registry = PluginRegistry()
    registry.discover({}, found=[*further, *installed()])
    return registry


def test_what_is_required_comes_first() -> None:
    order = list(discovered().classes)
    assert order.index("map") < order.index("pages") < order.index("guides")


@pytest.mark.parametrize("slug", ["pages", "guides"])
def test_nobody_can_take_the_name_of_a_plugin_of_the_platform(slug: str) -> None:
    impostor = EntryPoint(slug, "aaa_elsewhere.apps:Impostor", ENTRY_POINT_GROUP)
    registry = discovered(impostor)
    assert registry.classes[slug].__module__ == f"sello_{slug}.apps"
    assert [str(entry) for entry in registry.quarantined.values()] == [
        f"{slug} of aaa_elsewhere.apps:Impostor (import): "
        f"another installed plugin is called {slug} too"
    ]
    assert not registry.is_quarantined(slug)


def test_one_installation_found_twice_is_one_plugin() -> None:
    registry = discovered(*installed())
    assert (sorted(registry.classes), registry.quarantined) == (
        sorted(point.name for point in installed()),
        {},
    )


def test_reason_is_one_line_of_bounded_length() -> None:
    assert one_line(ValueError("two\nlines")) == "ValueError: two lines"
    assert len(one_line(ValueError("x" * 1000))) == 300


def test_labels_of_the_platforms_own_apps_are_kept_for_them() -> None:
    labels = {
        config.label.removeprefix("sello_")
        for config in apps.get_app_configs()
        if config.name.split(".")[0] == "sello_site"
    }
    assert {"site", "privacy"} <= labels <= PLATFORM_SLUGS
