"""The status on a date, as it follows from dated events alone."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sello_map.status import (
    BEGINNING,
    MAY_FOLLOW,
    StatusKind,
    first_break,
    in_order,
    standing_on,
    status_on,
)

K = StatusKind


@dataclass(frozen=True)
class Happened:
    date: datetime.date
    kind: str


days = st.dates(BEGINNING, datetime.date(2026, 12, 31))
events = st.lists(
    st.builds(Happened, days, st.sampled_from(StatusKind.values)), max_size=12, unique=True
)


@st.composite
def lawful(draw: st.DrawFn) -> list[Happened]:
    """A history that the legal order allows, one event a day."""
    dates = sorted(draw(st.sets(days, max_size=10)))
    status: StatusKind | None = None
    history = []
    for date in dates:
        status = draw(st.sampled_from(sorted(MAY_FOLLOW[status])))
        history.append(Happened(date, status))
    return history


def at(text: str, kind: str) -> Happened:
    return Happened(datetime.date.fromisoformat(text), kind)


@given(events, days, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(
    history: list[Happened], day: datetime.date, chance: random.Random
) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert standing_on(shuffled, day) == standing_on(history, day)
    assert first_break(shuffled) == first_break(history)


@given(events, events, days)
def test_a_status_does_not_depend_on_what_is_later(
    history: list[Happened], more: list[Happened], day: datetime.date
) -> None:
    later = [event for event in more if event.date > day]
    assert standing_on(history + later, day) == standing_on(history, day)


@given(lawful(), days)
def test_a_status_is_what_the_last_event_until_then_says(
    history: list[Happened], day: datetime.date
) -> None:
    until = [event for event in history if event.date <= day]
    assert first_break(history) is None
    assert status_on(history, day) == (StatusKind(until[-1].kind) if until else None)


@given(lawful())
def test_every_beginning_of_a_lawful_history_is_lawful(history: list[Happened]) -> None:
    assert [first_break(history[:number]) for number in range(len(history))] == [None] * len(
        history
    )


@given(lawful(), days)
def test_a_sello_is_held_by_adhered_municipalities_that_were_awarded(
    history: list[Happened], day: datetime.date
) -> None:
    standing = standing_on(history, day)
    if standing is None:
        return
    assert standing.since <= day
    assert standing.is_adhered == (standing.adhered_on is not None)
    if standing.holds_sello:
        assert standing.awarded_on is not None
        assert standing.adhered_on is not None
        assert standing.adhered_on <= standing.awarded_on <= standing.since


@given(lawful(), st.builds(Happened, days, st.sampled_from(StatusKind.values)))
def test_a_break_is_the_first_event_that_may_not_follow(
    history: list[Happened], more: Happened
) -> None:
    together = [*history, more]
    found = first_break(together)
    ordered = in_order(together)
    statuses: list[StatusKind | None] = [None, *(StatusKind(event.kind) for event in ordered)]
    wrong = [
        event for event, before in zip(ordered, statuses, strict=False)
        if event.kind not in MAY_FOLLOW[before]
    ]  # fmt: skip
    assert (found.event if found else None) == (wrong[0] if wrong else None)


@pytest.mark.parametrize(
    ("kind", "following"),
    [
        (None, {K.ADHERED}),
        (K.ADHERED, {K.AWARDED, K.WITHDRAWN}),
        (K.AWARDED, {K.REVALIDATED, K.LAPSED, K.WITHDRAWN}),
        (K.REVALIDATED, {K.REVALIDATED, K.LAPSED, K.WITHDRAWN}),
        (K.LAPSED, {K.AWARDED, K.REVALIDATED, K.WITHDRAWN}),
        (K.WITHDRAWN, {K.ADHERED}),
    ],
)
def test_the_legal_order(kind: StatusKind | None, following: set[StatusKind]) -> None:
    assert MAY_FOLLOW[kind] == following


def test_dates_belong_to_the_present_participation() -> None:
    history = [
        at("2016-03-01", "adhered"),
        at("2018-05-02", "awarded"),
        at("2020-05-02", "revalidated"),
        at("2021-01-01", "withdrawn"),
        at("2022-06-01", "adhered"),
    ]

    def seen(text: str) -> tuple[object, ...] | None:
        one = standing_on(history, datetime.date.fromisoformat(text))
        return one and (
            one.status.value, one.since.isoformat(), one.is_adhered, one.holds_sello,
            *(str(date) if date else None
              for date in (one.adhered_on, one.awarded_on, one.revalidated_on)),
        )  # fmt: skip

    assert [seen(text) for text in
            ("2016-02-29", "2016-03-01", "2020-05-01", "2020-05-02", "2021-06-01", "2023-01-01")
    ] == [
        None,
        ("adhered", "2016-03-01", True, False, "2016-03-01", None, None),
        ("awarded", "2018-05-02", True, True, "2016-03-01", "2018-05-02", None),
        ("revalidated", "2020-05-02", True, True, "2016-03-01", "2018-05-02", "2020-05-02"),
        ("withdrawn", "2021-01-01", False, False, None, None, None),
        ("adhered", "2022-06-01", True, False, "2022-06-01", None, None),
    ]  # fmt: skip


def test_a_sello_that_lapsed_leaves_the_municipality_adhered() -> None:
    history = [at("2016-03-01", "adhered"), at("2017-03-01", "awarded"), at("2019-03-01", "lapsed")]
    standing = standing_on(history, datetime.date(2020, 1, 1))
    assert standing is not None
    assert (standing.status, standing.is_adhered, standing.holds_sello) == (K.LAPSED, True, False)


def test_events_of_one_day_count_in_the_order_of_the_programme() -> None:
    history = [at("2015-12-13", "awarded"), at("2015-12-13", "adhered")]
    assert first_break(history) is None
    assert status_on(history, datetime.date(2015, 12, 13)) == K.AWARDED
