"""The register of processing: who declares an activity keeps to it, and can be asked about it.

Each plugin and service that keeps data about people declares its activities in its ``privacy``
module as ``ACTIVITIES``, a tuple of :class:`Activity`. Nothing here reads a database.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, cast

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from sello_site.plugin_registry import registry
from sello_site.plugins import Plugin, PrivacyModule
from sello_site.tabular import Column, Table, Text

_KEY = re.compile(r"[a-z][a-z0-9-]{1,60}")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Activity:
    """One activity of processing, in words for the people concerned and for the officer.

    ``key`` is unique within the plugin. All texts are whole, translatable sentences or lists;
    ``legal_basis`` names the law, and says so where counsel still has to confirm it. Raises
    :class:`ValueError` when something is missing: what cannot be stated must not be processed.
    """

    key: str
    name: Any
    purpose: Any
    legal_basis: Any
    people: Any
    data: Any
    recipients: Any
    retention: Any
    security: Any

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"the key {self.key!r} must be lower-case letters, digits and hyphens")
        for field in dataclasses.fields(self)[1:]:
            text = getattr(self, field.name)
            # A lazy text is not read here: no catalogue is loaded yet.
            if not isinstance(text, Promise) and not (isinstance(text, str) and text.strip()):
                raise ValueError(f"activity {self.key}: {field.name} is missing")


@dataclasses.dataclass(frozen=True)
class Holder:
    """A plugin or service that keeps data about people: its slug, its title, its module."""

    slug: str
    title: Any
    module: PrivacyModule

    @property
    def activities(self) -> tuple[Activity, ...]:
        return tuple(getattr(self.module, "ACTIVITIES", ()))

    @property
    def why_kept(self) -> str:
        """Why something may remain after an erasure, in words; empty when nothing does."""
        return str(getattr(self.module, "KEPT", ""))


def holders() -> list[Holder]:
    """Every service of the platform and every live plugin with a ``privacy`` module, by order."""
    found = [
        Holder(config.label.removeprefix("sello_"), config.verbose_name, module)
        for config in apps.get_app_configs()
        if config.name.startswith("sello_site.") and not isinstance(config, Plugin)
        if (module := _module_of(config)) is not None
    ]
    for plugin, declared in registry.privacy_modules():
        found.append(Holder(plugin.slug, plugin.title, declared))
    return found


def _module_of(config: Any) -> PrivacyModule | None:
    name = "holding" if config.label == "sello_privacy" else "privacy"
    if not module_has_submodule(config.module, name):
        return None
    # inline: modules of services import their models
    from importlib import import_module

    return cast("PrivacyModule", import_module(f"{config.name}.{name}"))


def problems() -> list[str]:
    """One line for each declaration that does not keep the contract."""
    lines = []
    for holder in holders():
        declared = getattr(holder.module, "ACTIVITIES", None)
        if not isinstance(declared, tuple) or not declared:
            lines.append(f"{holder.slug}: privacy.ACTIVITIES must be a tuple of at least one")
            continue
        if not all(isinstance(one, Activity) for one in declared):
            lines.append(f"{holder.slug}: privacy.ACTIVITIES must hold Activity objects")
            continue
        keys = [one.key for one in declared]
        if len(set(keys)) != len(keys):
            lines.append(f"{holder.slug}: a key of privacy.ACTIVITIES is used twice")
    return lines


REGISTER = Table(
    name="register-of-processing",
    title=_("Registro de actividades de tratamiento"),
    columns=(
        Column("activity", _("Actividad"), Text(), required=True),
        Column("name", _("Nombre"), Text()),
        Column("holder", _("Responsable"), Text()),
        Column("purpose", _("Finalidad"), Text()),
        Column("legal_basis", _("Base legal"), Text()),
        Column("people", _("Personas"), Text()),
        Column("data", _("Datos"), Text()),
        Column("recipients", _("Destinatarios"), Text()),
        Column("retention", _("Conservación"), Text()),
        Column("security", _("Seguridad"), Text()),
    ),
    key=("activity",),
)


def register_rows() -> list[dict[str, str]]:
    """The register in the active language, one row for each activity, for screen and table."""
    names = [field.name for field in dataclasses.fields(Activity) if field.name != "key"]
    return [
        {
            "activity": f"{holder.slug}:{activity.key}",
            "holder": str(holder.title),
            **{name: str(getattr(activity, name)) for name in names},
        }
        for holder in holders()
        for activity in holder.activities
    ]
