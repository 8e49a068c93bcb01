"""Who can log in to try things out."""

PASSWORD = "riverside"

#: E-mail, who it is, what to look at.
DEMO_LOG_INS = (
    ("learner@riverside.example", "Nurse with two posts", "what each post asks of her, and why"),
    ("doctor@riverside.example", "Doctor who moved last week", "what the new ward asks, and by when"),
    ("starter@riverside.example", "New starter", "due dates, and nothing red yet"),
    ("expiring@riverside.example", "Nurse with one thing expiring next week", "the date that comes next"),
    ("leave@riverside.example", "Nurse on maternity leave", "her own page, as before her leave"),
    ("limited@riverside.example", "Porter with limited access", "his own list"),
    ("external@riverside.example", "External learner", "only what the role asks"),
    ("waiting@riverside.example", "Analyst whose department starts next month", "the day from which figures show, and why"),
    ("manager@riverside.example", "Ward manager", "a team that needs help"),
    ("deputy@riverside.example", "Deputy of the ward manager", "the same team, until a date"),
    ("class.admin@riverside.example", "Class administrator", "the Learning menu, for classes"),
    ("instructor@riverside.example", "Instructor", "the Learning menu, for teaching"),
    ("learning.admin@riverside.example", "Learning administrator", "the whole Learning menu"),
    ("comms@riverside.example", "Communications editor", "pages and news"),
    ("faq@riverside.example", "FAQ editor", "pages and questions"),
    ("ward10@riverside.example", "Shared log-in of a ward computer", "nothing personal"),
    ("admin@riverside.example", "Superuser", "everything"),
)  # fmt: skip
