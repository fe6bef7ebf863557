"""A decision on a proposal as it comes from a screen: of the admin, or of an officer's account."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from sello_accounts.models import User
from sello_directory import services
from sello_directory.models import Proposal
from sello_directory.problems import DirectoryProblem, NotAllowed, ReasonNeeded


class DecisionForm(forms.Form):
    """Approve, or return with what is missing."""

    stamp = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Qué falta o qué hay que corregir"),
        required=False,
        max_length=services.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Obligatorio para devolver. Llega por correo a quien envió la propuesta. No escriba "
            "datos de personas."
        ),
    )


@dataclass(frozen=True)
class Decision:
    """``is_done``: it was decided, and ``message`` says so; else ``form`` says why not."""

    form: DecisionForm
    is_done: bool = False
    message: str = ""


def decide(request: HttpRequest, proposal: Proposal, person: User) -> Decision:
    """Does what the screen asks for. Raises :class:`Http404` without the right to it."""
    if request.method != "POST":
        return Decision(DecisionForm(initial={"stamp": proposal.stamp}))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return Decision(form)
    stamp = form.cleaned_data["stamp"]
    try:
        if request.POST.get("decision") == "approve":
            services.approve(actor=person, proposal=proposal, stamp=stamp)
            return Decision(form, is_done=True, message=str(_("La propuesta quedó publicada.")))
        services.send_back(
            actor=person, proposal=proposal, stamp=stamp, reason=form.cleaned_data["reason"]
        )
    except NotAllowed:
        raise Http404 from None
    except ReasonNeeded as problem:
        form.add_error("reason", str(problem))
        return Decision(form)
    except DirectoryProblem as problem:
        form.add_error(None, str(problem))
        return Decision(form)
    return Decision(form, is_done=True, message=str(_("La propuesta quedó devuelta.")))
