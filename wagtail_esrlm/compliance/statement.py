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
         r.grade_key AS grade, r.grace_days, r.starts_on,
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
  SELECT competency_id, grade, grace_days, starts_on, ends_on, essential,
         {of_requirement} stands_on AS target
  FROM requirements WHERE organisation_id IS NULL
  UNION ALL
  SELECT r.competency_id, r.grade, r.grace_days, r.starts_on, r.ends_on, r.essential,
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
         r.grace_days,
         CASE WHEN r.starts_on > l.starts_on THEN r.starts_on ELSE l.starts_on END
           AS starts_on,
         CASE WHEN r.ends_on < l.ends_on THEN r.ends_on ELSE l.ends_on END AS ends_on
  FROM levels l JOIN placed r ON r.target = l.target
  WHERE CASE WHEN r.starts_on <= l.ends_on AND l.starts_on <= r.ends_on
              AND (r.grade = '' OR r.grade = l.grade) THEN 1 ELSE 0 END <> 0
)"""

#: The sources themselves, each with its target as files name it; also those to come.
LABELLED = """,
reached AS (
  SELECT DISTINCT person_id, assignment_id, competency_id, stands_on %% 10 AS level,
         stands_on / 10 AS target_id, essential, starts_on
  FROM sources WHERE ends_on >= %(on)s
),
paths (id, above_id, path) AS (
  SELECT o.id, o.parent_id, CAST(o.name AS text) FROM {organisation} o
  WHERE o.id IN (SELECT target_id FROM reached WHERE level = 2)
  UNION ALL
  SELECT p.id, o.parent_id, o.name || ' > ' || p.path
  FROM paths p JOIN {organisation} o ON o.id = p.above_id
)
SELECT s.person_id, s.assignment_id, s.competency_id, s.level, s.target_id,
       s.essential, s.starts_on,
       coalesce(g.vpd, p.path, j.name, t.number, a.number, r.name) AS target,
       c.name, c.title
FROM reached s
JOIN {competency} c ON c.id = s.competency_id
LEFT JOIN {group} g ON s.level = 1 AND g.id = s.target_id
LEFT JOIN paths p ON s.level = 2 AND p.id = s.target_id AND p.above_id IS NULL
LEFT JOIN {job_role} j ON s.level = 3 AND j.id = s.target_id
LEFT JOIN {position} t ON s.level = 4 AND t.id = s.target_id
LEFT JOIN {assignment} a ON s.level = 5 AND a.id = s.target_id
LEFT JOIN {role} r ON s.level = 6 AND r.id = s.target_id"""

#: Whom some requirements reach on the day.
REACHED_PEOPLE = """
SELECT DISTINCT person_id FROM sources
WHERE ends_on >= %(on)s {requirements_of_source}"""

#: From sources to one row per person and competency.
CELLS = """,
history AS (  -- rule 12: the sources of cells that had others before, in and out of force
  SELECT s.person_id, s.competency_id, s.starts_on, s.ends_on, s.essential,
         max(CASE WHEN s.ends_on >= %(on)s THEN s.essential END) OVER (
           PARTITION BY s.person_id, s.competency_id) AS essential_now
  FROM sources s
  WHERE (s.person_id, s.competency_id) IN (
    SELECT person_id, competency_id FROM sources WHERE ends_on < %(on)s)
),
stretches AS (  -- rules 12, 14: of the same kind as now, by start, each beside the
                -- latest end of those before it
  SELECT person_id, competency_id, starts_on,
         max(ends_on) OVER (
           PARTITION BY person_id, competency_id ORDER BY starts_on
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_on
  FROM history WHERE essential = essential_now
),
unbroken AS (  -- rule 12: begins with the last stretch that joins nothing before it
  SELECT person_id, competency_id, max(starts_on) AS since
  FROM stretches
  WHERE ended_on IS NULL OR starts_on > {day_after_ended_on}
  GROUP BY person_id, competency_id
),
facts AS (  -- all that counts, stacked
  SELECT person_id, competency_id, essential,  -- rules 2-5, 12, 14: sources in force
         CASE WHEN essential = 1 THEN starts_on END AS essential_since,
         starts_on AS any_since,
         CASE WHEN essential = 1 THEN grace_days END AS essential_grace,
         grace_days AS any_grace, CAST(NULL AS date) AS unbroken_since,
         CAST(NULL AS date) AS achieved_on, CAST(NULL AS date) AS held_until,
         CAST(NULL AS date) AS own_achieved_on, CAST(NULL AS date) AS own_held_until,
         0 AS exempt
  FROM sources WHERE ends_on >= %(on)s
  UNION ALL
  SELECT person_id, competency_id, NULL, NULL, NULL, NULL, NULL, since,
         NULL, NULL, NULL, NULL, 0
  FROM unbroken
  UNION ALL  -- rules 16-18, 25, 26: awards, under their own competency
  SELECT a.person_id, a.competency_id, NULL, NULL, NULL, NULL, NULL, NULL,
         a.achieved_on, coalesce(a.expires_on, '9999-12-31'),
         a.achieved_on, coalesce(a.expires_on, '9999-12-31'), 0
  FROM {award} a
  WHERE a.achieved_on <= %(on)s AND a.voided_at IS NULL
    {people_of_award} {competencies_of_award}
  UNION ALL  -- rule 27: and under each that they cover
  SELECT a.person_id, v.competency_id, NULL, NULL, NULL, NULL, NULL, NULL,
         a.achieved_on, v.held_until, NULL, NULL, 0
  FROM {award} a JOIN {cover} v ON v.award_id = a.id
  WHERE a.achieved_on <= %(on)s AND a.voided_at IS NULL
    {people_of_award} {competencies_of_cover}
  UNION ALL  -- rule 101
  SELECT x.person_id, x.competency_id, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL, NULL, 1
  FROM {exemption} x
  WHERE x.starts_on <= %(on)s AND x.ends_on >= %(on)s AND x.voided_at IS NULL
    {people_of_exemption} {competencies_of_exemption}
),
folded AS (  -- rules 3, 4, 12, 20, 27: one row per person and competency
  SELECT person_id, competency_id, max(essential) AS essential,
         coalesce(max(unbroken_since), min(essential_since), min(any_since))
           AS required_since,
         coalesce(min(essential_grace), min(any_grace)) AS grace_days,
         max(achieved_on) AS achieved_on, max(held_until) AS held_until,
         max(own_achieved_on) AS own_achieved_on,
         max(own_held_until) AS own_held_until, max(exempt) AS exempt
  FROM facts GROUP BY person_id, competency_id
),
answer AS (  -- rule 14: what is required, and what is blue
  SELECT person_id, competency_id, exempt, essential, required_since,
         {due_on} AS due_on, {achieved_on} AS achieved_on, {held_until} AS held_until
  FROM folded WHERE essential IS NOT NULL {or_not_required}
)"""

#: Rule 14: held in date by an award of its own, by somebody active, not required.
OR_NOT_REQUIRED = """
  OR (own_held_until >= %(on)s
      AND person_id IN (SELECT person_id FROM seats WHERE ends_on >= %(on)s))"""

#: What an award of the competency itself says, where it is not required.
OWN_IF_NOT_REQUIRED = "CASE WHEN essential IS NULL THEN own_{0} ELSE {0} END"

#: The status of each row, as ``Status`` names them.
STATUS = """,
amber (amber_months, last_expiry) AS (  -- rule 19: the last expiry that is amber
  VALUES {amber}
),
windows AS (  -- rule 19: months of amber, by the period in force on the day
  SELECT c.id AS competency_id, c.name, c.title, m.last_expiry
  FROM {competency} c
  LEFT JOIN {renewal} r ON r.competency_id = c.id AND r.starts_on <= %(on)s
    AND (r.ends_on IS NULL OR r.ends_on >= %(on)s)
  JOIN amber m ON m.amber_months = coalesce(c.amber_months,
    CASE WHEN r.months IS NULL OR r.months > 8 THEN 3 ELSE r.months / 3 END)
),
judged AS (
  SELECT a.person_id, a.competency_id,
         CASE WHEN a.essential IS NULL THEN 'not_required'  -- rule 14
              WHEN a.exempt = 1 THEN 'exempt'  -- rule 101
              WHEN a.held_until = '9999-12-31' OR a.held_until > m.last_expiry
                THEN 'compliant'  -- rules 18, 19
              WHEN a.held_until >= %(on)s THEN 'expiring'  -- rules 17, 19
              WHEN a.held_until IS NOT NULL THEN 'expired'  -- rules 12, 17
              WHEN a.due_on > %(on)s THEN 'due'  -- rule 12
              ELSE 'missing' END AS status,
         a.essential, a.required_since, a.due_on, a.achieved_on, a.held_until,
         m.name, m.title
  FROM answer a JOIN windows m ON m.competency_id = a.competency_id
)
SELECT {columns} FROM judged"""
