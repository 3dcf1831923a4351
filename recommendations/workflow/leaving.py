"""“Leaving”: what a person has in an authority is taken back, and their open work is
handed over. Called by the page of that name."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count

from recommendations.models import ActionItem, ApiToken, Owner
from recommendations.models.trail import Change
from recommendations.workflow.errors import NotAllowed, Refused
from recommendations.workflow.handover import hand_over
from recommendations.workflow.invitations import withdraw_invitations
from recommendations.workflow.people import managed_authorities
from recommendations.workflow.recording import lock, new_change, save_touched


def posts_to_leave(user: User, *, by: User) -> dict[Owner, int]:
    """The posts that the person holds where `by` manages, each with how many open
    actions it carries."""
    posts = Owner.objects.filter(user=user, authority__in=managed_authorities(by))
    counted = ActionItem.objects.open().filter(owner__in=posts).order_by()
    numbers = dict(counted.values_list("owner").annotate(count=Count("pk")))
    return {post: numbers.get(post.pk, 0) for post in posts.select_related("agency")}


def leave(
    user: User, *, by: User, handovers: Mapping[Owner, Owner | None], reason: str
) -> None:
    """Take the roles and posts back that the person has where `by` manages, and hand
    their open work over: for each post with any, to another, or (None) it stays with
    the post for whoever comes next. Who has no role left can no longer sign in, and
    their sessions, tokens and invitations are at an end."""
    with transaction.atomic():
        user.refresh_from_db(from_queryset=User.objects.select_for_update())
        held = user.memberships.filter(authority__in=managed_authorities(by))
        roles = list(held.select_for_update(of=("self",)).order_by("pk"))
        posts = posts_to_leave(user, by=by)
        _require_may_go(user, by, has_any=bool(roles or posts))
        for post, count in posts.items():
            to = handovers.get(post)
            if to is not None:
                hand_over(post, by=by, to=to, reason=reason)
            elif count and post not in handovers:
                raise Refused(f"Say who takes over the open work of {post}.")
        with new_change("leave", by=by, reason=reason) as change:
            for post in posts:
                lock(post)
                post.user, post.holder_name, post.email = None, "", ""
                save_touched(post, change)
            for membership in roles:
                membership.delete()
            if not user.memberships.exists():
                _shut_out(user, change)


def _require_may_go(user: User, by: User, *, has_any: bool) -> None:
    if user == by:
        raise NotAllowed("Ask another manager or an administrator to do this for you.")
    if user.is_superuser or not (has_any or by.is_superuser):
        raise NotAllowed("Only an administrator can do this, in the list of users.")


def _shut_out(user: User, change: Change) -> None:
    """Without a password nothing that was made under the old one is good any more."""
    ApiToken.objects.filter(user=user).delete()
    withdraw_invitations(user, change)
    user.is_active = False
    user.set_unusable_password()
    user.save()
