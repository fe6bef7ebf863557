"""Background work. Times of the schedule are UTC."""

from __future__ import annotations

import datetime

from django.apps import apps
from django.utils import timezone
from procrastinate.contrib.django import app

from sello_notices.models import Reminder


@app.task(queueing_lock="sello_notices.forget_old_reminders")
def forget_old_reminders(timestamp: int) -> None:
    """Deletes reminders that are older than SELLO_NOTICES_KEEP_DAYS."""
    days = apps.get_app_config("sello_notices").settings.keep_days
    oldest = timezone.now() - datetime.timedelta(days=days)
    Reminder.objects.filter(asked_at__lt=oldest).delete()


SCHEDULE = {forget_old_reminders: "30 6 * * *"}
