"""Background work. Times of the schedule are UTC."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from sello_guides.opinions import old_comments_forget


@app.task(queueing_lock="sello_guides.forget_old_comments")
def forget_old_comments(timestamp: int) -> None:
    """Empties comments on guides that were kept for their two years."""
    old_comments_forget(today=timezone.localdate())


SCHEDULE = {forget_old_comments: "40 9 * * *"}
