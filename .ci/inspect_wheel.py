"""Fail when the wheel lacks what an installed plugin needs."""

import sys
import zipfile

WANTED = (
    "wagtail_esrlm/py.typed",
    "wagtail_esrlm/migrations/0001_initial.py",
    "wagtail_esrlm/templates/wagtail_esrlm/base.html",
    "wagtail_esrlm/static/wagtail_esrlm/esrlm.css",
    "wagtail_esrlm/locale/",
    "wagtail_esrlm/management/commands/esrlm_import.py",
)
names = zipfile.ZipFile(sys.argv[1]).namelist()
missing = [want for want in WANTED if not any(name.startswith(want) for name in names)]
strays = [name for name in names if name.startswith(("tests/", "sandbox/", "docs/"))]
if missing or strays:
    sys.exit(f"missing: {missing}; strays: {strays}")
print(f"{len(names)} files, all that is needed among them")  # noqa: T201
