"""Joining log-ins to people: one to one, or not at all.

A log-in joins a person by employee number or user name, where exactly one of each
fits; by e-mail address it is only proposed, and an administrator decides. Shared
log-ins are never joined. Whatever is not one to one is left alone and listed.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .. import clock
from ..conf import esrlm_settings
from ..errors import AlreadyLinked, Conflict, InvalidInput
from ..names import fold
from .audit import record, record_many
from .login_keys import LinkBy, has_twin, user_keys, user_value
from .models import BusinessGroup, LinkProposal, Person
from .selectors import is_shared_log_in

logger = logging.getLogger(__name__)

#: Log-ins linked in one transaction.
CHUNK = 500


class Refusal(StrEnum):
    """Why a match is not one to one."""

    SEVERAL_LOG_INS = "several log-ins"
    SEVERAL_PEOPLE = "several people"
    PERSON_TAKEN = "the person has another log-in"
    LOG_IN_TAKEN = "the log-in belongs to another person"


@dataclass(frozen=True)
class Unmatched:
    """Log-ins and people that share a value and are not one to one."""

    why: Refusal
    user_ids: tuple[Any, ...]
    person_ids: tuple[int, ...]


@dataclass
class LinkReport:
    """What linking did, or would do.

    Attributes:
        linked: (log-in id, person id) of each new pair.
        proposed: Pairs that wait for an administrator.
        unmatched: What is not one to one, and why.
        without_person: Number of log-ins that fit nobody.
        without_log_in: Number of people that no log-in fits, and that have none.
    """

    linked: list[tuple[Any, int]] = field(default_factory=list)
    proposed: list[tuple[Any, int]] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    without_person: int = 0
    without_log_in: int = 0


def link_users(
    *,
    by: LinkBy,
    actor: Any = None,
    business_group: BusinessGroup | None = None,
    dry_run: bool = False,
) -> LinkReport:
    """Join every log-in that fits exactly one person, and list what does not.

    Args:
        by: What they have in common; e-mail addresses only make proposals.
        actor: Who does it, for the log; None for the system.
        business_group: Only people of this one.
        dry_run: Say what would be done and do nothing.

    Raises:
        InvalidInput: when log-ins do not have what is asked for.
    """
    keys_of_users = user_keys(by)
    people = Person.objects.all()
    if business_group is not None:
        people = people.filter(business_group=business_group)
    column = "email" if by is LinkBy.EMAIL else "employee_number_key"
    persons_by_key: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    report = LinkReport()
    for pk, value, user_id in people.values_list("pk", column, "user_id"):
        if key := fold(value):
            persons_by_key[key].append((pk, user_id))
        if user_id is None:
            report.without_log_in += 1
    owners = dict(
        Person.objects.filter(user__isnull=False).values_list("user_id", "pk")
    )
    for key, user_ids in keys_of_users.items():
        _match(by, user_ids, persons_by_key.get(key, []), owners, report)
    if not dry_run:
        _carry_out(report, by=by, actor=actor)
    report.without_log_in -= len(report.linked)
    return report


def _match(
    by: LinkBy,
    user_ids: list[Any],
    persons: list[tuple[int, Any]],
    owners: dict[Any, int],
    report: LinkReport,
) -> None:
    """Decide about the log-ins and people that share one value."""
    person_ids = tuple(pk for pk, _user in persons)
    if not persons:
        report.without_person += sum(user not in owners for user in user_ids)
        return
    if len(user_ids) == 1 and persons == [(person_ids[0], user_ids[0])]:
        return
    why = None
    if len(user_ids) > 1:
        why = Refusal.SEVERAL_LOG_INS
    elif len(persons) > 1:
        why = Refusal.SEVERAL_PEOPLE
    elif user_ids[0] in owners:
        why = Refusal.LOG_IN_TAKEN
    elif persons[0][1] is not None:
        why = Refusal.PERSON_TAKEN
    if why is not None:
        report.unmatched.append(Unmatched(why, tuple(user_ids), person_ids))
        return
    pairs = report.proposed if by is LinkBy.EMAIL else report.linked
    pairs.append((user_ids[0], person_ids[0]))


def _carry_out(report: LinkReport, *, by: LinkBy, actor: Any) -> None:
    users = get_user_model()._default_manager
    for user_id, person_id in report.proposed:
        _propose(user_id, person_id, by=by, actor=actor)
    done: list[tuple[Any, int]] = []
    for start in range(0, len(report.linked), CHUNK):
        pairs = dict(report.linked[start : start + CHUNK])
        found = users.in_bulk(pairs)
        try:
            done += _link_chunk(pairs, found, by=by, actor=actor)
        except IntegrityError:
            # Somebody logged in, and was linked, between reading and writing.
            done += _link_singly(pairs, found, by=by, actor=actor)
    report.linked = done


@transaction.atomic
def _link_chunk(
    pairs: dict[Any, int], users: dict[Any, Any], *, by: LinkBy, actor: Any
) -> list[tuple[Any, int]]:
    """Link pairs that were found free, in few statements; return those still free."""
    free = Person.objects.select_for_update().in_bulk(pairs.values())
    linked = []
    for user_id, person_id in pairs.items():
        person = free.get(person_id)
        if person is not None and person.user_id is None and user_id in users:
            person.user = users[user_id]
            linked.append(person)
    Person.objects.bulk_update(linked, ["user"])
    record_many(
        ((person, {"log-in": (None, person.user)}) for person in linked),
        "wagtail_esrlm.person.link",
        by=actor,
        reason=_("matched by %(what)s") % {"what": by},
    )
    return [(person.user_id, person.pk) for person in linked]


def _link_singly(
    pairs: dict[Any, int], users: dict[Any, Any], *, by: LinkBy, actor: Any
) -> list[tuple[Any, int]]:
    done = []
    for user_id, person_id in pairs.items():
        try:
            link(
                person=Person(pk=person_id),
                user=users[user_id],
                by=actor,
                matched_by=by,
            )
        except (AlreadyLinked, KeyError):
            continue
        done.append((user_id, person_id))
    return done


@transaction.atomic
def link(*, person: Person, user: Any, by: Any, matched_by: str) -> Person:
    """Join a log-in and a person; of two at once, one is refused.

    Raises:
        InvalidInput: when the log-in is shared.
        AlreadyLinked: when either is joined to another.
    """
    if is_shared_log_in(user):
        raise InvalidInput(_("A shared log-in belongs to nobody."))
    free = Person.objects.filter(pk=person.pk, user__isnull=True)
    try:
        with transaction.atomic():
            changed = free.update(user=user)
    except IntegrityError as err:
        raise AlreadyLinked(_("This log-in belongs to another person.")) from err
    linked = Person.objects.get(pk=person.pk)
    if not changed and linked.user_id != user.pk:
        raise AlreadyLinked(_("This person has another log-in."))
    if changed:
        record(
            linked,
            "wagtail_esrlm.person.link",
            by=by,
            changes={"log-in": (None, user)},
            reason=_("matched by %(what)s") % {"what": matched_by},
        )
    return linked


@transaction.atomic
def unlink(*, person: Person, by: Any, reason: str) -> Person:
    """Part a person from their log-in; their record stays as it is.

    Raises:
        InvalidInput: without a reason.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why the log-in is unlinked."))
    stored = Person.objects.select_for_update().get(pk=person.pk)
    if stored.user_id is None:
        return stored
    before, stored.user = stored.user, None
    stored.save(update_fields=["user"])
    record(
        stored,
        "wagtail_esrlm.person.unlink",
        by=by,
        changes={"log-in": (before, None)},
        reason=reason,
    )
    return stored


def _propose(user_id: Any, person_id: int, *, by: LinkBy, actor: Any) -> None:
    """Propose a pair once; what an administrator refused is not proposed again."""
    known = LinkProposal.objects.filter(person_id=person_id, user_id=user_id).exclude(
        state=LinkProposal.State.CONFIRMED
    )
    if known.exists():
        return
    try:
        with transaction.atomic():
            proposal = LinkProposal.objects.create(
                person_id=person_id, user_id=user_id, matched_by=by.value
            )
            record(
                proposal.person,
                "wagtail_esrlm.link.propose",
                by=actor,
                changes={"log-in": (None, proposal.user)},
            )
    except IntegrityError:
        logger.info("Person %s was proposed a log-in meanwhile", person_id)


@transaction.atomic
def confirm_proposal(*, proposal: LinkProposal, by: Any) -> Person:
    """Join the pair that was proposed.

    Raises:
        Conflict: when it was decided already.
        AlreadyLinked: when either is joined to another by now.
    """
    stored = _open_proposal(proposal)
    person = link(
        person=stored.person, user=stored.user, by=by, matched_by=stored.matched_by
    )
    _decide(stored, LinkProposal.State.CONFIRMED, by)
    return person


@transaction.atomic
def refuse_proposal(*, proposal: LinkProposal, by: Any) -> LinkProposal:
    """Refuse a proposed pair; it is not proposed again.

    Raises:
        Conflict: when it was decided already.
    """
    stored = _open_proposal(proposal)
    _decide(stored, LinkProposal.State.REFUSED, by)
    record(
        stored.person,
        "wagtail_esrlm.link.refuse",
        by=by,
        changes={"log-in": (stored.user, None)},
    )
    return stored


def _open_proposal(proposal: LinkProposal) -> LinkProposal:
    stored = (
        LinkProposal.objects.select_for_update(of=("self",))
        .select_related("person", "user")
        .get(pk=proposal.pk)
    )
    if stored.state != LinkProposal.State.OPEN:
        raise Conflict(_("This proposal was decided already."))
    return stored


def _decide(proposal: LinkProposal, state: str, by: Any) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, clock.now(), by
    proposal.save(update_fields=["state", "decided_at", "decided_by"])


def link_at_login(user: Any) -> Person | None:
    """Join a log-in at its log-in, by the settings key ``LINK_AT_LOGIN``.

    Returns the person who was joined, or None: because nothing is to be done, or
    because it is not one to one (``esrlm_link_users --dry-run`` lists those).
    """
    rule = esrlm_settings.LINK_AT_LOGIN
    if rule not in (LinkBy.EMPLOYEE_NUMBER, LinkBy.USERNAME):
        return None
    if esrlm_settings.PERSON_RESOLVER or is_shared_log_in(user):
        return None
    by = LinkBy(rule)
    key = fold(user_value(user, by) or "")
    if not key or Person.objects.filter(user_id=user.pk).exists():
        return None
    people = list(Person.objects.filter(employee_number_key=key)[:2])
    if not people:
        return None
    if len(people) > 1 or people[0].user_id is not None or has_twin(user, by, key):
        logger.warning("Log-in %s fits no person one to one by %s", user.pk, by)
        return None
    try:
        return link(person=people[0], user=user, by=user, matched_by=by)
    except AlreadyLinked:
        return None


def on_user_logged_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Link a log-in as it logs in; whatever goes wrong, nobody is kept out."""
    try:
        with transaction.atomic():
            link_at_login(user)
    except Exception:
        logger.exception("Log-in %s could not be linked", getattr(user, "pk", None))
