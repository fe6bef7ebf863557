"""Changes public content, or only private rows, while somebody else reads.

`python -m sello_site.bench.changes JSON` in the environment of the site that is measured. Prints
one line when it is ready, waits for a line, works, and prints what it did as JSON.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict, dataclass
from typing import Any

import django

from sello_site.bench.staleness import START, Change

MARK = "sello-bench-"
_SLUG = "medicion-"
_FIGURE = "0-medicion"
_GONE = ("status 404", "status 301")  # a page that moved may leave a redirect behind
_NOT_FOUND = ("status 404",)
_JOB_LIMIT = 60.0


@dataclass
class Task:
    """What this process is to do."""

    what: str
    """"publish", "private", "guide", "list" or "search"."""
    changes: int = 0
    held_open: float = 0.04
    """Seconds that half of the changes sit in their transaction."""
    seconds: float = 0.0
    rest: float = 0.0
    """Seconds without a change after each, at least."""
    bump_before_commit: bool = False
    with_worker: bool = False


class Changer:
    """The pages that are changed, each path by one kind of change, and the changes made so far."""

    def __init__(self) -> None:
        from django.apps import apps  # inline, here and below: Django is set up by main()
        from wagtail.models import Site

        self._page_type = apps.get_model("sello_pages.ContentPage")
        self._home = Site.objects.get(is_default_site=True).root_page
        # No mark of an earlier run is used again.
        self._number = itertools.count(time.monotonic_ns() // 1_000_000)
        self._remove_what_an_earlier_run_left()
        self.made: list[Change] = []
        self._edited = self._new_page("publicada")
        self._hidden = self._new_page("retirada")
        self._updated = self._new_page("actualizada")
        self._scheduled = self._new_page("programada")
        self._first, self._second = self._new_page("origen"), self._new_page("destino")
        self._moved = self._new_page("trasladada", parent=self._first)
        self._deleted: Any = None
        self._deleted_path = f"/{_SLUG}borrada/"
        self._redirect_path = f"/{_SLUG}redirigida/"
        self._figure = self._new_figure()
        for page in (self._edited, self._hidden, self._updated, self._scheduled):
            self._note_start(page.url, page.title)
        self._note_start(self._moved_path(self._first), self._moved.title)
        self._note_start(self._moved_path(self._second), *_GONE)
        self._note_start("/", self._figure.label)
        self._note_start(self._deleted_path, *_NOT_FOUND)
        self._note_start(self._redirect_path, *_NOT_FOUND)

    @property
    def paths(self) -> list[list[str]]:
        """The paths that show changes: those that are always there, and those that come and go.

        What is gone is never stored, so it is slow to read; readers of the first kind shall not
        wait for it.
        """
        fleeting = {change.path for change in self.made if "status 404" in change.shows}
        fleeting.add(self._path(self._hidden))
        fleeting.add(self._moved_path(self._first))
        every = {change.path for change in self.made}
        return [sorted(every - fleeting), sorted(fleeting)]

    def kinds(self) -> Iterator[Callable[[], list[tuple[str, str, tuple[str, ...]]]]]:
        """The kinds of change, over and over. Each is called to make one change and says which
        paths now show what."""
        return itertools.cycle(
            [
                self.publish,
                self.unpublish_or_publish,
                self.move,
                self.create_or_delete,
                self.snippet,
                self.redirect,
                self.queryset_update,
            ]
        )

    def make(self, change: Callable[[], Any], *, held_open: float) -> None:
        """Make one change, and note when it began and when it had ended."""
        from django.db import transaction

        around: AbstractContextManager[Any] = transaction.atomic() if held_open else nullcontext()
        began = time.monotonic()
        with around:
            shown = change()
            time.sleep(held_open)
        ended = time.monotonic()
        self.made += [Change(path, kind, began, ended, shows) for path, kind, shows in shown]

    def publish(self) -> Any:
        return [(self._edited.url, "publish", self._publish_title(self._edited))]

    def unpublish_or_publish(self) -> Any:
        page = self._hidden
        page.refresh_from_db()
        if page.live:
            page.unpublish()
            return [(self._path(page), "unpublish", _NOT_FOUND)]
        return [(self._path(page), "publish again", self._publish_title(page))]

    def move(self) -> Any:
        self._moved = self._page_type.objects.get(pk=self._moved.pk)
        self._first.refresh_from_db()
        self._second.refresh_from_db()
        here = self._moved.get_parent().pk == self._first.pk
        source, target = (self._first, self._second) if here else (self._second, self._first)
        self._moved.move(target, pos="last-child")
        return [
            (self._moved_path(source), "move", _GONE),
            (self._moved_path(target), "move", (self._moved.title,)),
        ]

    def create_or_delete(self) -> Any:
        if self._deleted is None:
            self._deleted = self._new_page("borrada")
            return [(self._deleted_path, "create", (self._deleted.title,))]
        self._page_type.objects.get(pk=self._deleted.pk).delete()
        self._deleted = None
        return [(self._deleted_path, "delete", _NOT_FOUND)]

    def snippet(self) -> Any:
        self._figure.label = self._next_mark()
        self._figure.save()
        return [("/", "snippet", (self._figure.label,))]

    def redirect(self) -> Any:
        from wagtail.contrib.redirects.models import Redirect

        path = self._redirect_path.rstrip("/")
        if Redirect.objects.filter(old_path=path).delete()[0]:
            return [(self._redirect_path, "redirect", _NOT_FOUND)]
        Redirect.objects.create(old_path=path, redirect_link="/")
        return [(self._redirect_path, "redirect", ("status 301",))]

    def queryset_update(self) -> Any:
        from wagtail.models import Page

        mark = self._next_mark()
        Page.objects.filter(pk=self._updated.pk).update(title=mark)
        return [(self._updated.url, "QuerySet.update", (mark,))]

    def by_the_worker(self) -> Any:
        """Publish as scheduled, in the worker's process; ended when the job has."""
        from django.utils import timezone
        from procrastinate.contrib.django.models import ProcrastinateJob
        from procrastinate.exceptions import AlreadyEnqueued

        from sello_site.tasks import publish_scheduled

        mark = self._next_mark()
        self._scheduled.refresh_from_db()
        self._scheduled.title = mark
        self._scheduled.go_live_at = timezone.now()
        self._scheduled.save_revision(approved_go_live_at=timezone.now())
        deadline = time.monotonic() + _JOB_LIMIT
        task = publish_scheduled.configure(task_kwargs={"timestamp": int(time.time())})
        job = None
        while job is None:
            # The periodic one may be waiting already, and may have read the pages before.
            with suppress(AlreadyEnqueued):
                job = task.defer()
        while ProcrastinateJob.objects.get(id=job).status != "succeeded":
            if time.monotonic() > deadline:
                raise TimeoutError("the worker did not run the job")
            time.sleep(0.01)
        return [(self._scheduled.url, "worker", (mark,))]

    def _publish_title(self, page: Any) -> tuple[str, ...]:
        page.refresh_from_db()
        page.title = self._next_mark()
        page.save_revision().publish()
        return (page.title,)

    def _remove_what_an_earlier_run_left(self) -> None:
        from django.apps import apps
        from wagtail.contrib.redirects.models import Redirect

        for page in self._home.get_children().filter(slug__startswith=_SLUG):
            page.specific.delete()
        self._home = type(self._home).objects.get(pk=self._home.pk)  # its count of children
        Redirect.objects.filter(old_path__startswith=f"/{_SLUG}").delete()
        apps.get_model("sello_pages.OfficialFigure").objects.filter(key=_FIGURE).delete()

    def _new_page(self, name: str, *, parent: Any = None) -> Any:
        page = self._page_type(title=self._next_mark(), slug=f"{_SLUG}{name}", summary="Medición")
        (parent or self._home).add_child(instance=page)
        page.save_revision().publish()
        return self._page_type.objects.get(pk=page.pk)

    def _new_figure(self) -> Any:
        from django.apps import apps
        from django.utils import timezone

        figures = apps.get_model("sello_pages.OfficialFigure").objects
        figures.filter(position=0).update(position=1)
        return figures.create(
            key=_FIGURE, value="1", label=self._next_mark(), source="Medición",
            date=timezone.localdate(), position=0,
        )  # fmt: skip

    def _path(self, page: Any) -> str:
        return f"/{page.slug}/"  # a page that is not live has no address of its own

    def _moved_path(self, parent: Any) -> str:
        return f"{parent.url}{self._moved.slug}/"

    def _next_mark(self) -> str:
        return f"{MARK}{next(self._number)}"

    def _note_start(self, path: str, *shows: str) -> None:
        now = time.monotonic()
        self.made.append(Change(path, START, now, now, shows))


def change_public_content(task: Task) -> dict[str, Any]:
    """Make the changes, spread over the seconds."""
    changer = Changer()
    ready({"paths": changer.paths})
    if task.bump_before_commit:
        from sello_site.page_cache.invalidation import Invalidation

        def bump_at_once(self: Invalidation, connection: Any) -> None:
            self._bump()

        Invalidation._bump_after_commit = bump_at_once  # type: ignore[method-assign]  # wrong on purpose
    pause = task.seconds / task.changes
    started = time.monotonic()
    for made, make_one in enumerate(changer.kinds()):
        if made >= task.changes and time.monotonic() - started >= task.seconds:
            return {"made": made, "changes": [asdict(change) for change in changer.made]}
        if task.with_worker and made % 50 == 10:
            changer.make(changer.by_the_worker, held_open=0)
        else:
            changer.make(make_one, held_open=task.held_open * (made % 2))
        ahead = started + (made + 1) * pause - time.monotonic()
        time.sleep(max(ahead, task.rest))
    raise AssertionError("the kinds of change never end")


def write_private_rows(task: Task) -> dict[str, Any]:
    """Write 100 rows a second that no public page shows: sessions, log entries, drafts."""
    from django.contrib.sessions.backends.db import SessionStore
    from wagtail.models import PageLogEntry, Site

    page = Site.objects.get(is_default_site=True).root_page.specific
    ready({})
    written = 0
    started = time.monotonic()
    while (elapsed := time.monotonic() - started) < task.seconds:
        if written >= elapsed * 100:
            time.sleep(0.002)
        elif written % 20 == 0:
            page.save_revision(log_action=False, clean=False)
            written += 1
        elif written % 20 < 5:
            PageLogEntry.objects.log_action(page, "wagtail.edit")
            written += 1
        else:
            session = SessionStore()
            session["number"] = written
            session.create()
            written += 1
    return {"written": written, "seconds": time.monotonic() - started}


def find_guide(_task: Task) -> dict[str, Any]:
    """The longest guide (else the longest page) and the queries of rendering it cold."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext
    from wagtail.models import Page, Site

    home = Site.objects.get(is_default_site=True).root_page
    pages = Page.objects.live().descendant_of(home).select_related("content_type")
    guides = [page for page in pages if page.content_type.model == "guidepage"]
    page = max(guides or pages, key=lambda page: len(str(page.specific.serializable_data())))
    site = get_wsgi_application()
    host = os.environ["SELLO_PUBLIC_URL"].partition("//")[2]
    queries = []
    for _ in range(3):
        environ = RequestFactory(headers={"host": host}).get(page.url).environ
        with CaptureQueriesContext(connection) as captured:
            body = answer_of(site, environ)
        queries.append(len(captured))
    ready({})
    return {
        "path": page.url,
        "is_guide": bool(guides),
        "queries": queries,
        "bytes": len(body),
        "content": _content_length(page.specific),
        "sql": [query["sql"] for query in captured.captured_queries],
    }


def _content_length(page: Any) -> int:
    """Characters that the page's StreamFields hold, as stored."""
    from wagtail.fields import StreamField

    names = [field.name for field in page._meta.get_fields() if isinstance(field, StreamField)]
    return sum(len(json.dumps(getattr(page, name).get_prep_value())) for name in names)


def answer_of(site: Any, environ: dict[str, Any]) -> bytes:
    """The body with which a WSGI application answers."""
    response = site(environ, _ignore_head)
    body = b"".join(response)
    response.close()
    return body


def _ignore_head(_status: str, _headers: Any, *_: Any) -> Any:
    return None


def ready(about: dict[str, Any]) -> None:
    """Tells who started this process that it is ready, and waits to be told to go."""
    print(json.dumps(about), flush=True)
    sys.stdin.readline()


def main() -> None:
    """Do the task given as the only argument."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sello_site.settings"
    django.setup()
    task = Task(**json.loads(sys.argv[1]))
    # inline: it needs this module
    from sello_site.bench.api_list import make_list
    from sello_site.bench.search_pages import judge_searches

    work = {
        "list": make_list,
        "publish": change_public_content,
        "private": write_private_rows,
        "guide": find_guide,
        "search": judge_searches,
    }[task.what]
    print(json.dumps(work(task)))


if __name__ == "__main__":
    main()
