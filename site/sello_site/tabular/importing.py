"""Brings a table file into the database: all of it or nothing, and twice the same as once."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any

from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from sello_site.tabular.bounds import Bounds
from sello_site.tabular.faults import Fault, FileRefused, ImportStopped, RowRefused, excerpt
from sello_site.tabular.reading import table_rows
from sello_site.tabular.report import Report
from sello_site.tabular.table import Header, Table

_PROGRESS_EVERY = 200


class Outcome(enum.Enum):
    """What became of one row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Progress:
    """``phase`` is "check" or "apply"; ``total`` rows are known once the check is done."""

    phase: str
    rows: int
    total: int | None


Apply = Callable[[dict[str, Any]], Outcome]


def import_rows(
    *,
    table: Table,
    file: IO[bytes],
    file_name: str,
    apply: Apply,
    dry_run: bool,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    bounds: Bounds | None = None,
) -> Report:
    """Checks every row, then gives each to ``apply`` in one transaction.

    ``apply`` gets the values by column name, writes them by the table's natural key and says
    what it did (:func:`upsert` is the usual way); it refuses a row with :class:`RowRefused`. One
    fault anywhere and nothing is written; all faults are gathered first. A dry run does the same
    and then rolls back, so what it counts is what an import would do, with nothing queued on
    commit. Two imports of one table wait for each other. ``stop`` is asked before each row.

    Never raises over what is in the file: the report says it. Errors of ``apply`` that are not
    about the row (a lost connection) come through, with everything rolled back.
    """
    run = _Run(table, file, progress, stop, bounds or Bounds())
    stopped = False
    try:
        run.check()
        if not run.fault_count:
            run.apply(apply, dry_run=dry_run)
    except FileRefused as error:
        run.add(Fault(str(error)))
    except ImportStopped:
        stopped = True
    counts = dict.fromkeys(Outcome, 0) if run.fault_count or stopped else run.counts
    return Report(
        title=str(table.title),
        file_name=PurePath(file_name.replace("\\", "/")).name,
        dry_run=dry_run,
        rows=run.rows,
        created=counts[Outcome.CREATED],
        updated=counts[Outcome.UPDATED],
        unchanged=counts[Outcome.UNCHANGED],
        faults=tuple(run.faults),
        fault_count=run.fault_count,
        stopped=stopped,
    )


def upsert(
    model: type[models.Model], *, key: Mapping[str, Any], values: Mapping[str, Any]
) -> Outcome:
    """Creates the row of ``model`` with ``key``, or writes what differs of ``values`` to it."""
    instance = model._default_manager.select_for_update().filter(**key).first()
    if instance is None:
        model._default_manager.create(**key, **values)
        return Outcome.CREATED
    changed = [name for name, value in values.items() if getattr(instance, name) != value]
    if not changed:
        return Outcome.UNCHANGED
    for name in changed:
        setattr(instance, name, values[name])
    instance.save(update_fields=changed)
    return Outcome.UPDATED


@dataclass
class _Run:
    table: Table
    file: IO[bytes]
    progress: Callable[[Progress], None] | None
    stop: Callable[[], bool] | None
    bounds: Bounds
    rows: int = 0
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)
    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))

    def add(self, *faults: Fault) -> None:
        self.fault_count += len(faults)
        self.faults.extend(faults[: max(0, self.bounds.faults - len(self.faults))])

    def check(self) -> None:
        """Reads the whole file and gathers its faults; keeps only a digest of each key."""
        rows = table_rows(self.file, table=self.table, bounds=self.bounds)
        header: Header | None = None
        keys: dict[bytes, int] = {}
        for number, cells in rows:
            if header is None:
                header = self._header(cells, number)
                if self.fault_count:
                    return
                continue
            self._ask(Progress("check", self.rows, None))
            self.rows += 1
            record, faults = header.record(cells, row=number)
            if not faults:
                key = [record[name] for name in self.table.key]
                digest = hashlib.blake2b(repr(key).encode(), digest_size=16).digest()
                first = keys.setdefault(digest, number)
                if first != number:
                    message = _("La fila repite la clave de la fila %(first)d.") % {"first": first}
                    column = self.table.column(self.table.key[0])
                    found = excerpt(", ".join(str(part) for part in key))
                    faults = [Fault(message, row=number, column=str(column.label), found=found)]
            self.add(*faults)
        if header is None:
            raise FileRefused(_("El archivo está vacío."))
        if not self.rows:
            self.add(Fault(_("El archivo no tiene filas con datos.")))
        self._tell(Progress("check", self.rows, self.rows))

    def apply(self, apply: Apply, *, dry_run: bool) -> None:
        total, done = self.rows, 0
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                    [f"tabular:{self.table.name}"],
                )
            header: Header | None = None
            for number, cells in table_rows(self.file, table=self.table, bounds=self.bounds):
                if header is None:
                    header = self._header(cells, number)
                    continue
                self._ask(Progress("apply", done, total))
                record, faults = header.record(cells, row=number)
                self.add(*faults)  # none, unless the file changed under our hands
                if not faults:
                    self._apply_row(apply, record, number)
                done += 1
                if connection.needs_rollback:
                    break
            if not connection.needs_rollback:
                self._check_constraints()
            if dry_run or self.fault_count:
                transaction.set_rollback(True)
        self._tell(Progress("apply", done, total))

    def _apply_row(self, apply: Apply, record: dict[str, Any], number: int) -> None:
        try:
            self.counts[apply(record)] += 1
        except RowRefused as error:
            column = str(self.table.column(error.column).label) if error.column else ""
            self.add(Fault(error.message, row=number, column=column))
        except (IntegrityError, DataError):
            # The transaction is lost from here on, so the rows after this one are not tried.
            message = _("La base de datos no acepta esta fila; las siguientes no se probaron.")
            self.add(Fault(message, row=number))
            transaction.set_rollback(True)

    def _check_constraints(self) -> None:
        """Asks now what PostgreSQL would ask at the commit: whether what is named exists."""
        try:
            connection.check_constraints()
        except IntegrityError:
            self.add(Fault(_("Una fila nombra algo que no existe en la base de datos.")))

    def _header(self, cells: list[str | Fault], number: int) -> Header:
        texts = [cell.found if isinstance(cell, Fault) else cell for cell in cells]
        header = Header(self.table, texts, row=number)
        self.add(*header.faults)
        return header

    def _ask(self, progress: Progress) -> None:
        if self.stop is not None and self.stop():
            raise ImportStopped
        if progress.rows % _PROGRESS_EVERY == 0:
            self._tell(progress)

    def _tell(self, progress: Progress) -> None:
        if self.progress is not None:
            self.progress(progress)
