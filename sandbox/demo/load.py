"""Loads the demo trust through the plugin's own import, then the intranet around it."""

from __future__ import annotations

import datetime
import tempfile
import time
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction

from sandbox.accounts.models import User
from sandbox.intranet.demo_log_ins import DEMO_LOG_INS, PASSWORD
from wagtail_esrlm.clock import today
from wagtail_esrlm.compliance import refresh
from wagtail_esrlm.imports.services import import_file
from wagtail_esrlm.workforce.models import BusinessGroup, Deputy, Organisation, Person

from .catalogue import build_catalogue
from .files import Generator
from .pages import build_pages
from .trust import TRUST, VPD

#: Which role each demo log-in has, by the role's code.
ROLES = {
    "class.admin@riverside.example": "class_administrator",
    "instructor@riverside.example": "instructor",
    "learning.admin@riverside.example": "learning_administrator",
    "comms@riverside.example": "communications_editor",
    "faq@riverside.example": "faq_editor",
}

#: What log-ins that are nobody's own are called.
WITHOUT_PERSON = {
    "ward10@riverside.example": "Ward 10",
    "admin@riverside.example": "Superuser",
}


def is_loaded() -> bool:
    """Whether the demo is there already."""
    return User.objects.filter(email="admin@riverside.example").exists()


def load() -> None:
    """Load everything; takes well under a minute."""
    began = time.monotonic()
    day = today()
    world = Generator(day)
    world.build()
    with tempfile.TemporaryDirectory() as folder:
        paths = world.write(Path(folder))
        for kind in ("staff", "competencies", "requirements", "awards"):
            result = import_file(
                kind=kind,
                path=paths[kind],
                business_group=VPD,
                create_missing=kind == "staff",
            )
            print(f"  {kind}: {result.rows} rows, {result.rejected} refused")
            for row in result.rejects[:5]:
                print(f"    line {row.line}: {row.problems[0]}")
    group = BusinessGroup.objects.get(vpd_key=VPD)
    group.name, group.shown_from = TRUST, day - datetime.timedelta(days=60)
    group.save()
    Organisation.objects.filter(name="Digital").update(
        shown_from=day + datetime.timedelta(days=30)
    )
    call_command("esrlm_roles", verbosity=0)
    with transaction.atomic():
        _log_ins(world)
        Deputy.objects.create(
            manager=Person.objects.get(employee_number=world.stories.manager),
            deputy=Person.objects.get(employee_number=world.stories.deputy),
            starts_on=day - datetime.timedelta(days=3),
            ends_on=day + datetime.timedelta(days=60),
        )
        build_pages(world)
    build_catalogue(world)
    refresh.refresh_all()
    print(f"  demo data loaded in {time.monotonic() - began:.0f} s")


def _log_ins(world: Generator) -> None:
    from wagtail_esrlm.permissions.roles import roles

    password = make_password(PASSWORD)
    names = {role.code: role.name for role in roles()}
    for email, _who, _look in DEMO_LOG_INS:
        number = world.stories.log_ins.get(email, "")
        person = (
            Person.objects.filter(employee_number=number).first() if number else None
        )
        superuser = email == "admin@riverside.example"
        user = User.objects.create(
            email=email,
            first_name=person.first_name if person else WITHOUT_PERSON[email],
            last_name=person.last_name if person else "",
            employee_number=number,
            password=password,
            is_staff=superuser,
            is_superuser=superuser,
        )
        if person is not None:
            person.user = user
            person.save(update_fields=["user"])
        if email in ROLES:
            user.groups.add(Group.objects.get(name=names[ROLES[email]]))
        if email.startswith("ward10"):
            user.groups.add(Group.objects.get_or_create(name="Shared log-ins")[0])
