"""`manage.py demo`: the product with illustrative plans, ready to look at. Migrates,
loads the fixtures as of today, makes one user a role, says how to sign in, serves."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format

from recommendations.management.serving import (
    HOST,
    add_port,
    port_of,
    require_free,
    serve,
)
from recommendations.workflow.demo import SignIn, loaded_on, set_up, sign_ins
from recommendations.workflow.errors import Refused

LATE = "/api/v1/actions/?is_open=true&overdue=true&ordering=due_on"


class Command(BaseCommand):
    help = "Load the demo (once) and serve it on this machine. For development only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-serve", action="store_true", help="Load the demo, do not serve it."
        )
        add_port(parser)
        parser.add_argument(
            "--json",
            type=Path,
            metavar="FILE",
            help="Write the address and the sign-ins to FILE.",
        )
        parser.add_argument(
            "--reset",
            action="store_true",
            help="First delete everything that the database holds.",
        )

    def handle(self, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo has well-known users and is for development only: set "
                "DEBUG=1 in the environment to run it. Nothing was done."
            )
        port, listing = port_of(options["port"]), options["json"]
        if listing is not None and not listing.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {listing.absolute().parent}.")
        if not options["no_serve"]:
            require_free(port)
        call_command("migrate", verbosity=0)
        try:
            fresh = set_up(today=timezone.localdate(), reset=options["reset"])
            accounts = sign_ins()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        url = f"http://{HOST}:{port}"
        if listing is not None:
            listing.write_text(_as_json(url, accounts), encoding="utf-8")
        self._tell(url, accounts, fresh=fresh)
        if not options["no_serve"]:
            serve(port, self.stdout)

    def _tell(self, url: str, accounts: list[SignIn], *, fresh: bool) -> None:
        day = date_format(loaded_on())
        state = "is loaded" if fresh else "was already there; nothing was changed"
        lines = [
            f"The demo {state}. It reads as of {day}.",
            "All plans in it are illustrative. What inspectors said is from their "
            "reports.",
        ]
        if loaded_on() != timezone.localdate():
            lines.append("To move it to today, run this once with --reset.")
        lines += [
            "",
            f"Admin     {url}/admin/",
            f"REST      {url}/api/v1/",
            f"API docs  {url}/api/docs/",
            "",
            f"{'User':<10}{'Password':<22}{'Role':<11}Sees",
        ]
        lines += [
            f"{account.person.username:<10}{account.password:<22}{account.person.role:<11}"
            f"{account.person.agency or account.person.authority or 'everything'}"
            for account in accounts
        ]
        lines += [
            "",
            f"What is overdue, as {accounts[0].person.username} sees it:",
            f'curl -H "Authorization: Bearer {accounts[0].token}" "{url}{LATE}"',
            "",
        ]
        self.stdout.write("\n".join(lines))


def _as_json(url: str, accounts: list[SignIn]) -> str:
    users = [
        {
            "username": account.person.username,
            "password": account.password,
            "role": account.person.role,
            "token": account.token,
        }
        for account in accounts
    ]
    return json.dumps({"url": url, "users": users}, indent=1) + "\n"
