"""Background work. Times of the schedule are UTC."""

from __future__ import annotations

from sello_editorial.freshness.tasks import remind_of_reviews
from sello_editorial.links.tasks import collect_and_check

# Every day: each address is asked weekly, and one that failed once again the day after.
SCHEDULE = {
    collect_and_check: "20 6 * * *",
    # In the morning of Chile.
    remind_of_reviews: "40 11 * * *",
}
