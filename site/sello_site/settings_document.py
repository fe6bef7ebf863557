"""``docs/settings.md``: written from what the code declares; a test compares the two."""

from __future__ import annotations

from typing import Any

from sello_site.environment import VARIABLES, Variable
from sello_site.plugin_registry import registry

INTRODUCTION = """\
# Settings

All settings come from the environment. What is malformed or unknown (`SELLO_*` only) stops the
start with one line for each. A secret may be given as `NAME_FILE` instead, the path of a file that
holds it. Lists are separated by commas. Written by `./sello settings_document`; do not edit it.
"""


def settings_document() -> str:
    """The whole document, for the platform and for the plugins that are installed here."""
    parts = [INTRODUCTION, "## Platform\n", _table(VARIABLES)]
    for plugin in registry.plugins():
        prefix = f"SELLO_{plugin.slug.upper()}_"
        own = tuple(one for one in registry.variables if one.name.startswith(prefix))
        if own:
            parts += [f"\n## Plugin `{plugin.slug}`\n", _table(own)]
    return "\n".join(parts)


def _table(variables: tuple[Variable, ...]) -> str:
    lines = ["| name | for | default |", "|---|---|---|"]
    for variable in variables:
        names = f"`{variable.name}`" + (" (secret)" if variable.secret else "")
        purpose = variable.purpose.rstrip(".")
        expected = f". Expected: {variable.expected}" if variable.expected else ""
        lines.append(f"| {names} | {purpose}{expected}. | {_shown(variable.default)} |")
    return "\n".join(lines) + "\n"


def _shown(default: Any) -> str:
    if default is None or default == () or default == "":
        return "–"
    if isinstance(default, bool):
        return "1" if default else "0"
    if isinstance(default, tuple):
        return f"`{','.join(str(one) for one in default)}`"
    return f"`{default}`"
