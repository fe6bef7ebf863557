"""Where somebody is signed in, and ending it."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from sello_accounts.sign_in import second_factor

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Browser and system, as people call them; empty when nothing is known. It is a claim."""
    found = [
        next((name for mark, name in known if mark in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name)


class Sessions(LoginRequiredMixin, TemplateView):
    """The list; a POST ends the session ``session``, or all others."""

    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = sorted(
            UserSession.objects.purge_and_list(self.request.user),
            key=lambda session: (not session.is_current(), -session.created_at.timestamp()),
        )
        for session in sessions:
            session.device = device_of(session.user_agent) or _("Equipo desconocido")
        return {**super().get_context_data(**kwargs), "sessions": sessions}

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("session", "")
        mine = UserSession.objects.filter(user=request.user)
        if wanted.isascii() and wanted.isdigit():
            others = mine.exclude(session_key=request.session.session_key)
            get_object_or_404(others, pk=int(wanted[:18])).end()
            messages.success(request, _("La sesión quedó cerrada."))
        else:
            second_factor.end_sessions(request.user, but=request.session.session_key)
            messages.success(request, _("Las demás sesiones quedaron cerradas."))
        return redirect("usersessions_list")
