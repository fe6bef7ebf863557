"""Where people manage who of their organisation has access, below ``/cuenta/personas/``."""

from __future__ import annotations

from django.urls import include, path

from sello_accounts.account_views import (
    designations,
    invitations,
    lists,
    memberships,
    overview,
    region,
    second_factors,
    substitutions,
)

_place = [
    path("", overview.place, name="place"),
    path("historial/", overview.history, name="history"),
    path("lista/", lists.confirm, name="list_confirm"),
    path("invitar/", invitations.invite, name="invite"),
    path(
        "invitaciones/<int:pk>/reenviar/", invitations.resend_invitation, name="invitation_resend"
    ),
    path("invitaciones/<int:pk>/retirar/", invitations.revoke_invitation, name="invitation_revoke"),
    path("pertenencias/<int:pk>/terminar/", memberships.end_membership, name="membership_end"),
    path("pertenencias/<int:pk>/rol/", memberships.change_role, name="membership_role"),
    path(
        "pertenencias/<int:pk>/segundo-factor/",
        second_factors.new_second_factor,
        name="second_factor",
    ),
    path(
        "pertenencias/<int:pk>/subrogar/", substitutions.add_substitution, name="substitution_add"
    ),
    path(
        "subrogancias/<int:pk>/terminar/", substitutions.end_substitution, name="substitution_end"
    ),
]

urlpatterns = [
    path("", overview.index, name="index"),
    path("region/", region.region, name="region"),
    path(
        "designaciones/<int:pk>/presentar/",
        designations.request_designation,
        name="designation_request",
    ),
    path("designaciones/<int:pk>/", designations.designation, name="designation"),
    path(
        "designaciones/<int:pk>/documento/",
        designations.designation_document,
        name="designation_document",
    ),
    # Last: a code could read like one of the words above, though no municipality's does.
    path("<slug:code>/", include(_place)),
]
