"""The text of the calculation: one reading statement, in steps that cite rules 1-33.

The same text runs on PostgreSQL and SQLite but for the adding of days. Dates are
inclusive; '9999-12-31' stands for an open end and for "held for ever". Holes in braces
are filled by ``calculation``: table names, and filters that are in the text or absent
from it (``:x IS NULL OR ...`` would defeat the indexes).

For PostgreSQL's planner, which knows nothing of the columns of a step: a level and its
target are one key, so that steps join on one column, and what else a join asks stands
in one ``<> 0``; estimates then stay near the truth for one person and for everybody.
"""

#: From seats to sources: each time in which a requirement reached a person.
REACH = """
WITH RECURSIVE
seats AS (  -- rules 1, 2, 10: periods begun by the day whose status is active
  SELECT p.id AS seat_id, a.id AS assignment_id, a.person_id, a.business_group_id,
         p.organisation_id, p.job_role_id, p.position_id, n.person_type,
         p.grade_key AS grade, p.starts_on,
         coalesce(p.ends_on, '9999-12-31') AS ends_on
  FROM {period} p
  JOIN {assignment} a ON a.id = p.assignment_id
  JOIN {person} n ON n.id = a.person_id
  WHERE p.starts_on <= %(begun_by)s AND n.person_type <> 'customer'
    AND p.status_key NOT IN (SELECT name_key FROM {status} WHERE NOT is_active)
    {people_of_assignment}
),
upward (organisation_id, ancestor_id, itself) AS (  -- rule 2: up to the top
  {upward_from}
  UNION ALL
  SELECT u.organisation_id, o.parent_id, 0
  FROM upward u JOIN {organisation} o ON o.id = u.ancestor_id
  WHERE o.parent_id IS NOT NULL
),
requirements AS (  -- rules 5, 33: begun by the day, of competencies not ended
  SELECT r.id AS requirement_id, r.competency_id, r.this_organisation_only,
         r.grade_key AS grade, r.starts_on,
         r.grace_days + CASE WHEN r.essential THEN 0 ELSE 100000 END AS grace_rank,
         coalesce(r.ends_on, '9999-12-31') AS ends_on,
         CASE WHEN r.essential THEN 1 ELSE 0 END AS essential, r.organisation_id,
         coalesce(10 * r.business_group_id + 1, 10 * r.organisation_id + 2,
                  10 * r.job_role_id + 3, 10 * r.position_id + 4,
                  10 * r.assignment_id + 5,
                  10 * r.supplementary_role_id + 6) AS stands_on
  FROM {requirement} r JOIN {competency} c ON c.id = r.competency_id
  WHERE r.starts_on <= %(begun_by)s AND (c.ends_on IS NULL OR c.ends_on >= %(on)s)
    {competencies_of_requirement}
),
placed AS (  -- rule 2: an organisation's also stand on every organisation below it
  SELECT competency_id, grade, grace_rank, starts_on, ends_on, essential,
         {of_requirement} stands_on AS target
  FROM requirements WHERE organisation_id IS NULL
  UNION ALL
  SELECT r.competency_id, r.grade, r.grace_rank, r.starts_on, r.ends_on, r.essential,
         {of_requirement} 10 * u.organisation_id + 2
  FROM requirements r JOIN upward u ON u.ancestor_id = r.organisation_id
  WHERE u.itself = 1 OR NOT r.this_organisation_only
),
levels AS (  -- rule 1: where a seat is reached, by six levels; target = 10 x id + level
  SELECT person_id, {of_seat} grade, starts_on, ends_on,
         10 * business_group_id + 1 AS target
  FROM seats WHERE person_type <> 'external_learner'
  UNION ALL
  SELECT person_id, {of_seat} grade, starts_on, ends_on, 10 * organisation_id + 2
  FROM seats WHERE person_type <> 'external_learner'
  UNION ALL
  SELECT person_id, {of_seat} grade, starts_on, ends_on, 10 * job_role_id + 3
  FROM seats WHERE person_type <> 'external_learner'
  UNION ALL
  SELECT person_id, {of_seat} grade, starts_on, ends_on, 10 * position_id + 4
  FROM seats WHERE person_type <> 'external_learner'
  UNION ALL
  SELECT person_id, {of_seat} grade, starts_on, ends_on, 10 * assignment_id + 5
  FROM seats WHERE person_type <> 'external_learner'
  UNION ALL
  SELECT person_id, {of_seat} grade, starts_on, ends_on,
         10 * h.supplementary_role_id + 6
  FROM seats s JOIN {holding} h ON h.assignment_period_id = s.seat_id
),
sources AS (  -- rules 1, 2, 13: each time in which a requirement reached a person
  SELECT l.person_id, {of_seat} r.competency_id, {of_requirement} r.essential,
         r.grace_rank,
         CASE WHEN r.starts_on > l.starts_on THEN r.starts_on ELSE l.starts_on END
           AS starts_on,
         CASE WHEN r.ends_on < l.ends_on THEN r.ends_on ELSE l.ends_on END AS ends_on
  FROM levels l JOIN placed r ON r.target = l.target
  WHERE CASE WHEN r.starts_on <= l.ends_on AND l.starts_on <= r.ends_on
              AND (r.grade = '' OR r.grade = l.grade) THEN 1 ELSE 0 END <> 0
)"""

#: The sources themselves, each with its target as files name it; also those to come.
LABELS = """,
reached AS (
  SELECT DISTINCT person_id, assignment_id, competency_id, stands_on, essential,
         starts_on
  FROM sources WHERE ends_on >= %(on)s
),
targets AS (
  SELECT stands_on, stands_on %% 10 AS level, stands_on / 10 AS target_id
  FROM (SELECT DISTINCT stands_on FROM reached) every_target
),
paths (id, above_id, path) AS (
  SELECT o.id, o.parent_id, CAST(o.name AS text) FROM {organisation} o
  WHERE o.id IN (SELECT target_id FROM targets WHERE level = 2)
  UNION ALL
  SELECT p.id, o.parent_id, o.name || ' > ' || p.path
  FROM paths p JOIN {organisation} o ON o.id = p.above_id
),
labels AS (
  SELECT stands_on, level, target_id, CASE level
    WHEN 1 THEN (SELECT vpd FROM {group} WHERE id = target_id)
    WHEN 2 THEN (SELECT path FROM paths WHERE id = target_id AND above_id IS NULL)
    WHEN 3 THEN (SELECT name FROM {job_role} WHERE id = target_id)
    WHEN 4 THEN (SELECT number FROM {position} WHERE id = target_id)
    WHEN 5 THEN (SELECT number FROM {assignment} WHERE id = target_id)
    ELSE (SELECT name FROM {role} WHERE id = target_id) END AS target
  FROM targets
)"""

SELECT_SOURCES = """
SELECT s.person_id, s.assignment_id, s.competency_id, l.level, l.target_id,
       s.essential, s.starts_on, l.target, c.name, c.title
FROM reached s
JOIN labels l ON l.stands_on = s.stands_on
JOIN {competency} c ON c.id = s.competency_id"""

#: Whom some requirements reach on the day.
REACHED_PEOPLE = """
SELECT DISTINCT person_id FROM sources
WHERE ends_on >= %(on)s {requirements_of_source}"""

#: From sources to one row per person and competency.
CELLS = """,
stretches AS (  -- rule 12: in cells that had sources before, by kind and start, each
                -- beside the latest end of those before it
  SELECT person_id, competency_id, essential, starts_on,
         max(ends_on) OVER (
           PARTITION BY person_id, competency_id, essential ORDER BY starts_on
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_on
  FROM sources
  WHERE (person_id, competency_id) IN (
    SELECT person_id, competency_id FROM sources WHERE ends_on < %(on)s)
    {begun}
),
unbroken AS (  -- rule 12: begins with the last stretch that joins nothing before it
  SELECT person_id, competency_id,
         max(CASE WHEN essential = 1 THEN starts_on END) AS essential_since,
         max(CASE WHEN essential = 0 THEN starts_on END) AS recommended_since
  FROM stretches
  WHERE CASE WHEN ended_on IS NULL OR starts_on > {day_after_ended_on}
             THEN 1 ELSE 0 END <> 0
  GROUP BY person_id, competency_id
),
facts AS (  -- all that counts, stacked
  SELECT person_id, competency_id,  -- rules 2-5, 12, 14: sources in force
         CASE WHEN essential = 1 THEN starts_on END AS essential_since,
         starts_on AS any_since, grace_rank,
         CAST(NULL AS date) AS unbroken_essential,
         CAST(NULL AS date) AS unbroken_recommended,
         CAST(NULL AS date) AS achieved_on, CAST(NULL AS date) AS held_until,
         0 AS itself
  FROM sources WHERE ends_on >= %(on)s {begun}
  UNION ALL
  SELECT person_id, competency_id, NULL, NULL, NULL, essential_since,
         recommended_since, NULL, NULL, 0
  FROM unbroken
  UNION ALL  -- rules 16-18, 25-27: awards, also under what they cover
  SELECT h.person_id, h.competency_id, NULL, NULL, NULL, NULL, NULL,
         h.achieved_on, h.held_until, CASE WHEN h.is_own THEN 1 ELSE 0 END
  FROM {held} h
  WHERE h.achieved_on <= %(on)s {people_of_held} {competencies_of_held}
),
folded AS (  -- rules 3, 4, 12, 20, 27: one row per person and competency
  SELECT person_id, competency_id,
         CASE WHEN min(essential_since) IS NOT NULL THEN 1
              WHEN min(any_since) IS NOT NULL THEN 0 END AS essential,
         coalesce(CASE WHEN min(essential_since) IS NOT NULL
                       THEN max(unbroken_essential)
                       ELSE max(unbroken_recommended) END,
                  min(essential_since), min(any_since)) AS required_since,
         min(grace_rank) %% 100000 AS grace_days,
         max(achieved_on) AS achieved_on, max(held_until) AS held_until
         {own_award}
  FROM facts GROUP BY person_id, competency_id
),
answer AS (  -- rule 14: what is required, and what is blue
  SELECT person_id, competency_id, essential, required_since,
         {due_on} AS due_on, {achieved_on} AS achieved_on, {held_until} AS held_until
  FROM folded WHERE essential IS NOT NULL {or_not_required}
)"""

#: What its own awards say, without those that cover it.
OWN_AWARD = """,
         max(CASE WHEN itself = 1 THEN achieved_on END) AS own_achieved_on,
         max(CASE WHEN itself = 1 THEN held_until END) AS own_held_until"""

#: Rule 14: held in date by an award of its own, by somebody active, not required.
OR_NOT_REQUIRED = """
  OR (own_held_until >= %(on)s
      AND person_id IN (
        SELECT person_id FROM seats WHERE ends_on >= %(on)s {begun}))"""

#: What an award of the competency itself says, where it is not required.
OWN_IF_NOT_REQUIRED = "CASE WHEN essential IS NULL THEN own_{0} ELSE {0} END"

#: The status of each row, as ``Status`` names them.
STATUS = """,
exempted AS (  -- rule 101
  SELECT person_id, competency_id FROM {exemption} x
  WHERE x.starts_on <= %(on)s AND x.ends_on >= %(on)s AND x.voided_at IS NULL
    {people_of_exemption} {competencies_of_exemption}
),
judged AS (
  SELECT a.person_id, a.competency_id,
         CASE WHEN a.essential IS NULL THEN 'not_required'  -- rule 14
              WHEN (a.person_id, a.competency_id) IN (
                SELECT person_id, competency_id FROM exempted) THEN 'exempt'
              WHEN a.held_until = '9999-12-31' THEN 'compliant'  -- rule 18
              WHEN a.held_until > {last_amber_expiry} THEN 'compliant'  -- rule 19
              WHEN a.held_until >= %(on)s THEN 'expiring'  -- rules 17, 19
              WHEN a.held_until IS NOT NULL THEN 'expired'  -- rules 12, 17
              WHEN a.due_on > %(on)s THEN 'due'  -- rule 12
              ELSE 'missing' END AS status,
         a.essential, a.required_since, a.due_on, a.achieved_on, a.held_until,
         c.name, c.title
  FROM answer a
  JOIN {competency} c ON c.id = a.competency_id
  LEFT JOIN {renewal} r ON r.competency_id = a.competency_id
    AND r.starts_on <= %(on)s AND (r.ends_on IS NULL OR r.ends_on >= %(on)s)
)"""

SELECT_CELLS = " SELECT {columns} FROM judged"

#: Cells and sources in one answer: columns of cells, then those of sources.
SELECT_BOTH = """
SELECT person_id, competency_id, status, essential, required_since, due_on,
       achieved_on, held_until, name, title, CAST(NULL AS bigint) AS assignment_id,
       CAST(NULL AS bigint) AS level, CAST(NULL AS bigint) AS target_id
FROM judged
UNION ALL
SELECT s.person_id, s.competency_id, l.target, s.essential, s.starts_on, NULL, NULL,
       NULL, c.name, c.title, s.assignment_id, l.level, l.target_id
FROM reached s
JOIN labels l ON l.stands_on = s.stands_on
JOIN {competency} c ON c.id = s.competency_id"""

#: Rule 19: months of amber, by the competency or by its period in force on the day.
AMBER_MONTHS = """coalesce(c.amber_months,
                CASE WHEN r.months IS NULL OR r.months > 8 THEN 3
                     ELSE r.months / 3 END)"""
