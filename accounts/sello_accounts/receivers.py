"""What this plugin adds to the platform's rules."""

from __future__ import annotations

from sello_accounts.sign_in import admin_screens as admin_screens
from sello_accounts.sign_in.api_gate import owner_has_second_factor
from sello_site.headless.tokens import gates

if owner_has_second_factor not in gates:
    gates.append(owner_has_second_factor)
