"""What an import did or would do, for the terminal, the admin and the record of a task."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sello_site.tabular.faults import Fault


@dataclass(frozen=True)
class Report:
    """The outcome of one import. ``faults`` are the first of ``fault_count``.

    It quotes cells of the file, so it is kept no longer and shown no wider than the file itself.
    """

    title: str
    file_name: str
    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0
    stopped: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong with the file and it was gone through to its end."""
        return not self.fault_count and not self.stopped

    @property
    def is_applied(self) -> bool:
        """Whether the database now holds what the file says."""
        return self.is_clean and not self.dry_run

    @property
    def outcome(self) -> str:
        """The one sentence that matters."""
        if self.stopped:
            return _("La importación se detuvo: no se guardó nada.")
        if self.fault_count:
            return ngettext(
                "El archivo tiene %(count)d error: no se guardó nada.",
                "El archivo tiene %(count)d errores: no se guardó nada.",
                self.fault_count,
            ) % {"count": self.fault_count}
        if self.dry_run:
            return _("El archivo no tiene errores. Fue un ensayo: no se guardó nada.")
        return _("La importación se guardó completa.")

    @property
    def counts(self) -> str:
        """How many rows, and what became of them."""
        return _(
            "Filas: %(rows)d. Creadas: %(created)d. Actualizadas: %(updated)d. "
            "Sin cambios: %(unchanged)d."
        ) % {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
        }

    @property
    def faults_left_out(self) -> int:
        return self.fault_count - len(self.faults)

    def __str__(self) -> str:
        lines = [f"{self.title} ({self.file_name})", self.outcome, self.counts]
        lines += [f"- {fault}" for fault in self.faults]
        if self.faults_left_out:
            lines.append(
                ngettext(
                    "- … y %(count)d error más.",
                    "- … y %(count)d errores más.",
                    self.faults_left_out,
                )
                % {"count": self.faults_left_out}
            )
        return "\n".join(lines)

    def as_html(self) -> SafeString:
        """For the admin; every word of the file is escaped."""
        return render_to_string("sello_site/tabular_report.html", {"report": self})

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it; :meth:`from_dict` is the way back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Report:
        faults = tuple(Fault(**fault) for fault in stored["faults"])
        return cls(**{**stored, "faults": faults})
