"""`manage.py start_council`: an empty database made ready for a council's own data, and
a link for its first administrator. Into council.sqlite3 unless DATABASE_URL says
otherwise (manage.py sees to that). May be run again: it adds only what is missing."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from recommendations.choices import AgencyKind, Role
from recommendations.management.serving import (
    HOST,
    add_port,
    port_of,
    require_free,
    serve,
)
from recommendations.models import Authority
from recommendations.workflow.council import (
    add_agencies,
    invite_administrator,
    prepare,
    proposed_names,
    start_authority,
)
from recommendations.workflow.errors import Refused
from recommendations.workflow.invitations import Invited
from recommendations.workflow.inviting import link_path, send_link
from recommendations.workflow.people import NewPerson, add_person

MANAGER = "Improvement Manager"


class Command(BaseCommand):
    help = (
        "Make an empty database ready for your council, and say how to sign in. With "
        "DEBUG on it is also served on this machine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--authority",
            metavar="CODE",
            help="Set this council up too, such as BWD: see fixtures/authorities.json.",
        )
        parser.add_argument(
            "--name", default="", help="Its name, where it is not in that list."
        )
        parser.add_argument(
            "--manager-email",
            metavar="ADDRESS",
            help="Invite its first improvement manager.",
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="Do not serve it on this machine."
        )
        add_port(parser)

    def handle(self, **options: Any) -> None:
        port = port_of(options["port"])
        is_served = settings.DEBUG and not options["no_serve"]
        if (options["name"] or options["manager_email"]) and not options["authority"]:
            raise CommandError("Say which council with --authority.", returncode=2)
        if is_served:
            require_free(port)
        self.stdout.write("Making the database ready. The first time takes a minute.")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        self.address = _address(port)
        try:
            prepare()
            self._administrator()
            if options["authority"]:
                self._council(
                    options["authority"], options["name"], options["manager_email"]
                )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"\nAdmin     {self.address}/admin/")
        if is_served:
            serve(port, self.stdout)

    def _administrator(self) -> None:
        invited = invite_administrator()
        if invited is None:
            self.stdout.write("There is an administrator who can sign in already.")
            return
        self.stdout.write(
            "Your database is ready. Open this link to choose your password and set up "
            "your council.\nIt works once, for 7 days:\n\n"
            f"  {self._link(invited)}"
        )

    def _council(self, code: str, name: str, email: str | None) -> None:
        """In the name of the administrator there is, as the trail will have it."""
        by = User.objects.filter(is_superuser=True, is_active=True).earliest("pk")
        try:
            authority = start_authority(code, name, by=by)
            if named := proposed_names(authority).get("council"):
                add_agencies(authority, [(named, AgencyKind.LOCAL_AUTHORITY)], by=by)
            self.stdout.write(f"\n{authority.name} ({authority.code}) is set up.")
            if email:
                self._manager(authority, email, by)
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages), returncode=2) from wrong

    def _manager(self, authority: Authority, email: str, by: User) -> None:
        validate_email(email)
        if authority.memberships.filter(user__email__iexact=email).exists():
            self.stdout.write(f"{email} has a role there already.")
            return
        manager = NewPerson(name=MANAGER, email=email, role=Role.MANAGER)
        invited = add_person(authority, manager, by=by).invited
        if invited is None:
            self.stdout.write(f"{email} can sign in already, and is its manager now.")
            return
        link = self._link(invited)
        if settings.HAS_MAIL and send_link(invited, link, inviter="Your administrator"):
            self.stdout.write(f"An invitation is on its way to {email}.")
        else:
            self.stdout.write(f"Send this link to {email}:\n\n  {link}")

    def _link(self, invited: Invited) -> str:
        return self.address + link_path(invited)


def _address(port: int) -> str:
    """Where people will find what is served: here, or at the first of ALLOWED_HOSTS."""
    if settings.DEBUG:
        return f"http://{HOST}:{port}"
    if not settings.ALLOWED_HOSTS:
        raise CommandError("Set ALLOWED_HOSTS first: links begin with its first name.")
    scheme = "http" if settings.PLAIN_HTTP else "https"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0].lstrip('.')}"
