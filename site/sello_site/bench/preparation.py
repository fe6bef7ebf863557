"""Makes what `bench pages` measures: the site with its content, and a stock Wagtail project."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sello_site.bench.changes import Task
from sello_site.bench.databases import temporary_database
from sello_site.bench.registry import BenchmarkProblem, Say
from sello_site.bench.servers import Server, free_port, granian
from sello_site.page_cache import Generation


@dataclass
class Child:
    """A process that makes changes: ready, told to go, asked for what it did."""

    process: subprocess.Popen[str]
    about: dict[str, Any]

    def go(self) -> None:
        """Let it work."""
        assert self.process.stdin is not None  # noqa: S101 - it was opened with a pipe
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def result(self) -> dict[str, Any]:
        """What it did. Raises BenchmarkProblem when it failed."""
        output, _ = self.process.communicate()
        if self.process.returncode != 0:
            raise BenchmarkProblem("a process that makes changes failed; its error is above")
        found: dict[str, Any] = json.loads(output.splitlines()[-1])
        return found


@dataclass
class Scene:
    """Everything that runs at the same time: four servers, of which one is ours."""

    site: Server
    stock: Server
    bare_wsgi: Server
    bare_django: Server
    guide: str
    is_guide: bool
    stock_page: str
    cold_queries: int
    generation: Generation
    environment: Mapping[str, str]
    children: ExitStack

    def child(self, task: Task) -> Child:
        """Start a process that works on the site's content, and wait until it is ready."""
        return self.children.enter_context(start_child(task, self.environment))

    @contextmanager
    def worker(self) -> Iterator[None]:
        """The site's worker, with its listener, until the block ends."""
        process = subprocess.Popen(
            [sys.executable, "-m", "sello_site.manage", "worker"],
            env=dict(self.environment),
            stderr=subprocess.DEVNULL,  # what it logs would stand between the figures
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def start_child(task: Task, environment: Mapping[str, str]) -> Iterator[Child]:
    """Run `sello_site.bench.changes`, at the longest until the block ends.

    Raises BenchmarkProblem when it does not get ready.
    """
    process = subprocess.Popen(  # noqa: S603 - a module of this package
        [sys.executable, "-m", "sello_site.bench.changes", json.dumps(asdict(task))],
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 - it was opened with a pipe
        line = process.stdout.readline()
        if not line:
            raise BenchmarkProblem("a process that makes changes failed; its error is above")
        yield Child(process, json.loads(line))
    finally:
        process.kill()
        process.wait()


@contextmanager
def scene(var: Path, say: Say, *, demonstration: bool = False) -> Iterator[Scene]:
    """Databases, content and servers, until the block ends; nothing stays.

    With ``demonstration`` the site holds all that a demonstration shows.
    """
    var.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=var)))
        own = stack.enter_context(temporary_database("site"))
        other = stack.enter_context(temporary_database("stock"))
        plain = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("SELLO_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"))
        }  # fmt: skip
        port = free_port()
        site = plain | {
            "DATABASE_URL": own.runtime_url,
            "SELLO_SECRET_KEY": secrets.token_urlsafe(50),
            "SELLO_VAR": str(folder),
            "SELLO_PUBLIC_URL": f"http://localhost:{port}",
            **({"SELLO_DEMO": "1"} if demonstration else {}),
        }
        say("Preparing the site: migrate, load_demo, collectstatic")
        _manage(["migrate"], site | {"SELLO_DATABASE_OWNER_URL": own.owner_url})
        _manage(["load_demo"], site)
        # The admin's files are most of them, and no public page needs one.
        _manage(["collectstatic", "--no-input", "--ignore", "wagtail*", "--ignore", "ninja"], site)
        with start_child(Task("guide"), site) as finder:
            finder.go()
            guide = finder.result()
        say("Preparing a stock Wagtail project")
        stock = plain | {"SELLO_BENCH_STOCK_URL": other.owner_url}
        stock_page = _output(
            ["-m", "sello_site.bench.stock_wagtail.prepare", str(guide["content"])], stock
        )
        say("Starting the servers")
        yield Scene(
            site=stack.enter_context(
                granian("the site", "sello_site.wsgi:application", port=port,
                        path=guide["path"], environment=site)
            ),
            stock=stack.enter_context(
                granian("stock Wagtail", "sello_site.bench.stock_wagtail.wsgi:application",
                        port=free_port(), path=stock_page, environment=stock)
            ),
            bare_wsgi=stack.enter_context(
                granian("bare WSGI", "sello_site.bench.bare.hello:application",
                        port=free_port(), environment=plain)
            ),
            bare_django=stack.enter_context(
                granian("bare Django", "sello_site.bench.bare.django_view:application",
                        port=free_port(), environment=plain)
            ),
            guide=guide["path"],
            is_guide=guide["is_guide"],
            stock_page=stock_page,
            cold_queries=guide["queries"][-1],
            generation=Generation(folder / "page-cache.generation"),
            environment=site,
            children=stack.enter_context(ExitStack()),
        )  # fmt: skip


def _manage(arguments: list[str], environment: Mapping[str, str]) -> None:
    _output(["-m", "sello_site.manage", *arguments], environment)


def _output(arguments: list[str], environment: Mapping[str, str]) -> str:
    """The last line that a Python program prints. Raises BenchmarkProblem when it fails."""
    done = subprocess.run(  # noqa: S603 - lists made in this module
        [sys.executable, *arguments],
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BenchmarkProblem(f"{' '.join(arguments[1:])} failed; its error is above")
    return done.stdout.strip().rpartition("\n")[2]
