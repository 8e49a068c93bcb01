"""ESR's roles (its URPs) as groups of the site, each with its permissions.

Later domains add to the same roles with ``extend_role``. ``esrlm_roles`` writes them
into the site's groups; what administrators add to a group by hand stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Collection, GroupCollectionPermission

from ..conf import esrlm_settings

APP = "wagtail_esrlm"
ADMIN = "wagtailadmin.access_admin"

#: Models of the workforce's structure and people.
STRUCTURE = (
    "businessgroup",
    "organisation",
    "jobrole",
    "position",
    "supplementaryrole",
    "assignmentstatus",
    "assignmentcategory",
)
PEOPLE = ("person", "assignment", "assignmentperiod", "supplementaryroleholding")
CATALOGUE = ("category", "course", "location", "equipment", "bankholiday")
COMPETENCIES = ("competency", "renewalperiod", "competencycover")


def may(actions: str, *models: str) -> tuple[str, ...]:
    """Return the permissions "add change view" on models, spelt out.

    >>> may("add view", "person")
    ('wagtail_esrlm.add_person', 'wagtail_esrlm.view_person')
    """
    return tuple(
        f"{APP}.{verb}_{model}" for model in models for verb in actions.split()
    )


@dataclass(frozen=True)
class Role:
    """A role of the learning service.

    Attributes:
        code: Stable name in code and tests.
        name: Name of the group people are put in.
        permissions: "app.codename" of each permission.
        collection_permissions: The same for images and documents, in all collections.
    """

    code: str
    name: str
    permissions: tuple[str, ...]
    collection_permissions: tuple[str, ...] = ()


_MEDIA = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)

_ROLES: tuple[Role, ...] = (
    Role(
        "learning_administrator",
        "Learning administrators",
        (
            ADMIN,
            *may("add change delete view", *STRUCTURE, *COMPETENCIES, *CATALOGUE),
            *may("publish", "course"),
            *may("add change view", *PEOPLE),
            *may("add change delete view", "deputy", "linkproposal", "requirement"),
            *may("add change view", "competencyaward", "awardevidence", "exemption"),
            *may("add change delete view", "reportpopulation"),
            *may("view", "compliancerecord", "compliancesnapshot"),
            *may("add change view", "importbatch"),
            *may("view", "importrow"),
            *may("change view", "jobrun", "message"),
            f"{APP}.change_learningsettings",
            f"{APP}.view_all_compliance",
            f"{APP}.view_compliance_early",
        ),
        _MEDIA,
    ),
    Role(
        "training_lead",
        "Training leads",
        (
            ADMIN,
            *may("view", *STRUCTURE, *PEOPLE, *COMPETENCIES),
            *may("add change view", "requirement"),
            *may("add view", "competencyaward"),
            *may("change view", "awardevidence"),
            *may("view", "exemption", "compliancerecord", "compliancesnapshot"),
            f"{APP}.view_all_compliance",
            f"{APP}.view_compliance_early",
        ),
    ),
    Role(
        "class_administrator",
        "Class administrators",
        (
            ADMIN,
            *may("view", "person", "assignment", "assignmentperiod", "competency"),
            *may("view", "category", "course"),
            *may("add change view", "location", "equipment"),
            *may("add change delete view", "bankholiday"),
            f"{APP}.view_compliance_without_manager",
        ),
    ),
    Role("instructor", "Instructors", (ADMIN, *may("view", "competency"))),
    Role(
        "communications_editor",
        "Communications editors",
        (ADMIN, *may("view", "competency")),
        _MEDIA,
    ),
    Role("faq_editor", "FAQ editors", (ADMIN,), _MEDIA),
)

_extensions: dict[str, list[str]] = {}


def extend_role(code: str, *permissions: str) -> None:
    """Add a domain's permissions to a role; called when the app is ready.

    Raises:
        KeyError: when there is no such role.
    """
    if code not in {role.code for role in _ROLES}:
        raise KeyError(code)
    known = _extensions.setdefault(code, [])
    known.extend(name for name in permissions if name not in known)


def roles() -> list[Role]:
    """Return every role with what later domains added."""
    return [
        Role(
            role.code,
            role.name,
            (*role.permissions, *_extensions.get(role.code, ())),
            role.collection_permissions,
        )
        for role in _ROLES
    ]


@dataclass(frozen=True)
class RoleChange:
    """What writing one role changed: counts of permissions."""

    name: str
    created: bool
    added: int
    removed: int


@transaction.atomic
def write_roles(*, exact: bool = False) -> list[RoleChange]:
    """Create or update the group of every role, and the group of shared log-ins.

    Args:
        exact: Also take away our own permissions that a role does not have.

    Raises:
        LookupError: when a permission does not exist.
    """
    create_permissions(apps.get_app_config(APP), verbosity=0)
    return [_write_role(role, exact=exact) for role in roles()] + _write_shared()


def _write_role(role: Role, *, exact: bool) -> RoleChange:
    group, created = Group.objects.get_or_create(name=role.name)
    wanted = find_permissions(role.permissions)
    held = set(group.permissions.all())
    group.permissions.add(*(wanted - held))
    surplus: set[Permission] = set()
    if exact:
        ours = group.permissions.filter(content_type__app_label=APP)
        surplus = set(ours) - wanted
        group.permissions.remove(*surplus)
    added = len(wanted - held)
    root = Collection.get_first_root_node()
    for permission in find_permissions(role.collection_permissions):
        _grant, is_new = GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
        added += is_new
    return RoleChange(role.name, created, added, len(surplus))


def _write_shared() -> list[RoleChange]:
    name = esrlm_settings.SHARED_LOGIN_GROUP
    if not name:
        return []
    _group, created = Group.objects.get_or_create(name=name)
    return [RoleChange(name, created, 0, 0)]


def find_permissions(names: Iterable[str]) -> set[Permission]:
    """Return permissions by "app.codename".

    Raises:
        LookupError: naming every one that does not exist.
    """
    wanted = set(names)
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(
            codename__in={name.partition(".")[2] for name in wanted}
        ).select_related("content_type")
    }
    if missing := wanted - set(found):
        raise LookupError(f"No such permission: {', '.join(sorted(missing))}")
    return {found[name] for name in wanted}


def listed_permissions() -> QuerySet[Permission]:
    """Return what Wagtail's group form offers beside the permissions of models."""
    return Permission.objects.filter(
        content_type__app_label=APP,
        codename__in=[
            "view_all_compliance",
            "view_compliance_early",
            "view_compliance_without_manager",
        ],
    )
