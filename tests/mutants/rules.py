"""The rules that `make mutants` breaks, one at a time: each as it stands in the code,
and broken."""

from dataclasses import dataclass

GATES = "tests/accountability"
VERBS = "tests/test_workflow.py"
PEOPLE = "tests/web"


@dataclass(frozen=True)
class Mutant:
    """`rule` in words; `now` in the file (below recommendations/) becomes `broken`; the
    tests are those that ought to notice."""

    rule: str
    file: str
    now: str
    broken: str
    tests: str


MUTANTS = [
    # Who checks
    Mutant(
        "Who carries an action, or did, does not check it",
        "workflow/gates.py",
        "return not has_carried(by, [action.pk])",
        "return not action.is_carried_by(by)",
        GATES,
    ),
    Mutant(
        "The deputy of then counts too",
        "workflow/carriers.py",
        "row.user_id == by.pk for stretch in held) or any(",
        "row.user_id == by.pk for stretch in held) or False and any(",
        GATES,
    ),
    Mutant(
        "Who claimed it since the last reopening counts",
        "workflow/carriers.py",
        "if any(row.completed_by_id == by.pk for row in span):",
        "if False:",
        GATES,
    ),
    Mutant(
        "A reopening begins anew",
        "workflow/carriers.py",
        'if row.verb == "reopen" and not is_undone and not is_own:',
        "if False:",
        GATES,
    ),
    Mutant(
        "A reopening of one's own cancelled work begins nothing",
        "workflow/carriers.py",
        'if row.verb == "reopen" and not is_undone and not is_own:',
        'if row.verb == "reopen" and not is_undone:',
        GATES,
    ),
    Mutant(
        "Who carried an action does not sign off what it answers",
        "workflow/gates.py",
        "return not has_carried(by, answers)",
        "return not ActionItem.objects.filter(recommendations=recommendation)"
        ".carried_by(by).exists()",
        GATES,
    ),
    Mutant(
        "An impact check is made by somebody else",
        "workflow/verbs/actions.py",
        "gates=(gates.independent_checker,), play=checks.check_impact",
        "play=checks.check_impact",
        GATES,
    ),
    Mutant(
        "A date is decided by another manager",
        "workflow/dates.py",
        "request.requested_by_id == by.pk and has_other_manager(request.action, by)",
        "False",
        GATES,
    ),
    Mutant(
        "Another manager manages the whole authority",
        "workflow/dates.py",
        "role=Role.MANAGER, agency=None, user__is_active=True",
        "role=Role.MANAGER, user__is_active=True",
        GATES,
    ),
    Mutant(
        "Another manager can sign in",
        "workflow/dates.py",
        "role=Role.MANAGER, agency=None, user__is_active=True",
        "role=Role.MANAGER, agency=None",
        GATES,
    ),
    # What a gate asks for
    Mutant(
        "Evidence that expired does not count",
        "models/evidence.py",
        "return self.filter(Q(expires_on=None) | Q(expires_on__gte=on))",
        "return self.all()",
        GATES,
    ),
    Mutant(
        "Evidence counts on its last day",
        "models/evidence.py",
        "Q(expires_on__gte=on)",
        "Q(expires_on__gt=on)",
        GATES,
    ),
    Mutant(
        "Evidence of impact proves no delivery",
        "models/evidence.py",
        "return self.filter(proves=EvidenceOf.DELIVERY)",
        "return self.all()",
        GATES,
    ),
    Mutant(
        "Evidence of impact is about a time after the work",
        "models/evidence.py",
        "proves=EvidenceOf.IMPACT, proves_from__gte=day",
        "proves=EvidenceOf.IMPACT",
        GATES,
    ),
    Mutant(
        "An impact check rests on no archived evidence",
        "workflow/checks.py",
        "if proof.pk not in linked or proof.is_archived:",
        "if proof.pk not in linked:",
        GATES,
    ),
    Mutant(
        "An impact check rests on evidence of its own action",
        "workflow/checks.py",
        "if proof.pk not in linked or proof.is_archived:",
        "if proof.is_archived:",
        GATES,
    ),
    Mutant(
        "An impact check passed on an earlier day tells nothing",
        "workflow/gates.py",
        "passed = passed.filter(checked_on__gte=action.verified_on)\n",
        "\n",
        GATES,
    ),
    Mutant(
        "An impact check passed before the last closing tells nothing",
        "workflow/gates.py",
        "passed = passed.filter(updated_at__gte=done.history_date)",
        "pass",
        GATES,
    ),
    Mutant(
        "An impact check that failed opens no gate",
        "workflow/gates.py",
        "action.impact_checks.filter(outcome=ImpactOutcome.PASSED)",
        'action.impact_checks.exclude(outcome="")',
        GATES,
    ),
    Mutant(
        "An impact check falls due on a month's last day",
        "workflow/checks.py",
        "min(day.day, monthrange(year, month)[1])",
        "min(day.day, 28)",
        GATES,
    ),
    Mutant(
        "Only priority actions need an impact check where the plan says so",
        "workflow/gates.py",
        "return plan.impact_check_for == ImpactScope.ALL or priority_actions.exists()",
        "return True",
        GATES,
    ),
    Mutant(
        "What was carried forward is not reopened beside it",
        "workflow/gates.py",
        "return not action.carried_to.exclude(status=ActionStatus.CANCELLED).exists()",
        "return True",
        GATES,
    ),
    Mutant(
        "A recommendation without a live action is not delivered",
        "workflow/gates.py",
        "return live.exists() and not live.exclude",
        "return not live.exclude",
        GATES,
    ),
    Mutant(
        "A cancelled action does not deliver a recommendation",
        "workflow/gates.py",
        "return actions.exclude(status=ActionStatus.CANCELLED)",
        "return actions.all()",
        f"{GATES} tests/test_recommendation_verbs.py",
    ),
    Mutant(
        "Only a manager lets a gate pass",
        "workflow/moves.py",
        "    if MANAGER not in held:\n        return []\n    may",
        "    may",
        GATES,
    ),
    Mutant(
        "Nobody lets independence pass",
        "workflow/gates.py",
        'since it was created or last reopened",\n)\ndef independent_checker',
        'since then",\n    waivable=True,\n)\ndef independent_checker',
        GATES,
    ),
    # Claims, dates and ratings
    Mutant(
        "A claim from a file is for managers",
        "workflow/actions.py",
        '"complete", by=by, note=note) as change:\n'
        "        require_manager(action.authority_id, by=by)\n",
        '"complete", by=by, note=note) as change:\n',
        f"{VERBS} tests/imports",
    ),
    Mutant(
        "A claim is not dated ahead",
        "workflow/actions.py",
        "if completed_on is not None and completed_on > change.day:",
        "if False:",
        f"{VERBS} tests/imports",
    ),
    Mutant(
        "What was claimed for an earlier day had begun by then",
        "workflow/actions.py",
        "action.started_on = min(action.started_on or day, day)",
        "action.started_on = action.started_on or day",
        f"{VERBS} tests/imports",
    ),
    Mutant(
        "A claim withdraws the date asked for",
        "workflow/actions.py",
        'withdraw_requests(action, change, "The action was submitted as complete.")',
        "pass",
        GATES,
    ),
    Mutant(
        "A claim ends a person's rating",
        "workflow/actions.py",
        "clear_rating(action)\n    write_update(action, change, text=note)",
        "write_update(action, change, text=note)",
        f"{VERBS} {GATES}",
    ),
    Mutant(
        "A day that is due today is not late",
        "models/rules.py",
        "status__in=RUNNING_ACTIONS, due_on__lt=on",
        "status__in=RUNNING_ACTIONS, due_on__lte=on",
        "tests/test_action_rules.py",
    ),
    Mutant(
        "A claim stops the clock",
        "models/rules.py",
        "return Q(status__in=RUNNING_ACTIONS, due_on__lt=on)",
        "return Q(status__in=OPEN_ACTIONS, due_on__lt=on)",
        "tests/test_action_rules.py tests/test_api_actions.py",
    ),
    Mutant(
        "A closed plan takes no new action",
        "workflow/actions.py",
        "if plan.status == PlanStatus.CLOSED:",
        "if False:",
        VERBS,
    ),
    Mutant(
        "A post that has ended takes no work",
        "workflow/steps.py",
        "if not owner.is_active(on=timezone.localdate()):",
        "if False:",
        f"{GATES} {VERBS} tests/writing",
    ),
    Mutant(
        "Nobody asks twice for a date at a time",
        "workflow/dates.py",
        "if requests_waiting(action).exists():",
        "if False:",
        GATES,
    ),
    Mutant(
        "Archived records take no change",
        "workflow/moves.py",
        '    if verb.name != "undo":\n        _require_current(record)\n',
        "",
        f"{GATES} tests/archive tests/writing",
    ),
    # Who and whose
    Mutant(
        "A person who may not sign in has no role",
        "models/standing.py",
        "if not isinstance(user, User) or not user.is_active:",
        "if not isinstance(user, User):",
        "tests/test_visibility.py tests/access/test_scope.py tests/test_tokens.py",
    ),
    Mutant(
        "What was read of a person's roles ends with the request",
        "models/standing.py",
        "    with holding(_cache, {}):\n        yield",
        "    _cache.set({})\n    yield",
        "tests/access/test_standing.py",
    ),
    Mutant(
        "A change asks for roles as they are when it holds the record",
        "workflow/recording.py",
        "    record.refresh_from_db(from_queryset=rows)\n    forget_standings()\n",
        "    record.refresh_from_db(from_queryset=rows)\n",
        "tests/access/test_standing.py",
    ),
    Mutant(
        "An owner acts on actions of theirs only",
        "workflow/moves.py",
        "role in held and (role != OWNER or carries)",
        "role in held",
        f"{VERBS} tests/test_moves.py",
    ),
    Mutant(
        "An agency is revised by who manages in all its authorities",
        "workflow/moves.py",
        "return frozenset.intersection(*each) if each else frozenset()",
        "return frozenset.union(*each) if each else frozenset()",
        "tests/writing",
    ),
    Mutant(
        "A post is given to nobody who cannot sign in",
        "workflow/records.py",
        "if not record.user.is_active:",
        "if False:",
        "tests/writing",
    ),
    Mutant(
        "A post is given to a member of its authority",
        "workflow/records.py",
        "    if not current.filter(authority=record.authority_id).exists():",
        "    if False and current.filter(authority=record.authority_id).exists():",
        "tests/writing tests/admin/test_managing.py",
    ),
    Mutant(
        "A post with open work does not end",
        "workflow/records.py",
        "    if count:\n        raise Refused(",
        "    if False:\n        raise Refused(",
        f"tests/writing tests/admin/test_managing.py {GATES}",
    ),
    Mutant(
        "What belongs to another authority is not linked",
        "workflow/records.py",
        "if record is not None and not _works_in(record, authority_id):",
        "if False:",
        f"{VERBS} tests/writing",
    ),
    Mutant(
        "The inspector's words are filled in once",
        "workflow/records.py",
        'if fields.get("text", record.text) != record.text:',
        "if False:",
        "tests/writing tests/test_recommendation_verbs.py",
    ),
    # Keys, slips, words
    Mutant(
        "A key is kept for a day",
        "api/idempotency.py",
        "KEPT_FOR = timedelta(hours=24)",
        "KEPT_FOR = timedelta(hours=25)",
        "tests/writing/test_idempotency.py",
    ),
    Mutant(
        "A key with another body is refused",
        "api/idempotency.py",
        "    if claim.digest != digest:\n        raise KeyReused\n"
        "    return claim\n\n\ndef _hold",
        "    return claim\n\n\ndef _hold",
        "tests/writing/test_idempotency.py",
    ),
    Mutant(
        "A given reference has its record's shape",
        "workflow/references.py",
        "if not shape.fullmatch(reference) or _in_use(",
        "if _in_use(",
        "tests/writing",
    ),
    Mutant(
        "A slip is taken back within ten minutes",
        "workflow/undo.py",
        "if timezone.now() - last.history_date > WITHIN:",
        "if False:",
        GATES,
    ),
    Mutant(
        "Only who slipped takes it back",
        "workflow/undo.py",
        "if last.history_user_id != by.pk:",
        "if False:",
        GATES,
    ),
    Mutant(
        "What somebody built on is not taken back",
        "workflow/undo.py",
        "    _require_nothing_built_on(record, last)\n",
        "",
        GATES,
    ),
    Mutant(
        "What was only reported stands in no list unasked",
        "models/recommendations.py",
        "return self.filter(COUNTED)",
        "return self.all()",
        "tests/test_reported.py",
    ),
    Mutant(
        "Words that look like a child's data are refused",
        "workflow/confirming.py",
        "if suspects and not _is_confirmed.get():",
        "if False:",
        "tests/child_data",
    ),
    # Who comes in
    Mutant(
        "An invitation works once",
        "models/access.py",
        "return self.filter(used_at=None, expires_at__gt=at)",
        "return self.filter(expires_at__gt=at)",
        PEOPLE,
    ),
    Mutant(
        "An invitation ends",
        "models/access.py",
        "return self.filter(used_at=None, expires_at__gt=at)",
        "return self.filter(used_at=None)",
        PEOPLE,
    ),
    Mutant(
        "A link is for those who manage all that its person sees",
        "workflow/invitations.py",
        "bool(everywhere) and everywhere <= managed",
        "bool(everywhere & managed)",
        PEOPLE,
    ),
    Mutant(
        "A role counts to the end of its last day",
        "models/access.py",
        "active_until__gte=on)",
        "active_until__gt=on)",
        PEOPLE,
    ),
    Mutant(
        "A password that another person typed is changed first",
        "workflow/access.py",
        "newest.history_user_id in (None, user.pk)",
        "True",
        PEOPLE,
    ),
    Mutant(
        "Who was shut out with their roles kept is let in by administrators",
        "workflow/people.py",
        "return user.is_superuser or is_barred",
        "return user.is_superuser",
        PEOPLE,
    ),
    Mutant(
        "The demo resets no council's database",
        "workflow/demo.py",
        "        if holds_a_council():",
        "        if holds_a_council() and not reset:",
        PEOPLE,
    ),
]
