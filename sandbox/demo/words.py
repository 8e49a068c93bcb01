"""What stands on the intranet's pages."""

from __future__ import annotations

#: Title, introduction, body.
NEWS = (
    (
        "Winter rota support is open",
        "Wards can ask for flexible cover from the staffing hub until the end of March.",
        "<p>Tell the hub by noon which shifts you cannot fill, and it answers by four. Ward managers can see on their own page who is covering.</p><p>The hub is on extension 2040, every day from seven in the morning to seven in the evening.</p>",
    ),
    (
        "The new eye clinic sees its first patients",
        "Forty people came through the doors on the first morning. Here is how it went.",
        "<p>The clinic has six rooms, a quiet waiting area and a desk at wheelchair height. Most people were seen within twenty minutes.</p><p>Referrals stay the same. The way in is now by the west car park, next to the bus stop.</p>",
    ),
    (
        "Your training, in one place",
        "You can now see on your own page what your post requires, until when, and why.",
        "<p>Open Learning at the top of every page. The first line says where you stand. Below it you read what comes next, and where each thing comes from.</p><p>Only you and your manager see your list. Something looks wrong? Learning and Development is on extension 2210.</p>",
    ),
    (
        "Quiet hours on every ward",
        "From ten at night to six in the morning we keep phones low and lights lower.",
        "<p>Patients told us that sleep helps them most, and that noise is what keeps them awake. Soft-close bins and dimmer switches are on their way to every ward.</p><p>Ideas go in the box at the nurses' station.</p>",
    ),
)

HOW = (
    ("heading", "Why something is required of you"),
    (
        "text",
        "<p>Some training is for everybody. Some comes with your department, your job or your post. Next to each line of your list you can read where it comes from.</p>",
    ),
    ("heading", "When something runs out"),
    (
        "text",
        "<p>For most subjects, it turns amber three months before the day. You are still up to date until the last day.</p>",
    ),
    ("heading", "When you are new, or move"),
    (
        "text",
        "<p>You get some time for what is new to you. Until that day your list says “Due” and names the day.</p>",
    ),
    ("heading", "Who sees your list"),
    (
        "text",
        "<p>You, your manager, whoever stands in for your manager, and the learning team. Nobody else.</p>",
    ),
)
FIND = (
    ("heading", "Online"),
    (
        "text",
        "<p>Most subjects are online and take less than an hour. Ask Learning and Development for the link: extension 2210.</p>",
    ),
    ("heading", "In a room"),
    (
        "text",
        "<p>Resuscitation, moving and handling, and conflict resolution are taught in the training centre behind the main entrance. There are classes every weekday. Ring extension 2215 for a place.</p>",
    ),
    ("heading", "You did it somewhere else"),
    (
        "text",
        "<p>Bring or send the certificate to Learning and Development. They add it to your record.</p>",
    ),
)
TEAM = (
    ("team_compliance", {"heading": "My team", "heading_level": "2", "show": "action"}),
    (
        "text",
        "<p>You see nobody here, and somebody should report to you? Ask Learning and Development, extension 2210.</p>",
    ),
)
COURSES = (
    (
        "course_listing",
        {"heading": "", "heading_level": "2", "category": None, "page_size": 10},
    ),
)
HOME = (
    (
        "my_compliance",
        {"heading": "Your training", "heading_level": "2", "show": "summary"},
    ),
    (
        "team_compliance",
        {"heading": "Your team", "heading_level": "2", "show": "summary"},
    ),
)
LEARNING = (
    (
        "my_compliance",
        {"heading": "My compliance", "heading_level": "2", "show": "action"},
    ),
)

#: Title, slug, introduction and body of the pages under Learning, and what their card says.
UNDER_LEARNING = (
    (
        "Courses",
        "courses",
        "Find a class and take a place.",
        COURSES,
        "Find a class and take a place.",
    ),
    (
        "Find training",
        "find-training",
        "Three ways to get something done.",
        FIND,
        "Online, in a room, or with a certificate from elsewhere.",
    ),
    (
        "How training works here",
        "how-it-works",
        "Where requirements come from, and who sees them.",
        HOW,
        "Why something is asked of you, and who sees it.",
    ),
    (
        "My team’s training",
        "my-team",
        "For managers and those who stand in for them: who needs your help with training.",
        TEAM,
        "For managers and those who stand in for them.",
    ),
)
