"""Contract tests over every plugin that is installed, for the platform and for plugin authors.

A plugin's own test suite needs one line, ``from sello_site.testing import *``; ``-k <slug>``
picks one plugin. They need pytest, pytest-django and a database, and send real requests.
"""

# ruff: noqa: S101 - these are tests, which other projects import

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from sello_site.checks import route_problems, undeclared_models
from sello_site.environment import plugin_variables
from sello_site.grants import (
    actual_grants,
    declared_grants,
    expected_grants,
    policy_differences,
)
from sello_site.plugin_contract import verify_module
from sello_site.plugin_registry import registry
from sello_site.plugins import OPTIONAL_MODULES, Plugin
from sello_site.privacy.register import Holder, holders, problems
from sello_site.routes import Route, namespace, routes_of
from sello_site.zones import Zone, is_served, zone_of_path

__all__ = [
    "privacy_examples",
    "test_access_names_permissions_that_exist",
    "test_migrations_are_complete",
    "test_models_are_declared_and_granted",
    "test_modules_keep_the_contract",
    "test_nav_items_lead_to_public_routes",
    "test_no_installed_plugin_is_quarantined",
    "test_privacy_module_forgets_what_it_exports_or_explains",
    "test_privileges_in_the_database_are_as_declared",
    "test_response_keeps_the_rules_of_its_zone",
    "test_routes_are_declared_and_fit_their_zone",
    "test_settings_are_frozen_and_explained",
    "test_templates_and_static_files_lie_under_the_slug",
    "test_titles_can_be_translated",
]

TOKENS = {
    "int": "987654321",
    "slug": "no-such-thing",
    "str": "no-such-thing",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uuidstr": "00000000-0000-4000-8000-000000000000",
    "path": "no/such/thing",
}
_PARAMETER = re.compile(r"[<{](?:(?P<kind>\w+):)?\w+[>}]")

# Filled when the module is imported, which pytest does once Django is set up.
_PLUGINS = registry.plugins()
_every_plugin = pytest.mark.parametrize("plugin", _PLUGINS, ids=lambda plugin: plugin.slug)
_every_route = pytest.mark.parametrize(
    "route",
    [route for plugin in _PLUGINS for route in routes_of(plugin)],
    ids=lambda route: f"{route.plugin}-{route.module}-{route.name}",
)


def test_no_installed_plugin_is_quarantined() -> None:
    assert [str(entry) for entry in registry.quarantined.values()] == []


@_every_plugin
def test_modules_keep_the_contract(plugin: Plugin) -> None:
    for name in OPTIONAL_MODULES:
        verify_module(plugin, name)


@_every_plugin
def test_routes_are_declared_and_fit_their_zone(plugin: Plugin) -> None:
    assert route_problems(plugin) == []


def address_of(route: Route) -> str:
    """A path that leads to the route, with values in it that stand for nothing."""
    return _PARAMETER.sub(lambda found: TOKENS[found["kind"] or "str"], route.pattern)


@pytest.mark.django_db
@_every_route
def test_response_keeps_the_rules_of_its_zone(route: Route, client: Client) -> None:
    address = address_of(route)
    assert zone_of_path(address) is route.zone
    for method in ("get", "head", "options", "post"):
        response = getattr(client, method)(address)
        assert zone_breaches(response, route.zone) == [], f"{method} {address}"
    if route.zone is Zone.DESK:
        assert client.get(address).status_code in ({302} if is_served(Zone.DESK) else {404})


def zone_breaches(response: HttpResponse, zone: Zone) -> list[str]:
    """What in this answer to a stranger breaks the rules of its zone; also for one's own tests."""
    headers = response.headers
    breaches = []
    if response.status_code >= 500:
        breaches.append(f"status {response.status_code}")
    if settings.SESSION_COOKIE_NAME in response.cookies:
        breaches.append("a session for a stranger")
    if "Access-Control-Allow-Credentials" in headers:
        breaches.append("credentials allowed to other sites")
    control = {part.strip() for part in headers.get("Cache-Control", "").split(",")}
    if zone is Zone.PUBLIC:
        if response.cookies:
            breaches.append(f"cookies {sorted(response.cookies)}")
        if "cookie" in headers.get("Vary", "").lower():
            breaches.append("Vary: Cookie")
        if response.status_code == 200 and control & {"private", "no-store"}:
            breaches.append(f"Cache-Control {headers['Cache-Control']}")
        if headers.get("Access-Control-Allow-Origin", "*") != "*":
            breaches.append("CORS for some sites only")
    else:
        if not control >= {"private", "no-store"}:
            breaches.append(f"Cache-Control {headers.get('Cache-Control')}")
        if "noindex" not in headers.get("X-Robots-Tag", ""):
            breaches.append("no X-Robots-Tag: noindex")
        if "Access-Control-Allow-Origin" in headers:
            breaches.append("open to other sites")
        if zone is Zone.PERSONAL and response.cookies:
            breaches.append(f"cookies {sorted(response.cookies)}")
    return breaches


@_every_plugin
def test_models_are_declared_and_granted(plugin: Plugin) -> None:
    assert undeclared_models(plugin) == []
    tables = {
        model._meta.db_table
        for model in plugin.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    assert sorted(tables - declared_grants().keys()) == []


@pytest.mark.django_db
def test_privileges_in_the_database_are_as_declared() -> None:
    # Test runs, and they alone, may empty tables and set sequences.
    actual = {
        relation: {
            login: privileges - {"TRUNCATE", "UPDATE" if relation.endswith("_seq") else ""}
            for login, privileges in logins.items()
        }
        for relation, logins in actual_grants(connection).items()
    }
    assert {
        relation: held
        for relation, logins in actual.items()
        if (held := {login: rights for login, rights in logins.items() if rights})
    } == expected_grants(connection)
    assert policy_differences(connection) == []


@pytest.mark.django_db
@_every_plugin
def test_migrations_are_complete(plugin: Plugin) -> None:
    output = io.StringIO()
    try:
        call_command("makemigrations", plugin.label, check=True, dry_run=True, stdout=output)
    except SystemExit:
        pytest.fail(output.getvalue())


def _files_below(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


@_every_plugin
@pytest.mark.parametrize("kind", ["templates", "static"])
def test_templates_and_static_files_lie_under_the_slug(plugin: Plugin, kind: str) -> None:
    outside = [
        name
        for name in _files_below(Path(plugin.path) / kind)
        if not name.startswith((f"{plugin.slug}/", f"{plugin.label}/"))
    ]
    assert outside == []


@_every_plugin
def test_settings_are_frozen_and_explained(plugin: Plugin) -> None:
    variables = plugin_variables(plugin.slug, plugin.Settings)
    assert [variable.name for variable in variables if not variable.purpose] == []
    if plugin.Settings is not None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(plugin.settings, dataclasses.fields(plugin.Settings)[0].name, None)


@_every_plugin
def test_nav_items_lead_to_public_routes(plugin: Plugin) -> None:
    unreachable = []
    for item in plugin.nav:
        try:
            address = reverse(f"{namespace(plugin.slug)}:{item.url_name}")
        except NoReverseMatch:
            unreachable.append(item.url_name)
            continue
        if zone_of_path(address) is not Zone.PUBLIC:
            unreachable.append(item.url_name)
    assert unreachable == []


@_every_plugin
def test_titles_can_be_translated(plugin: Plugin) -> None:
    texts: list[Any] = [plugin.title, *(item.label for item in plugin.nav)]
    assert [text for text in texts if not isinstance(text, Promise)] == []


@pytest.fixture
def privacy_examples() -> Mapping[str, Callable[[str], object]]:
    """Slug → what writes everything that the plugin may keep about an address.

    A plugin's own suite defines this fixture again, after the import of this module, with an
    example of its own; without one the contract is only asked about a stranger.
    """
    return {}


@pytest.mark.django_db
@pytest.mark.parametrize("holder", holders(), ids=lambda holder: holder.slug)
def test_privacy_module_forgets_what_it_exports_or_explains(
    holder: Holder, privacy_examples: Mapping[str, Callable[[str], object]]
) -> None:
    assert [line for line in problems() if line.startswith(f"{holder.slug}:")] == []
    address = "nadie@persona.example"
    export, erase = holder.module.export, holder.module.erase
    assert (export(email=address), erase(email=address)) == ([], 0)
    example = privacy_examples.get(holder.slug)
    if example is None:
        return
    example(address)
    other = "otra@persona.example"
    example(other)
    before = export(email=address)
    assert before != []
    assert json.loads(json.dumps(before, allow_nan=False)) == before
    others = export(email=other)
    assert isinstance(erase(email=address), int)
    after = export(email=address)
    assert after == [] or holder.why_kept.strip()
    assert export(email=other) == others, "something of somebody else was erased"
    assert erase(email=address) == 0, "what is erased once is erased"


@pytest.mark.django_db
@_every_plugin
def test_access_names_permissions_that_exist(plugin: Plugin) -> None:
    from django.contrib.auth.models import Permission  # inline: models need Django set up

    existing = {
        f"{label}.{codename}"
        for label, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    named = {needed for needed in plugin.access.values() if "." in needed}
    named |= {item.permission for item in plugin.nav if item.permission is not None}
    named |= {one for permissions in plugin.roles.values() for one in permissions}
    assert sorted(named - existing) == []
