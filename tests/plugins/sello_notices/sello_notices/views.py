"""The public list, the personal page of a reminder, and the admin's screen."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sello_notices.models import NoticePage, Reminder
from sello_notices.notices import current_notices


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/index.html", {"notices": current_notices()})


# No session, so nothing that a forged request could borrow: the token alone gives the right.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    reminder = get_object_or_404(Reminder.objects.select_related("notice"), token=token)
    is_cancelled = request.method == "POST"
    if is_cancelled:
        reminder.delete()
    context = {"reminder": reminder, "is_cancelled": is_cancelled}
    return render(request, "notices/cancel.html", context)


@permission_required("sello_notices.view_reminder", raise_exception=True)
def reminders(request: HttpRequest) -> HttpResponse:
    notices = NoticePage.objects.annotate(waiting=Count("reminders")).order_by("ends_on")
    return render(request, "notices/admin_reminders.html", {"notices": notices})
