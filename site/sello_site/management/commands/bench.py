"""``bench NAME``: measures, and closes with one JSON line that machines compare."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sello_site.bench.registry import BenchmarkProblem, benchmark, names


class Command(BaseCommand):
    help = "Runs a benchmark. The last line printed is one JSON object with the figures."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help=f"one of: {', '.join(names())}")
        parser.add_argument("--json", action="store_true", help="print the JSON line alone")

    def handle(self, *args: Any, **options: Any) -> None:
        def say(line: str) -> None:
            if not options["json"]:
                self.stdout.write(line)
                self.stdout.flush()

        try:
            figures = benchmark(options["name"])(say)
        except BenchmarkProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(json.dumps({"bench": options["name"], "figures": dict(figures)}))
