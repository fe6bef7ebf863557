"""Requests of people about their data: asked, confirmed, answered in time, accounted for.

The clock runs from the day of the request, not of its confirmation, so that no deadline that is
told is later than the law's.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats, timezone, translation

from sello_site.outbox import letters
from sello_site.privacy.deadlines import days_after, rule_for
from sello_site.privacy.models import Right, RightsEvent, RightsRequest
from sello_site.privacy.person_data import Erasure, Kept, erase_person, export_person, normalised

HANDLE = "sello_privacy.handle_rightsrequest"
"""The permission of those who answer requests: the data-protection officers."""

CONFIRM_WITHIN = datetime.timedelta(days=7)
DATA_LINK_LASTS = datetime.timedelta(days=14)
"""How long a person can fetch the data after the request for them was granted."""

_WITH_DATA = frozenset({Right.ACCESS, Right.PORTABILITY})


class RequestRefused(Exception):  # noqa: N818  # says what happened
    """The request is not in a state in which this can be done; nothing was changed."""


@transaction.atomic
def ask(*, right: str, name: str, email: str, details: str, language: str) -> RightsRequest:
    """Takes a request, which counts once its address is confirmed by the link that is sent now."""
    token = secrets.token_urlsafe(32)
    request = RightsRequest.objects.create(
        right=right,
        name=name,
        email=normalised(email),
        details=details,
        language=language,
        token_hash=_hash(token),
    )
    _write(request, "rights_confirm", link=_link("confirm", token, language))
    return request


def request_of(*, token: str) -> RightsRequest | None:
    """The request that the link with this token is for, while it can be used."""
    found = RightsRequest.objects.filter(token_hash=_hash(token)).first()
    if found is None:
        return None
    is_late = (
        found.state == RightsRequest.State.UNCONFIRMED
        and found.asked_at < timezone.now() - CONFIRM_WITHIN
    )
    return None if is_late else found


@transaction.atomic
def confirm(*, token: str) -> RightsRequest | None:
    """Confirms the address: the request is open, with its deadline. A second time changes nothing.

    None when the token is for nothing. Raises :class:`NoDeadlineRule` when no deadline is set.
    """
    found = request_of(token=token)
    if found is None:
        return None
    request = _locked(found)
    if request.state != RightsRequest.State.UNCONFIRMED:
        return request
    day = timezone.localdate(request.asked_at)
    rule = rule_for(request.right, day)
    request.state = RightsRequest.State.OPEN
    request.confirmed_at = timezone.now()
    request.due_on = days_after(day, rule.days, rule.unit)
    request.save()
    _note(request, RightsEvent.Kind.CONFIRMED, data={"due_on": request.due_on.isoformat()})
    _write(request, "rights_received")
    for officer in officers():
        letters.send(
            to=officer.email,
            template="rights_new",
            language=settings.LANGUAGE_CODE,
            context=words_for_officers(request),
            key=f"rights:{request.folio}:new:{officer.pk}",
        )
    return request


@transaction.atomic
def extend(*, request: RightsRequest, reason: str, by: Any) -> RightsRequest:
    """Moves the deadline once, as far as its rule allows, and tells the person why.

    Raises :class:`RequestRefused` when it was moved before, has passed, or cannot be moved.
    """
    held = _open(request)
    rule = rule_for(held.right, timezone.localdate(held.asked_at))
    if not reason.strip():
        raise RequestRefused("an extension needs its reason")
    if held.extended_at is not None or held.is_overdue or not rule.extension_days:
        raise RequestRefused("the deadline cannot be moved")
    assert held.due_on is not None  # noqa: S101  # the database holds every open request to it
    held.due_on = days_after(held.due_on, rule.extension_days, rule.unit)
    held.extended_at = timezone.now()
    held.save()
    _note(held, RightsEvent.Kind.EXTENDED, by=by, data={"due_on": held.due_on.isoformat()})
    _write(held, "rights_extended", reason=reason.strip())
    return held


@transaction.atomic
def show_data(*, request: RightsRequest, by: Any, is_download: bool) -> list[Kept]:
    """What is kept about the person, for the officer; that it was looked at is noted."""
    held = _open(request)
    kind = RightsEvent.Kind.EXPORTED if is_download else RightsEvent.Kind.SEEN
    _note(held, kind, by=by)
    return export_person(email=held.email)


@transaction.atomic
def erase(*, request: RightsRequest, by: Any) -> Erasure:
    """Erases over all plugins what need not be kept, and notes how much, and what remains and why.

    Raises :class:`RequestRefused` unless erasure is what was asked for, and
    :class:`PersonDataFailure` when a plugin fails: then nothing is erased.
    """
    held = _open(request)
    if held.right != Right.ERASURE:
        raise RequestRefused("erasure was not asked for")
    erasure = erase_person(email=held.email)
    _note(held, RightsEvent.Kind.ERASED, by=by, data=erasure.as_record())
    return erasure


@transaction.atomic
def close(*, request: RightsRequest, is_granted: bool, answer: str, by: Any) -> RightsRequest:
    """Answers the person and closes the request.

    A granted request for one's data carries a link to fetch them. Raises :class:`RequestRefused`
    without an answer, and for a request for erasure that is granted before anything was erased.
    """
    held = _open(request)
    if not answer.strip():
        raise RequestRefused("closing a request needs an answer")
    kind = RightsEvent.Kind.GRANTED if is_granted else RightsEvent.Kind.REFUSED
    was_erased = held.events.filter(kind=RightsEvent.Kind.ERASED).exists()
    if is_granted and held.right == Right.ERASURE and not was_erased:
        raise RequestRefused("nothing was erased yet")
    held.state = RightsRequest.State.GRANTED if is_granted else RightsRequest.State.REFUSED
    held.closed_at = timezone.now()
    held.answer = answer.strip()
    link = ""
    if is_granted and held.right in _WITH_DATA:
        token = secrets.token_urlsafe(32)
        held.token_hash = _hash(token)
        link = _link("data", token, held.language)
    held.save()
    _note(held, kind, by=by)
    _write(held, "rights_closed", is_granted=is_granted, answer=held.answer, link=link)
    return held


def data_request_of(token: str) -> RightsRequest | None:
    """The granted request whose data the link with this token gives, while it can be used."""
    return RightsRequest.objects.filter(
        token_hash=_hash(token),
        state=RightsRequest.State.GRANTED,
        right__in=_WITH_DATA,
        closed_at__gt=timezone.now() - DATA_LINK_LASTS,
    ).first()


@transaction.atomic
def fetch_data(*, token: str) -> tuple[RightsRequest, list[Kept]] | None:
    """The data themselves, as they are now; that they were fetched is noted."""
    found = data_request_of(token)
    if found is None or not found.email:
        return None
    _note(found, RightsEvent.Kind.EXPORTED)
    return found, export_person(email=found.email)


def officers() -> QuerySet[Any]:
    """Those who answer requests: active people with the permission by a role."""
    label, _dot, codename = HANDLE.partition(".")
    return (
        get_user_model()
        ._default_manager.filter(
            is_active=True,
            groups__permissions__codename=codename,
            groups__permissions__content_type__app_label=label,
        )
        .distinct()
        .order_by("pk")
    )


def _open(request: RightsRequest) -> RightsRequest:
    held = _locked(request)
    if held.state != RightsRequest.State.OPEN:
        raise RequestRefused("the request is not open")
    return held


def _locked(request: RightsRequest) -> RightsRequest:
    return RightsRequest.objects.select_for_update().get(pk=request.pk)


def _note(
    request: RightsRequest, kind: str, *, by: Any = None, data: dict[str, Any] | None = None
) -> None:
    RightsEvent.objects.create(request=request, kind=kind, by=by, data=data or {})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _link(route: str, token: str, language: str) -> str:
    with translation.override(language):
        return settings.SELLO_PUBLIC_URL + reverse(f"sello_privacy:{route}", args=[token])


def words_for_officers(request: RightsRequest) -> dict[str, Any]:
    assert request.due_on is not None  # noqa: S101  # the database holds every open request to it
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "folio": request.folio,
            "right": request.get_right_display(),
            "due_on": formats.date_format(request.due_on, "DATE_FORMAT"),
            "days_left": request.days_left,
            "link": settings.SELLO_EDITORIAL_URL
            + reverse("sello_privacy_office:request", args=[request.folio]),
        }


def _write(request: RightsRequest, template: str, **context: Any) -> None:
    with translation.override(request.language):
        due_on = request.due_on and formats.date_format(request.due_on, "DATE_FORMAT")
        context = {
            "name": request.name,
            "folio": request.folio,
            "right": request.get_right_display(),
            "due_on": due_on,
            **context,
        }
    letters.send(to=request.email, template=template, language=request.language, context=context)
