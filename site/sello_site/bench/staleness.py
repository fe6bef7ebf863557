"""Which answers showed something old, given when each change was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

START = "start"
"""The kind of what a path showed before its first change."""


@dataclass(frozen=True)
class Change:
    """One change of what a path shows. Times in monotonic seconds; `ended` is when the change
    was committed and whoever made it was told so."""

    path: str
    kind: str
    began: float
    ended: float
    shows: tuple[str, ...]
    """What a reader may find from then on; any of these is right."""


@dataclass(frozen=True)
class Seen:
    """What one answer showed."""

    path: str
    started: float
    answered: float
    what: str


@dataclass(frozen=True)
class Verdict:
    """The numbers of changes and answers; the stale answers by the kind of change that they
    missed, and those that were right at no time by what they showed."""

    changes: int
    answers: int
    stale: Counter[str]
    unexpected: Counter[str]


def judge(changes: Iterable[Change], seen: Iterable[Seen]) -> Verdict:
    """Judge each answer by the changes of its path.

    Stale is an answer to a request that started after a change had ended, and that shows what
    was there before it. What was being changed between the request's start and its answer may
    show either way. An answer that never was right (an error page) is neither fresh nor stale.
    """
    by_path: dict[str, list[Change]] = {}
    moments: set[float] = set()  # one change may show on several paths, and a start is none
    for change in sorted(changes, key=lambda change: change.ended):
        if change.kind != START:
            moments.add(change.ended)
        by_path.setdefault(change.path, []).append(change)
    answers = 0
    stale: Counter[str] = Counter()
    unexpected: Counter[str] = Counter()
    for one in seen:
        answers += 1
        history = by_path[one.path]
        last = _last_ended(history, one.started)
        if last is None or one.what in _allowed(history, last, one.answered):
            continue
        if any(one.what in change.shows for change in history[:last]):
            stale[history[last].kind] += 1
        else:
            unexpected[f"{one.path}: {one.what}"] += 1
    return Verdict(len(moments), answers, stale, unexpected)


def _last_ended(history: Sequence[Change], moment: float) -> int | None:
    last = None
    for index, change in enumerate(history):
        if change.ended > moment:
            break
        last = index
    return last


def _allowed(history: Sequence[Change], last: int, answered: float) -> set[str]:
    return {
        what
        for index, change in enumerate(history[last:])
        if index == 0 or change.began <= answered
        for what in change.shows
    }
