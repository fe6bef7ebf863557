"""Roles of the editorial zone: Django groups whose permissions the plugins declare."""

from __future__ import annotations

from collections import defaultdict

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from sello_site.plugin_registry import registry
from sello_site.routes import routes_of
from sello_site.zones import Zone

AUTHOR = "Autoría"
EDITOR = "Edición"
ADMINISTRATOR = "Administración"
DATA_PROTECTION = "Protección de datos"
TRANSLATOR = "Traducción"
"""Edits the translations of the languages that were given to the person (sello_site.translations).
"""

PLATFORM_ROLES: dict[str, tuple[str, ...]] = {
    AUTHOR: (
        "wagtailadmin.access_admin",
        "wagtailimages.add_image",
    ),
    EDITOR: (
        "wagtailadmin.access_admin",
        "sello_headless.add_sitealert",
        "sello_headless.change_sitealert",
        "sello_headless.delete_sitealert",
    ),
    ADMINISTRATOR: (
        "wagtailadmin.access_admin",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
        "wagtailcore.change_site",
        "sello_headless.add_sitealert",
        "sello_headless.change_sitealert",
        "sello_headless.delete_sitealert",
        "sello_headless.change_webhooksubscription",
        "sello_translations.add_translatorlanguage",
        "sello_translations.change_translatorlanguage",
        "sello_translations.delete_translatorlanguage",
        "sello_outbox.view_letter",
        "sello_outbox.resend_letter",
        "sello_outbox.view_localletter",
        "sello_outbox.lift_suppression",
    ),
    TRANSLATOR: ("wagtailadmin.access_admin", "sello_translations.translate"),
    DATA_PROTECTION: (
        "wagtailadmin.access_admin",
        "sello_privacy.handle_rightsrequest",
        "sello_privacy.publish_text",
    ),
}


def declared_roles() -> dict[str, set[str]]:
    """Role → permissions as ``app_label.codename``, over the platform and all plugins."""
    roles: dict[str, set[str]] = defaultdict(set)
    for role, permissions in PLATFORM_ROLES.items():
        roles[role] |= set(permissions)
    for plugin in registry.plugins():
        for role, permissions in plugin.roles.items():
            roles[role] |= set(permissions)
    return dict(roles)


def editorial_roles() -> set[str]:
    """Names of the declared roles that open no route of the desk zone.

    Only these may be given by those who manage people in the editorial zone, which has no way
    into the desk.
    """
    opens_the_desk = {
        route.needs
        for plugin in registry.plugins()
        for route in routes_of(plugin)
        if route.zone is Zone.DESK
    }
    return {
        role for role, permissions in declared_roles().items() if not permissions & opens_the_desk
    }


@transaction.atomic
def synchronise_roles() -> None:
    """Creates the declared roles and adds their permissions.

    Permissions that an administrator added by hand stay; nothing is taken away.
    """
    by_name = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, names in declared_roles().items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.add(*[by_name[name] for name in sorted(names) if name in by_name])


def has_by_role(user: AbstractBaseUser, permission: str) -> bool:
    """Whether a group of somebody active has the permission (``app_label.codename``); unlike
    ``has_perm``, being a superuser does not count."""
    app_label, _, codename = permission.partition(".")
    return (
        user.is_active
        and Permission.objects.filter(
            group__user=user.pk, content_type__app_label=app_label, codename=codename
        ).exists()
    )
