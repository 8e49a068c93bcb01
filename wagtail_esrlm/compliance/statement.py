"""The text of the calculation: one reading statement, in steps that cite rules 1-33.

The same text runs on PostgreSQL and SQLite but for ``{plus_days}``. Dates are
inclusive; '9999-12-31' stands for an open end and for "held for ever". Holes in braces
are filled by ``calculation``: table names, and filters that are in the text or absent
from it (``:x IS NULL OR ...`` would defeat the indexes).
"""

#: From seats to sources: each time in which a requirement reached a person.
REACH = """
WITH RECURSIVE
seats AS (  -- rules 1, 2, 10: periods begun by the day whose status is active
  SELECT p.id AS seat_id, a.id AS assignment_id, a.person_id, a.business_group_id,
         p.organisation_id, p.job_role_id, p.position_id, n.person_type,
         p.grade_key AS grade, p.status_key, p.category_key, p.starts_on,
         coalesce(p.ends_on, '9999-12-31') AS ends_on
  FROM {period} p
  JOIN {assignment} a ON a.id = p.assignment_id
  JOIN {person} n ON n.id = a.person_id
  WHERE p.starts_on <= %(begun_by)s AND n.person_type <> 'customer'
    AND p.status_key NOT IN (SELECT name_key FROM {status} WHERE NOT is_active)
    {people_of_assignment}
),
active_people AS (  -- rules 2, 7, 8: who sits in one of them on the day
  SELECT DISTINCT person_id FROM seats WHERE ends_on >= %(on)s
),
upward (organisation_id, ancestor_id, itself) AS (  -- rule 2: up to the top
  SELECT DISTINCT organisation_id, organisation_id, 1
  FROM seats WHERE organisation_id IS NOT NULL
  UNION ALL
  SELECT u.organisation_id, o.parent_id, 0
  FROM upward u JOIN {organisation} o ON o.id = u.ancestor_id
  WHERE o.parent_id IS NOT NULL
),
levels (person_id, assignment_id, seat_id, person_type, grade, starts_on, ends_on,
        level, target, itself) AS (  -- rule 1: the six levels; target = 10 x id + level
  SELECT person_id, assignment_id, seat_id, person_type, grade, starts_on, ends_on, 1,
         10 * business_group_id + 1, 1 FROM seats
  UNION ALL
  SELECT person_id, assignment_id, seat_id, person_type, grade, starts_on, ends_on, 2,
         10 * u.ancestor_id + 2, u.itself
  FROM seats s JOIN upward u ON u.organisation_id = s.organisation_id
  UNION ALL
  SELECT person_id, assignment_id, seat_id, person_type, grade, starts_on, ends_on, 3,
         10 * job_role_id + 3, 1 FROM seats
  UNION ALL
  SELECT person_id, assignment_id, seat_id, person_type, grade, starts_on, ends_on, 4,
         10 * position_id + 4, 1 FROM seats
  UNION ALL
  SELECT person_id, assignment_id, seat_id, person_type, grade, starts_on, ends_on, 5,
         10 * assignment_id + 5, 1 FROM seats
  UNION ALL
  SELECT person_id, assignment_id, seat_id, person_type, grade, starts_on, ends_on, 6,
         10 * h.supplementary_role_id + 6, 1
  FROM seats s JOIN {holding} h ON h.assignment_period_id = s.seat_id
),
requirements AS (  -- rules 5, 33: begun by the day, of competencies not ended
  SELECT r.competency_id, r.this_organisation_only, r.grade_key AS grade,
         r.grace_days, r.starts_on, coalesce(r.ends_on, '9999-12-31') AS ends_on,
         CASE WHEN r.essential THEN 1 ELSE 0 END AS essential,
         coalesce(10 * r.business_group_id + 1, 10 * r.organisation_id + 2,
                  10 * r.job_role_id + 3, 10 * r.position_id + 4,
                  10 * r.assignment_id + 5,
                  10 * r.supplementary_role_id + 6) AS target
  FROM {requirement} r JOIN {competency} c ON c.id = r.competency_id
  WHERE r.starts_on <= %(begun_by)s AND (c.ends_on IS NULL OR c.ends_on >= %(on)s)
    {competencies_of_requirement}
),
sources AS (  -- rules 1, 2, 13: each time in which a requirement reached a person
  SELECT l.person_id, l.assignment_id, l.seat_id, r.competency_id, l.level, l.target,
         r.essential, r.grace_days,
         CASE WHEN r.starts_on > l.starts_on THEN r.starts_on ELSE l.starts_on END
           AS starts_on,
         CASE WHEN r.ends_on < l.ends_on THEN r.ends_on ELSE l.ends_on END AS ends_on
  FROM levels l
  JOIN requirements r ON r.target = l.target
    AND r.starts_on <= l.ends_on AND l.starts_on <= r.ends_on
  WHERE (l.itself = 1 OR NOT r.this_organisation_only)
    AND (r.grade = '' OR r.grade = l.grade)
    AND (l.person_type <> 'external_learner' OR l.level = 6)
)"""

#: The sources themselves, each with its target as files name it; also those to come.
LABELLED = """,
reached AS (
  SELECT DISTINCT person_id, assignment_id, competency_id, level,
         (target - level) / 10 AS target_id, essential, starts_on
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
       coalesce(g.vpd, p.path, j.name, t.number, a.number, r.name) AS target
FROM reached s
LEFT JOIN {group} g ON s.level = 1 AND g.id = s.target_id
LEFT JOIN paths p ON s.level = 2 AND p.id = s.target_id AND p.above_id IS NULL
LEFT JOIN {job_role} j ON s.level = 3 AND j.id = s.target_id
LEFT JOIN {position} t ON s.level = 4 AND t.id = s.target_id
LEFT JOIN {assignment} a ON s.level = 5 AND a.id = s.target_id
LEFT JOIN {role} r ON s.level = 6 AND r.id = s.target_id"""

#: From sources to one row per person and competency.
CELLS = """,
required AS (  -- rules 2-5, 12, 14: sources in force; if any is essential, those alone
  SELECT person_id, competency_id, max(essential) AS essential,
         coalesce(min(CASE WHEN essential = 1 THEN starts_on END), min(starts_on))
           AS starts_on,
         coalesce(min(CASE WHEN essential = 1 THEN grace_days END), min(grace_days))
           AS grace_days
  FROM sources WHERE ends_on >= %(on)s GROUP BY person_id, competency_id
),
earlier AS (  -- rule 12: ended sources, which alone can lengthen the unbroken time
  SELECT q.person_id, q.competency_id, q.starts_on AS in_force_from, s.starts_on,
         s.ends_on
  FROM required q
  JOIN sources s ON s.person_id = q.person_id AND s.competency_id = q.competency_id
  WHERE s.ends_on < %(on)s AND s.starts_on < q.starts_on
    AND s.essential = q.essential
),
stretches AS (  -- rule 12: by start, each beside the latest end of those before it
  SELECT person_id, competency_id, starts_on,
         max(ends_on) OVER (
           PARTITION BY person_id, competency_id ORDER BY starts_on
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_on
  FROM (SELECT person_id, competency_id, starts_on, ends_on FROM earlier
        UNION ALL
        SELECT DISTINCT person_id, competency_id, in_force_from, {on_date}
        FROM earlier) every_stretch
),
unbroken AS (  -- rule 12: begins with the last stretch that joins nothing before it
  SELECT person_id, competency_id, max(starts_on) AS since
  FROM stretches
  WHERE ended_on IS NULL OR starts_on > {day_after_ended_on}
  GROUP BY person_id, competency_id
),
awards AS (  -- rules 16-18, 25-27: awards under their own and each covered competency
  SELECT a.person_id, a.competency_id, 1 AS itself, a.achieved_on,
         coalesce(a.expires_on, '9999-12-31') AS held_until
  FROM {award} a
  WHERE a.achieved_on <= %(on)s AND a.voided_at IS NULL
    {people_of_award} {competencies_of_award}
  UNION ALL
  SELECT a.person_id, v.competency_id, 0, a.achieved_on, v.held_until
  FROM {award} a JOIN {cover} v ON v.award_id = a.id
  WHERE a.achieved_on <= %(on)s AND a.voided_at IS NULL
    {people_of_award} {competencies_of_cover}
),
exempted AS (  -- rule 101
  SELECT x.person_id, x.competency_id FROM {exemption} x
  WHERE x.starts_on <= %(on)s AND x.ends_on >= %(on)s AND x.voided_at IS NULL
    {people_of_exemption} {competencies_of_exemption}
),
facts (person_id, competency_id, essential, since, grace_days, itself, achieved_on,
       held_until, exempt) AS (
  SELECT person_id, competency_id, essential, starts_on, grace_days, NULL, NULL, NULL,
         0 FROM required
  UNION ALL
  SELECT person_id, competency_id, NULL, NULL, NULL, itself, achieved_on, held_until,
         0 FROM awards
  UNION ALL
  SELECT person_id, competency_id, NULL, since, NULL, NULL, NULL, NULL, 0
  FROM unbroken
  UNION ALL
  SELECT person_id, competency_id, NULL, NULL, NULL, NULL, NULL, NULL, 1
  FROM exempted
),
folded AS (  -- rules 3, 4, 12, 20, 27: one row per person and competency
  SELECT person_id, competency_id, max(essential) AS essential,
         min(since) AS required_since, max(grace_days) AS grace_days,
         max(achieved_on) AS achieved_on, max(held_until) AS held_until,
         max(exempt) AS exempt,
         max(CASE WHEN itself = 1 THEN achieved_on END) AS own_achieved_on,
         max(CASE WHEN itself = 1 THEN held_until END) AS own_held_until
  FROM facts GROUP BY person_id, competency_id
),
answer AS (  -- rule 14: what is required, and what is held beside (blue)
  SELECT person_id, competency_id, exempt, essential, required_since,
         {due_on} AS due_on,
         CASE WHEN essential IS NULL THEN own_achieved_on ELSE achieved_on END
           AS achieved_on,
         CASE WHEN essential IS NULL THEN own_held_until ELSE held_until END
           AS held_until
  FROM folded WHERE essential IS NOT NULL {or_not_required}
)"""

#: Rule 14: held in date by an award of its own, by somebody active, not required.
OR_NOT_REQUIRED = """
  OR (own_held_until >= %(on)s
      AND person_id IN (SELECT person_id FROM active_people))"""

#: The status of each row, as ``Status`` names them.
STATUS = """,
amber (amber_months, last_expiry) AS (  -- rule 19: the last expiry that is amber
  VALUES {amber}
),
windows AS (  -- rule 19: months of amber, by the period in force on the day
  SELECT c.id AS competency_id, m.last_expiry
  FROM {competency} c
  LEFT JOIN {renewal} r ON r.competency_id = c.id AND r.starts_on <= %(on)s
    AND (r.ends_on IS NULL OR r.ends_on >= %(on)s)
  JOIN amber m ON m.amber_months = coalesce(c.amber_months,
    CASE WHEN r.months IS NULL OR r.months > 8 THEN 3 ELSE r.months / 3 END)
)
SELECT a.person_id, a.competency_id,
       CASE WHEN a.essential IS NULL THEN 'not_required'  -- rule 14
            WHEN a.exempt = 1 THEN 'exempt'  -- rule 101
            WHEN a.held_until = '9999-12-31' OR a.held_until > m.last_expiry
              THEN 'compliant'  -- rules 18, 19
            WHEN a.held_until >= %(on)s THEN 'expiring'  -- rules 17, 19
            WHEN a.held_until IS NOT NULL THEN 'expired'  -- rules 12, 17
            WHEN a.due_on > %(on)s THEN 'due'  -- rule 12
            ELSE 'missing' END AS status,
       a.essential, a.required_since, a.due_on, a.achieved_on, a.held_until
FROM answer a JOIN windows m ON m.competency_id = a.competency_id"""
