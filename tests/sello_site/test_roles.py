from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission

from sello_site.plugin_registry import registry
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR, declared_roles, synchronise_roles

pytestmark = pytest.mark.django_db


def permissions_of(role: str) -> set[str]:
    return {
        f"{label}.{codename}"
        for label, codename in Group.objects.get(name=role).permissions.values_list(
            "content_type__app_label", "codename"
        )
    }


@pytest.mark.parametrize("role", [AUTHOR, EDITOR, ADMINISTRATOR])
def test_migrating_has_given_each_role_all_that_is_declared(role: str) -> None:
    assert declared_roles()[role] - permissions_of(role) == set()


def test_plugins_add_to_the_roles_of_the_platform() -> None:
    plugin = registry.plugin("accounts")
    assert plugin is not None
    assert set(plugin.roles[ADMINISTRATOR]) <= declared_roles()[ADMINISTRATOR]


def test_what_an_administrator_added_by_hand_stays_and_nothing_is_doubled() -> None:
    by_hand = Permission.objects.get(codename="add_collection")
    group = Group.objects.get(name=AUTHOR)
    group.permissions.add(by_hand)
    before = permissions_of(AUTHOR)
    synchronise_roles()
    assert (permissions_of(AUTHOR), Group.objects.filter(name=AUTHOR).count()) == (before, 1)
