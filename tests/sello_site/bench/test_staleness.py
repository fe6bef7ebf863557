from __future__ import annotations

from collections import Counter

import pytest

from sello_site.bench.staleness import Change, Seen, judge

HISTORY = [
    Change("/a/", "start", 0, 0, ("old",)),
    Change("/a/", "publish", 10, 11, ("new",)),
    Change("/a/", "delete", 20, 21, ("status 404", "status 301")),
    Change("/a/", "publish again", 30, 31, ("newest",)),
]


def verdict(started: float, answered: float, what: str) -> tuple[Counter[str], Counter[str]]:
    judged = judge(HISTORY, [Seen("/a/", started, answered, what)])
    assert (judged.changes, judged.answers) == (3, 1)
    return judged.stale, judged.unexpected


@pytest.mark.parametrize(
    ("started", "answered", "what"),
    [
        (1, 2, "old"),
        (9, 12, "old"),  # started before the change: either is right
        (9, 12, "new"),
        (10.5, 10.7, "old"),  # started while it was being made
        (10.5, 10.7, "new"),
        (12, 13, "new"),
        (22, 23, "status 404"),
        (22, 23, "status 301"),
        (19, 32, "newest"),  # a slow answer may show anything that became true meanwhile
        (19, 32, "status 404"),
    ],
)
def test_what_was_true_while_the_request_ran_is_fresh(
    started: float, answered: float, what: str
) -> None:
    assert verdict(started, answered, what) == (Counter(), Counter())


@pytest.mark.parametrize(
    ("started", "answered", "what", "kind"),
    [
        (11.001, 12, "old", "publish"),
        (22, 23, "new", "delete"),
        (32, 33, "status 404", "publish again"),
        (32, 33, "old", "publish again"),
    ],
)
def test_a_request_that_started_after_a_change_and_shows_what_was_before_is_stale(
    started: float, answered: float, what: str, kind: str
) -> None:
    assert verdict(started, answered, what) == (Counter({kind: 1}), Counter())


def test_a_state_that_comes_back_later_excuses_nothing() -> None:
    toggled = [
        Change("/a/", "start", 0, 0, ("status 404",)),
        Change("/a/", "redirect", 10, 11, ("status 301",)),
        Change("/a/", "redirect", 20, 21, ("status 404",)),
    ]
    judged = judge(toggled, [Seen("/a/", 12, 13, "status 404")])
    assert judged.stale == Counter({"redirect": 1})


@pytest.mark.parametrize("what", ["status 500", "newest"])
def test_what_was_right_at_no_time_is_told_apart(what: str) -> None:
    assert verdict(12, 13, what) == (Counter(), Counter({f"/a/: {what}": 1}))


def test_changes_of_other_paths_do_not_count() -> None:
    elsewhere = Change("/b/", "publish", 10, 11, ("new",))
    start = Change("/b/", "start", 0, 0, ("old",))
    judged = judge([*HISTORY[:1], start, elsewhere], [Seen("/a/", 12, 13, "old")])
    assert (judged.stale, judged.unexpected) == (Counter(), Counter())
