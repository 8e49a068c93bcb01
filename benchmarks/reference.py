"""The hand-written reference: the plain join-diff, on plain tables of the same data.

It answers for a day: seats and requirements in force on it, awards achieved by it. No
covers, grace, grades, exemptions, unbroken past or statuses: what anybody would write
first, and the yardstick for what all the rules cost.
"""

from __future__ import annotations

from django.db import connection

from wagtail_esrlm.clock import today

TABLES = """
DROP TABLE IF EXISTS plain_seat;
DROP TABLE IF EXISTS plain_role;
DROP TABLE IF EXISTS plain_organisation;
DROP TABLE IF EXISTS plain_requirement;
DROP TABLE IF EXISTS plain_award;
DROP TABLE IF EXISTS plain_record;
CREATE TABLE plain_seat AS
  SELECT a.person_id, a.business_group_id AS group_id, p.organisation_id,
         p.job_role_id, p.position_id, p.id AS seat_id, p.starts_on,
         coalesce(p.ends_on, '9999-12-31') AS ends_on
  FROM wagtail_esrlm_assignmentperiod p
  JOIN wagtail_esrlm_assignment a ON a.id = p.assignment_id;
CREATE TABLE plain_role AS
  SELECT s.person_id, h.supplementary_role_id AS role_id, s.starts_on, s.ends_on
  FROM plain_seat s JOIN wagtail_esrlm_supplementaryroleholding h
    ON h.assignment_period_id = s.seat_id;
CREATE TABLE plain_organisation AS
  SELECT id, parent_id FROM wagtail_esrlm_organisation;
CREATE TABLE plain_requirement AS
  SELECT competency_id, business_group_id AS group_id, organisation_id, job_role_id,
         position_id, supplementary_role_id AS role_id, essential, starts_on,
         coalesce(ends_on, '9999-12-31') AS ends_on
  FROM wagtail_esrlm_requirement;
CREATE TABLE plain_award AS
  SELECT person_id, competency_id, achieved_on,
         coalesce(expires_on, '9999-12-31') AS expires_on
  FROM wagtail_esrlm_competencyaward;
CREATE TABLE plain_record (
  person_id bigint NOT NULL, competency_id bigint NOT NULL, essential int NOT NULL,
  required_since date NOT NULL, achieved_on date, held_until date,
  PRIMARY KEY (person_id, competency_id));
CREATE INDEX plain_award_cell ON plain_award (person_id, competency_id);
"""

CALCULATED = """
WITH RECURSIVE seat AS (
  SELECT * FROM plain_seat WHERE starts_on <= %(on)s AND ends_on >= %(on)s
),
requirement AS (
  SELECT * FROM plain_requirement WHERE starts_on <= %(on)s AND ends_on >= %(on)s
),
upward (organisation_id, ancestor_id) AS (
  SELECT id, id FROM plain_organisation
  UNION ALL
  SELECT u.organisation_id, o.parent_id
  FROM upward u JOIN plain_organisation o ON o.id = u.ancestor_id
  WHERE o.parent_id IS NOT NULL
),
reach AS (
  SELECT s.person_id, r.competency_id, r.essential,
         CASE WHEN r.starts_on > s.starts_on THEN r.starts_on ELSE s.starts_on END
           AS starts_on
  FROM seat s JOIN requirement r ON r.group_id = s.group_id
  UNION ALL
  SELECT s.person_id, r.competency_id, r.essential,
         CASE WHEN r.starts_on > s.starts_on THEN r.starts_on ELSE s.starts_on END
  FROM seat s JOIN upward u ON u.organisation_id = s.organisation_id
  JOIN requirement r ON r.organisation_id = u.ancestor_id
  UNION ALL
  SELECT s.person_id, r.competency_id, r.essential,
         CASE WHEN r.starts_on > s.starts_on THEN r.starts_on ELSE s.starts_on END
  FROM seat s JOIN requirement r ON r.job_role_id = s.job_role_id
  UNION ALL
  SELECT s.person_id, r.competency_id, r.essential,
         CASE WHEN r.starts_on > s.starts_on THEN r.starts_on ELSE s.starts_on END
  FROM seat s JOIN requirement r ON r.position_id = s.position_id
  UNION ALL
  SELECT s.person_id, r.competency_id, r.essential,
         CASE WHEN r.starts_on > s.starts_on THEN r.starts_on ELSE s.starts_on END
  FROM plain_role s JOIN requirement r ON r.role_id = s.role_id
  WHERE s.starts_on <= %(on)s AND s.ends_on >= %(on)s
),
required AS (
  SELECT person_id, competency_id, max(CASE WHEN essential THEN 1 ELSE 0 END)
           AS essential, min(starts_on) AS required_since
  FROM reach GROUP BY person_id, competency_id
),
held AS (
  SELECT person_id, competency_id, max(achieved_on) AS achieved_on,
         max(expires_on) AS held_until
  FROM plain_award WHERE achieved_on <= %(on)s GROUP BY person_id, competency_id
),
calculated AS (
  SELECT q.person_id, q.competency_id, q.essential, q.required_since, h.achieved_on,
         h.held_until
  FROM required q LEFT JOIN held h
    ON h.person_id = q.person_id AND h.competency_id = q.competency_id
)"""

WRITE_DIFFERENCES = """,
differing AS (
  SELECT c.*, s.person_id AS stored_person_id, s.competency_id AS stored_competency_id
  FROM calculated c FULL JOIN plain_record s
    ON s.person_id = c.person_id AND s.competency_id = c.competency_id
  WHERE s.person_id IS NULL OR c.person_id IS NULL
     OR (s.essential, s.required_since, s.achieved_on, s.held_until)
        IS DISTINCT FROM (c.essential, c.required_since, c.achieved_on, c.held_until)
),
removed AS (
  DELETE FROM plain_record r USING differing d
  WHERE r.person_id = d.stored_person_id
    AND r.competency_id = d.stored_competency_id AND d.person_id IS NULL RETURNING 1
),
changed AS (
  UPDATE plain_record r
  SET essential = d.essential, required_since = d.required_since,
      achieved_on = d.achieved_on, held_until = d.held_until
  FROM differing d WHERE r.person_id = d.stored_person_id
    AND r.competency_id = d.stored_competency_id AND d.person_id IS NOT NULL
  RETURNING 1
),
added AS (
  INSERT INTO plain_record
  SELECT person_id, competency_id, essential, required_since, achieved_on, held_until
  FROM differing WHERE stored_person_id IS NULL RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed),
       (SELECT count(*) FROM removed)"""

#: SQLite writes nothing inside WITH: its reference only reads and counts.
COUNT_DIFFERENCES = """
SELECT count(*) FROM calculated c LEFT JOIN plain_record s
  ON s.person_id = c.person_id AND s.competency_id = c.competency_id
WHERE s.person_id IS NULL OR s.essential <> c.essential
   OR s.required_since <> c.required_since OR s.achieved_on IS NOT c.achieved_on
   OR s.held_until IS NOT c.held_until"""

READ = " SELECT count(*), max(held_until) FROM calculated"


def make_plain_tables() -> None:
    """Copy today's facts into plain tables."""
    with connection.cursor() as cursor:
        for statement in TABLES.split(";"):
            if statement.strip():
                cursor.execute(statement)
        cursor.execute(
            CALCULATED.replace("WITH", "INSERT INTO plain_record WITH", 1)
            + " SELECT * FROM calculated",
            {"on": today()},
        )
        cursor.execute(
            "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
        )


def write_plain_differences() -> int:
    """Run the plain join-diff once; return the rows it wrote."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            CALCULATED + (WRITE_DIFFERENCES if postgres else COUNT_DIFFERENCES),
            {"on": today()},
        )
        return sum(cursor.fetchone())


def read_plain() -> int:
    """Calculate once, writing nothing; return the rows."""
    with connection.cursor() as cursor:
        cursor.execute(CALCULATED + READ, {"on": today()})
        return cursor.fetchone()[0]
