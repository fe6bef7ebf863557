"""Where the mail provider tells what became of letters: Anymail's own views, behind our door.

Only the provider that mail leaves by is listened to, and only with the secret: without it anybody
could have addresses suppressed.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from anymail.exceptions import AnymailConfigurationError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger("sello.outbox")


@functools.cache
def _view_of(provider: str) -> Callable[[HttpRequest], HttpResponse] | None:
    # inline: Anymail's views read the settings when they are imported
    from anymail import urls

    names = (f"{provider}_tracking_webhook", f"{provider}_webhook")
    views: list[Any] = [one.callback for one in urls.urlpatterns if one.name in names]
    return views[0] if views else None


# The secret is in the request itself; no cookie gives a right here.
@csrf_exempt
def tracking(request: HttpRequest, provider: str) -> HttpResponse:
    """Takes the events of one provider.

    404 unless it is ours and the secret is set; 400 for a wrong secret or signature, and for what
    cannot be read; 503 when a setting of the provider is missing.
    """
    view = _view_of(provider) if provider == settings.SELLO_MAIL_TRANSPORT.provider else None
    if view is None or not settings.SELLO_EMAIL_WEBHOOK_SECRET:
        raise Http404
    try:
        return view(request)
    except (ImproperlyConfigured, AnymailConfigurationError) as error:
        # The message names the setting, and never its value.
        logger.error("the webhook of %s cannot be used: %s", provider, error)
        return HttpResponse(status=503)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("the webhook of %s got what it cannot read: %r", provider, type(error))
        return HttpResponse(status=400)


app_name = "sello_mail"
urlpatterns = [path("<slug:provider>/tracking/", tracking, name="tracking")]
