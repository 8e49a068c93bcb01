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
A_BOOKING = f"walk {MINE_LEARNING} > Moving and handling"
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
    "catalogue-filtered": f"{CATALOGUE}?q=fire",
    "catalogue-none": f"{CATALOGUE}?q=nothingatall",
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
    **{
        f"admin-{name}": f"/admin/learning/{address}/"
        for name, address in {
            "people": "person",
            "seats": "assignmentperiod",
            "deputies": "deputy",
            "organisations": "organisation",
            "job-roles": "jobrole",
            "positions": "position",
            "supplementary-roles": "supplementaryrole",
            "statuses": "assignmentstatus",
            "assignment-categories": "assignmentcategory",
            "business-groups": "businessgroup",
            "populations": "reportpopulation",
            "requirements": "requirement",
            "requirement-add": "requirement/new",
            "awards": "competencyaward",
            "give": "competencyaward/give",
            "exemptions": "exemption",
            "exempt": "exemption/give",
            "evidence": "awardevidence",
            "imports": "importbatch",
            "import": "import",
            "log-ins": "linkproposal",
            "quality": "data-quality",
            "quality-list": "data-quality/no-email",
            "quality-subjects": "data-quality/courses-that-differ",
            "background": "background-work",
            "messages": "message",
            "message-kinds": "message/kinds",
            "message-kind": "message/kinds/booking.confirmed",
        }.items()
    },
    "admin-person": "walk /admin/learning/person/?q=Brookhollow > main td a",
    "admin-batch": "walk /admin/learning/importbatch/ > awards.csv",
    "admin-message": "walk /admin/learning/message/ > main td a",
    "admin-matrix": "/admin/learning/requirements-matrix/?level=3&asking=on",
    "admin-competencies": "/admin/snippets/wagtail_esrlm/competency/",
    "admin-competency-add": "/admin/snippets/wagtail_esrlm/competency/add/",
    "admin-competency": "/admin/snippets/wagtail_esrlm/competency/edit/1/",
    "admin-parts": "/admin/learning/competency/1/parts/",
}
COURSES = "/admin/snippets/wagtail_esrlm/course/"
A_COURSE = f"walk {COURSES}?q=Adult+basic > main a[href*='/inspect/']"
COURSE_ADMIN = {
    "admin-course-add": f"{COURSES}add/",
    "admin-course-gives": "/admin/learning/course/1/gives/",
    "admin-course-audience": "/admin/learning/course/1/audience/",
    "admin-course-end": "/admin/learning/course/1/end/",
    "admin-category-add": "/admin/snippets/wagtail_esrlm/category/add/",
}
CLASSES = "/admin/snippets/wagtail_esrlm/learningclass/"
A_CLASS = f"walk {CLASSES} > FIRE-01"
CLASS_ADMIN = {
    "admin-courses": COURSES,
    "admin-course": A_COURSE,
    "admin-classes": CLASSES,
    "admin-class": A_CLASS,
    "admin-class-few": f"walk {CLASSES} > MH2-FEW",
    "admin-class-add": f"{CLASSES}add/",
    "admin-class-edit": f"{A_CLASS} > main a[href*='/edit/']",
    "admin-class-book": f"{A_CLASS} > Book people",
    "admin-class-walk-in": f"{A_CLASS} > Add somebody who has come",
    "admin-class-places": f"{A_CLASS} > Change the places",
    "admin-class-move": f"{A_CLASS} > Move or postpone",
    "admin-class-series": f"{A_CLASS} > Copy to new dates",
    "admin-class-cancel": f"{A_CLASS} > Cancel the class",
    "admin-categories": "/admin/snippets/wagtail_esrlm/category/",
    "admin-locations": "/admin/snippets/wagtail_esrlm/location/",
    "admin-location-add": "/admin/snippets/wagtail_esrlm/location/add/",
    "admin-equipment": "/admin/learning/equipment/",
    "admin-bank-holidays": "/admin/learning/bankholiday/",
}
BLOCKS = (
    "heading",
    "text",
    "cards",
    "my_compliance",
    "team_compliance",
    "course_listing",
    "course_card",
    "class_timetable",
    "booking_form",
    "my_bookings",
)

#: Role -> name of the picture -> address; the first role is nobody.
VISITS: dict[str, dict[str, str]] = {
    "": {"log-in": "/log-in/", "log-in-wrong": "wrong log-in", **SITE},
    "learner": {
        **SITE,
        **MINE,
        **LEARNING,
        "booking": A_BOOKING,
        "booking-waiting": f"walk {MINE_LEARNING} > Infusion pumps",
        "booking-offer": f"walk {MINE_LEARNING} > Staying calm",
        "booking-move": f"{A_BOOKING} > Move to another date",
        "booking-past": f"walk {MINE_LEARNING} > Welcome to Riverside",
        "certificate": f"walk {MINE_LEARNING} > Certificate",
        "message": "walk /learning/inbox/ > You are booked",
        "cancel": f"{A_BOOKING} > Cancel this booking",
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
    "class.admin": {**ADMIN, **CLASS_ADMIN, "registers": REGISTERS},
    "instructor": {**ADMIN, **TEACHING},
    "learning.admin": {
        **ADMIN,
        **LEARNING_ADMIN,
        **COURSE_ADMIN,
        "profile-early": "profile Magnus Thistlewood",
    },
    "comms": {**ADMIN, **{f"block-{name}": f"block {name}" for name in BLOCKS}},
    "faq": ADMIN,
    "admin": {
        "home": "/",
        "my-compliance": OWN,
        "admin-home": "/admin/",
        "sent-mail": "/sent-mail/",
        "mail": "walk /sent-mail/ > main li a",
    },
}
