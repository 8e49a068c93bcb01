"""What each demo log-in looks at, for the pictures.

An address may be written as one of these:

- ``/path/`` as it is; with `` open`` after it, everything that folds is unfolded;
- ``profile Name``: a person's page in the directory; ``profile me``: one's own;
- ``report Name``: a person's page from my team;
- ``walk /path/ > words > .class``: along links, by their words or a selector;
- ``block name``: the editor's preview of a block;
- ``wrong log-in``: the log-in page after a wrong password.
"""

from __future__ import annotations

OWN = "/learning/my-compliance/"
TEAM = "/learning/my-team/"
CATALOGUE = "/learning/catalogue/"
MINE_LEARNING = "/learning/my-learning/"
APPROVALS = "/learning/approvals/"
TEAM_BOOKINGS = "/learning/team-bookings/"


def class_of(course: str) -> str:
    """Return the walk to the next class of a course."""
    link = f".esrlm-course:has-text('{course}') .esrlm-class-line__when"
    return f"walk {CATALOGUE} > {link}"


SITE = {
    "home": "/",
    "news": "/news/",
    "news-page": "/news/winter-rota-support-is-open/",
    "people": "/people/",
    "people-none": "/people/?q=nobodyatall",
    "search": "/search/?q=ward",
    "search-none": "/search/?q=qqqq",
    "search-empty": "/search/",
    "not-found": "/nothing-here/",
    "learning": "/learning-hub/",
    "how": "/learning-hub/how-it-works/",
    "find": "/learning-hub/find-training/",
    "team-page": "/learning-hub/my-team/",
    "colleague": "profile Bronwen Castlemain",
}
LEARNING = {
    "catalogue": CATALOGUE,
    "catalogue-filtered": f"{CATALOGUE}?esrlm-q=fire",
    "catalogue-none": f"{CATALOGUE}?esrlm-q=nothingatall",
    "course": f"walk {CATALOGUE} > Adult basic life support",
    "course-online": f"walk {CATALOGUE} > Keeping information safe",
    "course-no-classes": f"walk {CATALOGUE} > Fire wardens",
    "class": class_of("Adult basic life support"),
    "class-full": class_of("Fire safety on the ward"),
    "book": f"{class_of('Learning disability and autism')} > Book this place",
    "my-learning": MINE_LEARNING,
    "inbox": "/learning/inbox/",
    "calendar": "/learning/my-calendar/",
    "approvals": APPROVALS,
}
REGISTERS = "/learning/registers/"
#: The class that runs now, among those of this week.
TODAY = f"walk {REGISTERS} > main section:last-of-type a:has-text('Staying calm')"
TEACHING = {
    "registers": REGISTERS,
    "register": TODAY,
    "register-open": f"walk {REGISTERS} > Adult basic life support",
    "register-code": f"{TODAY} > Show the code to sign in",
    "register-paper": f"{TODAY} > Paper register",
    "my-learning": MINE_LEARNING,
}
MINE = {"home": "/", "my-compliance": OWN, "profile": "profile me"}
ADMIN = {**MINE, "admin-home": "/admin/"}
LEARNING_ADMIN = {
    "admin-people": "/admin/learning/person/",
    "admin-competencies": "/admin/snippets/wagtail_esrlm/competency/",
    "admin-competency-add": "/admin/snippets/wagtail_esrlm/competency/add/",
    "admin-competency": "/admin/snippets/wagtail_esrlm/competency/edit/1/",
    "admin-requirements": "/admin/learning/requirement/",
    "admin-requirement-add": "/admin/learning/requirement/new/",
    "admin-matrix": "/admin/learning/requirements-matrix/?level=3&asking=on",
    "admin-awards": "/admin/learning/competencyaward/",
    "admin-give": "/admin/learning/competencyaward/give/",
    "admin-exempt": "/admin/learning/exemption/give/",
    "admin-imports": "/admin/learning/importbatch/",
    "admin-import": "/admin/learning/import/",
    "admin-log-ins": "/admin/learning/linkproposal/",
    "admin-quality": "/admin/learning/data-quality/",
    "admin-quality-list": "/admin/learning/data-quality/no-email/",
    "admin-background": "/admin/learning/background-work/",
}
BLOCKS = ("heading", "text", "cards", "my_compliance", "team_compliance")

#: Role -> name of the picture -> address; the first role is nobody.
VISITS: dict[str, dict[str, str]] = {
    "": {"log-in": "/log-in/", "log-in-wrong": "wrong log-in", **SITE},
    "learner": {
        **SITE,
        **MINE,
        **LEARNING,
        "booking": f"walk {MINE_LEARNING} > Moving and handling",
        "booking-waiting": f"walk {MINE_LEARNING} > Infusion pumps",
        "booking-offer": f"walk {MINE_LEARNING} > Staying calm",
        "cancel": f"walk {MINE_LEARNING} > Moving and handling > Cancel this booking",
        "my-compliance-open": f"{OWN} open",
        "team-nobody": TEAM,
        "not-you": "/learning/not-you/",
    },
    "doctor": MINE,
    "starter": {
        **MINE,
        "my-learning": MINE_LEARNING,
        "sign-in": f"walk {MINE_LEARNING} > Staying calm > Sign in to this class",
    },
    "expiring": MINE,
    "leave": MINE,
    "limited": MINE,
    "external": MINE,
    "waiting": {**MINE, "learning": "/learning-hub/"},
    "ward10": {
        "home": "/",
        "learning": "/learning-hub/",
        "my-compliance": OWN,
        "team": TEAM,
        "not-you": "/learning/not-you/",
        "colleague": "profile Amara Brookhollow",
    },
    "manager": {
        **MINE,
        "learning": "/learning-hub/",
        "class": class_of("Staying calm"),
        "book-for-team": f"{class_of('Staying calm')} > Book for your team",
        "team-page": "/learning-hub/my-team/",
        "team": f"{TEAM} open",
        "team-filtered": f"{TEAM}?status=expired&name=a",
        "team-none": f"{TEAM}?name=nobodyatall",
        "team-bookings": TEAM_BOOKINGS,
        "team-cancel": f"walk {TEAM_BOOKINGS} > Give up",
        "report-two-posts": "report Amara Brookhollow",
        "report-starter": "report Tomos Millrace",
        "report-leave": "report Olwen Marchbank",
        "profile-report": "profile Amara Brookhollow",
    },
    "deputy": {
        "approvals": APPROVALS,
        "approval": f"walk {APPROVALS} > Answer",
        "home": "/",
        "team-page": "/learning-hub/my-team/",
        "team": TEAM,
    },
    "class.admin": {**ADMIN, "registers": REGISTERS},
    "instructor": {**ADMIN, **TEACHING},
    "learning.admin": {
        **ADMIN,
        **LEARNING_ADMIN,
        "profile-early": "profile Magnus Thistlewood",
    },
    "comms": {**ADMIN, **{f"block-{name}": f"block {name}" for name in BLOCKS}},
    "faq": ADMIN,
    "admin": {"home": "/", "my-compliance": OWN, "admin-home": "/admin/"},
}
