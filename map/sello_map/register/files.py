"""The register as a file: in, all of it or nothing, and out, so that it comes in unchanged."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sello_map.models import Commune, StatusEvent
from sello_map.naming import naming_key
from sello_map.register.changes import Actor, Change, apply_changes
from sello_map.register.rules import EventData, RegisterProblem, check_data, problem_of_history
from sello_map.selectors import commune_codes_by_key
from sello_map.status import StatusKind
from sello_map.territory import ANTARTICA
from sello_site.tabular import (
    Choice,
    Column,
    CutCode,
    Date,
    Outcome,
    Report,
    RowRefused,
    Table,
    Text,
    import_rows,
)

_OPTIONAL = (
    "act_type",
    "act_number",
    "act_date",
    "act_address",
    "source",
    "source_address",
    "note",
)


@dataclass(frozen=True)
class CommuneName:
    """A commune by its name, by another name of it, or by its code. Written as its name."""

    names: Mapping[str, str]
    codes_by_key: Mapping[str, str]

    @property
    def expected(self) -> str:
        return _("el nombre de una comuna o su código CUT")

    def __call__(self, text: str) -> str:
        text = text.strip()
        if text.isascii() and text.isdigit() and len(text) in {4, 5}:
            code = text.zfill(5)
            if code not in self.names:
                raise ValueError
            return code
        key = naming_key(text[:120].removeprefix("Municipalidad de "))
        if key not in self.codes_by_key:
            raise ValueError
        return self.codes_by_key[key]

    def write(self, value: Any) -> str:
        return self.names[value]


def events_table() -> Table:
    """The table of events; a function, since it knows the communes."""
    names = dict(Commune.objects.values_list("code", "name"))
    commune = CommuneName(names, commune_codes_by_key())
    kinds = Choice({kind.value: kind.label for kind in StatusKind})
    return Table(
        name="map.status-events",
        title=gettext_lazy("Registro de municipios"),
        columns=(
            Column(
                "commune",
                gettext_lazy("Comuna"),
                commune,
                required=True,
                aliases=("Municipalidad", "Municipio"),
            ),
            Column(
                "code", gettext_lazy("Código CUT"), CutCode(known=names.keys()), aliases=("CUT",)
            ),
            Column("kind", gettext_lazy("Hecho"), kinds, required=True, aliases=("Estado",)),
            Column("date", gettext_lazy("Fecha"), Date(), required=True),
            Column("act_type", gettext_lazy("Tipo de acto"), Text(60), empty=""),
            Column("act_number", gettext_lazy("Número del acto"), Text(40), empty=""),
            Column("act_date", gettext_lazy("Fecha del acto"), Date()),
            Column("act_address", gettext_lazy("Dirección del acto"), Text(500), empty=""),
            Column("source", gettext_lazy("Fuente"), Text(300), empty=""),
            Column("source_address", gettext_lazy("Dirección de la fuente"), Text(500), empty=""),
            Column("note", gettext_lazy("Nota"), Text(500), empty=""),
        ),
        key=("commune", "kind", "date"),
    )


def event_rows(events: Iterable[StatusEvent]) -> Iterator[dict[str, Any]]:
    """Events as the table writes them."""
    for event in events:
        yield {
            "commune": event.municipality_id,
            "code": event.municipality_id,
            "kind": event.kind,
            "date": event.date,
            **{name: getattr(event, name) for name in _OPTIONAL},
        }


def import_municipalities(*, file: IO[bytes], file_name: str, dry_run: bool, by: Actor) -> Report:
    """Brings events in; a row whose municipality, kind and day are known corrects that event.

    The rows may stand in any order: each municipality's history is judged as the whole file will
    leave it. So the file is gone through twice, first to gather the rows.
    """
    table = events_table()
    rows: list[dict[str, Any]] = []

    def gather(row: dict[str, Any]) -> Outcome:
        rows.append(row)
        return Outcome.UNCHANGED

    first = import_rows(table=table, file=file, file_name=file_name, apply=gather, dry_run=True)
    if not first.is_clean:
        return dataclasses.replace(first, dry_run=dry_run)
    plan = _Plan(rows, reason=_("Importación de «%(file)s»") % {"file": first.file_name[:200]})
    position = iter(range(len(rows)))

    def apply(row: dict[str, Any]) -> Outcome:
        number = next(position)
        if number in plan.problems:
            problem = plan.problems[number]
            raise RowRefused(problem.message, column=_column(problem.field))
        if number == len(rows) - 1 and not plan.problems:
            try:
                apply_changes(plan.changes, by=by, origin=first.file_name)
            except RegisterProblem as problem:
                # Somebody wrote into the register since the rows were gathered.
                raise RowRefused(problem.message) from problem
        return plan.outcomes[number]

    return import_rows(table=table, file=file, file_name=file_name, apply=apply, dry_run=dry_run)


def _column(name: str | None) -> str | None:
    return "commune" if name == "municipality" else name


@dataclass
class _Plan:
    """What the rows of a file come to: by their position, the outcome or the problem."""

    rows: list[dict[str, Any]]
    reason: str
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    problems: dict[int, RegisterProblem] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        stored: dict[str, dict[tuple[str, Any], StatusEvent]] = defaultdict(dict)
        for event in StatusEvent.objects.in_force():
            stored[event.municipality_id][event.kind, event.date] = event
        entered: dict[str, dict[int, Change]] = defaultdict(dict)
        for number, row in enumerate(self.rows):
            known = stored[row["commune"]].get((row["kind"], row["date"]))
            try:
                change = self._change(row, known)
            except RegisterProblem as problem:
                self.problems[number] = problem
                continue
            if change is None:
                self.outcomes[number] = Outcome.UNCHANGED
                continue
            self.outcomes[number] = Outcome.CREATED if known is None else Outcome.UPDATED
            entered[row["commune"]][number] = change
            self.changes.append(change)
        faulty = {self.rows[number]["commune"] for number in self.problems}
        for code, changes in entered.items():
            # Without the refused rows, a history may only look broken.
            if code not in faulty:
                self._judge(list(stored[code].values()), changes)

    def _change(self, row: dict[str, Any], known: StatusEvent | None) -> Change | None:
        code = row["commune"]
        if row.get("code") not in {None, code}:
            raise RegisterProblem(_("El código no es el de la comuna."), field="code")
        if code == ANTARTICA:
            raise RegisterProblem(
                _("La comuna Antártica no tiene municipalidad propia."), field="municipality"
            )
        # A column that is not in the file changes nothing.
        said = {name: row[name] for name in _OPTIONAL if name in row}
        if known is None:
            data = EventData(municipality_id=code, kind=row["kind"], date=row["date"], **said)
            check_data(data)
            return Change(enters=data)
        before = EventData.of(known)
        data = dataclasses.replace(before, **said)
        if data == before:
            return None
        check_data(data)
        return Change(enters=data, annuls=known, reason=self.reason)

    def _judge(self, history: list[StatusEvent], changes: dict[int, Change]) -> None:
        annulled = {change.annuls.pk for change in changes.values() if change.annuls is not None}
        staying = [event for event in history if event.pk not in annulled]
        entered = {
            id(change.enters): number
            for number, change in changes.items()
            if change.enters is not None
        }
        found = problem_of_history(
            staying, [change.enters for change in changes.values() if change.enters is not None]
        )
        if found is not None and found[1] is not None:
            self.problems[entered[id(found[1])]] = found[0]
