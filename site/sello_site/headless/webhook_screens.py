"""The admin's screens of webhooks: who is told, whether it arrives, and the secret, once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from sello_site.headless.models import WebhookSubscription
from sello_site.headless.webhooks import subscriptions

MANAGE = "sello_headless.change_webhooksubscription"
LOGGED = 100


class SubscriptionForm(forms.ModelForm):
    address = forms.URLField(label=gettext_lazy("Dirección"), max_length=500, assume_scheme="https")

    class Meta:
        model = WebhookSubscription
        fields = ("name", "address")

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        subscriptions.verify_address(address)
        return address


@require_GET
@permission_required(MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    found = WebhookSubscription.objects.all()
    return render(request, "sello_site/headless/webhooks.html", {"subscriptions": found})


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required(MANAGE)
def create(request: HttpRequest) -> HttpResponse:
    form = SubscriptionForm(request.POST or None)
    if form.is_valid():
        made, secret = subscriptions.create_subscription(**form.cleaned_data, by=request.user)
        return _show_secret(request, made, secret)
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
@permission_required(MANAGE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    subscription = get_object_or_404(WebhookSubscription, pk=pk)
    form = SubscriptionForm(request.POST or None, instance=subscription)
    if form.is_valid():
        subscriptions.change_subscription(
            subscription=subscription, **form.cleaned_data, by=request.user
        )
        messages.success(request, _("Los cambios se guardaron."))
        return redirect("sello_headless:webhook", pk)
    return _form(request, form, subscription)


def _form(
    request: HttpRequest, form: SubscriptionForm, subscription: WebhookSubscription | None
) -> HttpResponse:
    deliveries = None if subscription is None else subscription.deliveries.all()[:LOGGED]
    return render(
        request,
        "sello_site/headless/webhook.html",
        {"form": form, "subscription": subscription, "deliveries": deliveries},
        status=400 if form.errors else 200,
    )


@never_cache
@require_POST
@permission_required(MANAGE)
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    subscription = get_object_or_404(WebhookSubscription, pk=pk)
    secret = subscriptions.rotate_secret(subscription=subscription, by=request.user)
    return _show_secret(request, subscription, secret)


def _show_secret(
    request: HttpRequest, subscription: WebhookSubscription, secret: str
) -> HttpResponse:
    context: dict[str, Any] = {"subscription": subscription, "secret": secret}
    return render(request, "sello_site/headless/webhook_secret.html", context)


@require_POST
@permission_required(MANAGE)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    subscription = get_object_or_404(WebhookSubscription, pk=pk)
    subscriptions.set_active(
        subscription=subscription, is_active=not subscription.is_active, by=request.user
    )
    return redirect("sello_headless:webhook", pk)


@require_POST
@permission_required(MANAGE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    subscription = get_object_or_404(WebhookSubscription, pk=pk)
    subscriptions.delete_subscription(subscription=subscription, by=request.user)
    messages.success(request, _("La suscripción se borró."))
    return redirect("sello_headless:webhooks")


@require_POST
@permission_required(MANAGE)
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    subscription = get_object_or_404(WebhookSubscription, pk=pk)
    try:
        subscriptions.send_test(subscription=subscription)
    except ValidationError:
        messages.error(request, _("La suscripción está apagada: enciéndala antes de probarla."))
    else:
        messages.success(request, _("La prueba se enviará en unos segundos."))
    return redirect("sello_headless:webhook", pk)
