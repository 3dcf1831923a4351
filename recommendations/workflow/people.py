"""People of an authority: user, role and post, given at once by its managers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from recommendations.choices import AgencyKind, Role
from recommendations.models import (
    Agency,
    Authority,
    Membership,
    Owner,
    ReferenceCounter,
)
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Change, actor_name
from recommendations.workflow.access import require_works_in
from recommendations.workflow.invitations import (
    Invited,
    may_invite,
    write_invitation,
)
from recommendations.workflow.moves import require_manager
from recommendations.workflow.recording import lock, new_change, save_touched
from recommendations.workflow.records import require_same_authority
from recommendations.workflow.references import give_reference


@dataclass(frozen=True)
class NewPerson:
    """What is asked of a person who is to be added. A lead officer holds a post; others
    may. People of the council see the whole authority, as does who has no agency;
    people of another agency see its part."""

    name: str
    email: str
    role: str
    agency: Agency | None = None
    post_title: str = ""
    deputy: Owner | None = None
    active_until: date | None = None

    @property
    def part(self) -> Agency | None:
        is_council = self.agency and self.agency.kind == AgencyKind.LOCAL_AUTHORITY
        return None if is_council else self.agency


@dataclass(frozen=True)
class Added:
    """`invited` is empty for who can sign in already. `is_link_for_all` is false where
    nobody but the person may have the link: it would let in elsewhere too."""

    user: User
    post: Owner | None
    invited: Invited | None
    is_link_for_all: bool


def managed_authorities(user: Caller) -> QuerySet[Authority]:
    """Those whose people this person looks after."""
    standing = Standing.of(user)
    rows: QuerySet[Authority] = Authority.objects.all()
    if standing.everything:
        return rows
    return rows.filter(pk__in=standing.authorities_with(Role.MANAGER))


def people_of(authorities: QuerySet[Authority]) -> QuerySet[User]:
    """Everybody who has, or had until a day, a role in one of them."""
    held = Membership.objects.filter(authority__in=authorities).order_by()
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def add_person(authority: Authority, person: NewPerson, *, by: User) -> Added:
    """Make the user, the role and the post as one change, and an invitation to them.

    Raises Django's ValidationError, by field of `NewPerson`.
    """
    with transaction.atomic():
        lock(authority)
        require_manager(authority.pk, by=by)
        with new_change("add-person", by=by) as change:
            user, post = _write_person(authority, person, change)
            return _invite(authority, person, user, post, change, by=by)


def add_people(
    authority: Authority, people: Sequence[NewPerson], *, by: User
) -> list[Added]:
    """All of them or nobody. A refusal is a ValidationError whose field is the number
    of the person, from 0. Who holds two posts is in there twice, and is told of once.
    """
    with transaction.atomic():
        lock(authority)
        require_manager(authority.pk, by=by)
        added: dict[int, Added] = {}
        wrong: dict[str, list[str]] = {}
        with new_change("add-person", by=by) as change:
            for number, person in enumerate(people):
                try:
                    user, post = _write_person(authority, person, change)
                except ValidationError as refused:
                    wrong[str(number)] = refused.messages
                    continue
                if user.pk not in added:
                    added[user.pk] = _invite(
                        authority, person, user, post, change, by=by
                    )
            if wrong:
                raise ValidationError(wrong)
        return list(added.values())


def _write_person(
    authority: Authority, person: NewPerson, change: Change
) -> tuple[User, Owner | None]:
    _require_whole(authority, person)
    user = _find_or_make_user(authority, person)
    _give_role(authority, person, user, change)
    post = _give_post(authority, person, user, change) if person.post_title else None
    return user, post


def _invite(
    authority: Authority,
    person: NewPerson,
    user: User,
    post: Owner | None,
    change: Change,
    *,
    by: User,
) -> Added:
    invited = None
    if not user.has_usable_password():
        invited = write_invitation(
            user, change, authority=authority, role=person.role, post=post
        )
    return Added(user, post, invited, is_link_for_all=may_invite(user, by=by))


def _require_whole(authority: Authority, person: NewPerson) -> None:
    """What cannot be seen in one field alone."""
    require_works_in(authority, person.agency)
    require_same_authority(authority.pk, deputy=[person.deputy])
    wrong = {}
    if not person.post_title and person.role == Role.OWNER:
        wrong["post_title"] = "A lead officer needs a post, such as Head of Fostering."
    if not person.post_title and person.deputy:
        wrong["deputy"] = "Only somebody with a post has a deputy."
    if person.post_title and person.agency is None:
        wrong["agency"] = "Choose the agency that the post is in."
    if person.active_until and person.active_until < timezone.localdate():
        wrong["active_until"] = "Choose today or a day to come."
    if wrong:
        raise ValidationError(wrong)


def _find_or_make_user(authority: Authority, person: NewPerson) -> User:
    """Known by e-mail address. The trail shows user names for ever, so that a new one
    says nothing about the person."""
    known = list(User.objects.filter(email__iexact=person.email).order_by("pk")[:2])
    if len(known) > 1 or any(map(_is_for_administrators, known)):
        raise ValidationError(
            {"email": "Ask an administrator to give this person a role."}
        )
    user = known[0] if known else User(username=_new_username(authority))
    if not known:
        first, _, last = person.name.rpartition(" ")
        user.first_name, user.last_name = first or last, last if first else ""
        user.email = person.email.lower()
    if not known or not user.is_active:  # Who comes back begins anew.
        user.is_active = True
        user.set_unusable_password()
        user.save()
    return user


def _is_for_administrators(user: User) -> bool:
    """Who was shut out with their roles kept was so by an administrator."""
    is_barred = not user.is_active and user.memberships.exists()
    return user.is_superuser or is_barred


def _new_username(authority: Authority) -> str:
    """Such as bwd-u007."""
    ReferenceCounter.objects.get_or_create(authority=authority, kind="U")
    counter = ReferenceCounter.objects.select_for_update().get(
        authority=authority, kind="U"
    )
    while True:
        counter.last += 1
        name = f"{authority.code.lower()}-u{counter.last:03d}"
        if not User.objects.filter(username=name).exists():
            counter.save()
            return name


def _give_role(
    authority: Authority, person: NewPerson, user: User, change: Change
) -> None:
    held = {"authority": authority, "agency": person.part, "role": person.role}
    membership = user.memberships.filter(**held).first()
    if membership is None:
        membership = Membership(user=user, **held, **change.stamps)
    elif membership.active_until == person.active_until:
        return
    membership.active_until = person.active_until
    membership.full_clean()
    save_touched(membership, change)


def _give_post(
    authority: Authority, person: NewPerson, user: User, change: Change
) -> Owner:
    """The post of that title, if nobody holds it, else a new one."""
    today = timezone.localdate()
    there = Owner.objects.active(on=today).filter(
        authority=authority, agency=person.agency, post_title__iexact=person.post_title
    )
    post = there.select_for_update(of=("self",), no_key=True).first()
    if post is None:
        post = Owner(authority=authority, agency=person.agency, **change.stamps)
        post.post_title = person.post_title
        give_reference(post)
    elif post.user_id not in (None, user.pk):
        raise ValidationError(
            {"post_title": f"Somebody else holds this post: {post.reference}."}
        )
    post.user, post.holder_name, post.email = user, actor_name(user), user.email
    post.deputy = person.deputy or post.deputy
    post.full_clean()
    save_touched(post, change)
    return post
