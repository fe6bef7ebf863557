"""Background work. Times of the schedule are UTC."""

from __future__ import annotations

from sello_editorial.checking.tasks import check_published
from sello_editorial.freshness.tasks import remind_of_reviews
from sello_editorial.links.tasks import collect_and_check

SCHEDULE = {
    # Every day: each address is asked weekly, and one that failed once again the day after.
    collect_and_check: "20 6 * * *",
    # Four times a day: what was mended elsewhere leaves the board soon.
    check_published: "50 */6 * * *",
    # In the morning of Chile.
    remind_of_reviews: "40 11 * * *",
}
