"""Organisations: made and changed by SERMIG's administration, one by one or from a file."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sello_accounts.models import AccessEvent, Organisation
from sello_accounts.problems import NotAllowed
from sello_accounts.record import record
from sello_accounts.rights import Actor, administration

_RECORDED = ("code", "kind", "name", "municipality_id", "region_id", "active_from", "active_until")


@transaction.atomic
def save_organisation(*, actor: Actor, organisation: Organisation) -> bool:
    """Writes a new or changed organisation; says whether anything is new.

    Raises :class:`NotAllowed`, and Django's :class:`ValidationError` by field. The kind and the
    code of an organisation stay: roles and letters hang on them.
    """
    authority = administration(actor)
    if authority is None:
        raise NotAllowed
    before = (
        Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
        if organisation.pk
        else None
    )
    organisation.full_clean()
    if before is not None:
        if (before.kind, before.code) != (organisation.kind, organisation.code):
            raise ValidationError(
                {"kind": _("El tipo y el código de una organización no se cambian.")}
            )
        if all(getattr(before, name) == getattr(organisation, name) for name in _RECORDED):
            return False
        # Its state belongs to the lists, and may have changed since the form was read.
        organisation.save(
            update_fields=["name", "municipality", "region", "active_from", "active_until"]
        )
    else:
        organisation.save()
    record(
        AccessEvent.Kind.ORGANISATION_SAVED,
        authority=authority,
        organisation=organisation,
        code=organisation.code,
        is_new=before is None,
        active_from=organisation.active_from,
        active_until=organisation.active_until,
    )
    return True
