"""Who can log in to try things out."""

PASSWORD = "riverside"

#: E-mail, who it is, what to look at.
DEMO_LOG_INS = (
    (
        "learner@riverside.example",
        "Nurse with two posts",
        "Their own compliance, and why",
    ),
    ("limited@riverside.example", "Porter with limited access", "The same, limited"),
    ("starter@riverside.example", "New starter", "Due dates while grace runs"),
    ("doctor@riverside.example", "Doctor who moved last week", "New requirements"),
    ("manager@riverside.example", "Ward manager", "A team that needs help"),
    (
        "deputy@riverside.example",
        "Deputy of the ward manager",
        "Standing in for a team",
    ),
    ("class.admin@riverside.example", "Class administrator", "Runs classes"),
    ("instructor@riverside.example", "Instructor", "Teaches classes"),
    ("learning.admin@riverside.example", "Learning administrator", "The Learning menu"),
    ("comms@riverside.example", "Communications editor", "Pages and news"),
    ("faq@riverside.example", "FAQ editor", "Pages and questions"),
    ("external@riverside.example", "External learner", "What an external must hold"),
    ("ward10@riverside.example", "Shared ward log-in", "Nothing personal"),
    ("admin@riverside.example", "Superuser", "Everything"),
)
