"""The files by which organisations and focal persons come in and go out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sello_accounts.days import today
from sello_accounts.membership_roles import membership_roles
from sello_accounts.models import Invitation, Membership, Organisation, User, normalised_email
from sello_accounts.problems import AccessProblem, NotAllowed
from sello_accounts.rights import Actor, administration
from sello_accounts.services.invitations import invite
from sello_accounts.services.organisations import save_organisation
from sello_map.models import Municipality, Region
from sello_site.tabular import (
    Choice,
    Column,
    Date,
    Email,
    Outcome,
    Report,
    RowRefused,
    Table,
    Text,
    import_rows,
)


@dataclass(frozen=True)
class OrganisationCode:
    """The code of an organisation. A spreadsheet eats the zero of ``05109``: it is put back."""

    @property
    def expected(self) -> str:
        return _("el código CUT de la comuna, como 05109, o un código como dr-05")

    def __call__(self, text: str) -> str:
        code = text.strip().lower()
        if re.fullmatch(r"[0-9]{4,5}", code):
            return code.zfill(5)
        if len(code) > 20 or not re.fullmatch(r"[a-z][a-z0-9-]*", code):
            raise ValueError
        return code

    def write(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class RegionCode:
    """The code of a region, two digits."""

    @property
    def expected(self) -> str:
        return _("el código de una región, de dos dígitos, como 05")

    def __call__(self, text: str) -> str:
        code = text.strip().zfill(2)
        if not re.fullmatch(r"[0-9]{2}", code) or not 1 <= int(code) <= 16:
            raise ValueError
        return code

    def write(self, value: Any) -> str:
        return str(value)


ORGANISATIONS = Table(
    name="accounts.organisations",
    title=gettext_lazy("Organizaciones"),
    columns=(
        Column("code", gettext_lazy("Código"), OrganisationCode(), required=True, aliases=("CUT",)),
        Column(
            "kind", gettext_lazy("Tipo"), Choice(dict(Organisation.Kind.choices)), required=True
        ),
        Column("name", gettext_lazy("Nombre"), Text(160), empty=""),
        Column("region", gettext_lazy("Región"), RegionCode()),
        Column("active_from", gettext_lazy("Activa desde"), Date()),
        Column("active_until", gettext_lazy("Activa hasta"), Date()),
    ),
    key=("code",),
)


def focal_persons() -> Table:
    """The table of focal persons; a function, since plugins may declare more roles."""
    roles = {name: name for name in membership_roles()}
    return Table(
        name="accounts.focal-persons",
        title=gettext_lazy("Personas focales"),
        columns=(
            Column(
                "email",
                gettext_lazy("Correo electrónico"),
                Email(),
                required=True,
                aliases=("Correo",),
            ),
            Column("first_name", gettext_lazy("Nombre"), Text(150), empty=""),
            Column("last_name", gettext_lazy("Apellidos"), Text(150), empty=""),
            Column(
                "organisation",
                gettext_lazy("Código de la organización"),
                OrganisationCode(),
                required=True,
                aliases=("CUT",),
            ),
            Column("role", gettext_lazy("Rol"), Choice(roles), required=True),
            Column("starts_on", gettext_lazy("Desde"), Date()),
            Column("ends_on", gettext_lazy("Hasta"), Date()),
        ),
        key=("email", "organisation", "role"),
    )


def import_organisations(*, actor: Actor, file: IO[bytes], file_name: str, dry_run: bool) -> Report:
    """Brings organisations in by their code. Raises :class:`NotAllowed`."""
    _require_administration(actor)

    def apply(row: dict[str, Any]) -> Outcome:
        return _apply_organisation(actor, row)

    return import_rows(
        table=ORGANISATIONS, file=file, file_name=file_name, apply=apply, dry_run=dry_run
    )


def import_focal_persons(*, actor: Actor, file: IO[bytes], file_name: str, dry_run: bool) -> Report:
    """Writes an invitation for each row. Whoever was invited to a role once, or had it, is not
    invited again by a file: who left stays out. Raises :class:`NotAllowed`."""
    _require_administration(actor)

    def apply(row: dict[str, Any]) -> Outcome:
        return _apply_focal_person(actor, row)

    return import_rows(
        table=focal_persons(), file=file, file_name=file_name, apply=apply, dry_run=dry_run
    )


def organisation_rows(organisations: QuerySet[Organisation]) -> list[dict[str, Any]]:
    """Organisations as :data:`ORGANISATIONS` writes them."""
    return [
        {
            "code": one.code,
            "kind": one.kind,
            "name": one.name,
            "region": one.region_id,
            "active_from": one.active_from,
            "active_until": one.active_until,
        }
        for one in organisations.order_by("kind", "code")
    ]


def _require_administration(actor: Actor) -> None:
    if administration(actor) is None:
        raise NotAllowed


def _apply_organisation(actor: Actor, row: dict[str, Any]) -> Outcome:
    organisation = Organisation.objects.filter(code=row["code"]).first()
    is_new = organisation is None
    if organisation is None:
        organisation = Organisation(code=row["code"], kind=row["kind"], active_from=today())
    elif organisation.kind != row["kind"]:
        raise RowRefused(_("Ya existe con otro tipo."), column="kind")
    _fill(organisation, row)
    try:
        is_changed = save_organisation(actor=actor, organisation=organisation)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        known = {column.name for column in ORGANISATIONS.columns}
        raise RowRefused(messages[0], column=field if field in known else None) from error
    if is_new:
        return Outcome.CREATED
    return Outcome.UPDATED if is_changed else Outcome.UNCHANGED


def _fill(organisation: Organisation, row: dict[str, Any]) -> None:
    name = row.get("name")
    if organisation.kind == Organisation.Kind.MUNICIPALITY:
        municipality = Municipality.objects.filter(pk=row["code"]).first()
        if municipality is None:
            raise RowRefused(_("No hay una municipalidad con este código."), column="code")
        if row.get("region") not in {None, municipality.pk[:2]}:
            raise RowRefused(_("La comuna no está en esta región."), column="region")
        organisation.municipality = municipality
        name = name or organisation.name or municipality.name
    else:
        if not row["code"][0].isalpha():
            raise RowRefused(_("Solo las municipalidades tienen código CUT."), column="code")
        if row.get("region"):
            organisation.region = Region.objects.get(pk=row["region"])
        name = name or organisation.name
    if not name:
        raise RowRefused(_("Escriba el nombre."), column="name")
    organisation.name = name
    # A column that is not in the file changes nothing; a blank cell opens the end.
    if row.get("active_from"):
        organisation.active_from = row["active_from"]
    if "active_until" in row:
        organisation.active_until = row["active_until"]


def _apply_focal_person(actor: Actor, row: dict[str, Any]) -> Outcome:
    email = normalised_email(row["email"])
    organisation = Organisation.objects.filter(code=row["organisation"]).first()
    if organisation is None:
        raise RowRefused(
            _("No hay una organización con este código: impórtela antes."), column="organisation"
        )
    known = {"organisation": organisation, "role": row["role"]}
    user = User.objects.filter(email=email)
    if (
        Invitation.objects.filter(email=email, **known).exists()
        or Membership.objects.filter(user__in=user, **known).exists()
    ):
        return Outcome.UNCHANGED
    try:
        invite(
            actor=actor,
            email=email,
            organisation=organisation,
            role=row["role"],
            first_name=row.get("first_name") or "",
            last_name=row.get("last_name") or "",
            starts_on=row.get("starts_on"),
            ends_on=row.get("ends_on"),
        )
    except AccessProblem as problem:
        columns = {column.name for column in focal_persons().columns}
        raise RowRefused(
            str(problem), column=problem.field if problem.field in columns else None
        ) from problem
    return Outcome.CREATED
