"""The other side of the ratio: one ticket a commit on one hot counter row, as well as PostgreSQL can do it.

The tables are copies of the product's, with every index, constraint and default (`LIKE … INCLUDING ALL`), and one
audit row a ticket. No session is looked up and no rule is judged: the comparison is kind to this side.
"""

HOT_COUNTER = """
CREATE TABLE ordinary_counter (id integer PRIMARY KEY, next_number integer NOT NULL, capacity integer NOT NULL);
INSERT INTO ordinary_counter VALUES (1, 1, 100000000);
CREATE TABLE ordinary_ticket (LIKE ticket INCLUDING ALL);
CREATE TABLE ordinary_audit (LIKE audit_event INCLUDING ALL);
CREATE SEQUENCE ordinary_person CACHE 100;
"""

# One statement, one round trip, one commit. Persons come in no order, as the rush's do.
# The colon of the audit tag is written as an escape: pgbench would read a variable.
ONE_TICKET_A_COMMIT = r"""
WITH counted AS (
  UPDATE ordinary_counter SET next_number = next_number + 1 WHERE id = 1 AND next_number <= capacity
  RETURNING next_number - 1 AS number
), issued AS (
  INSERT INTO ordinary_ticket (unit_id, shift_id, share_id, series_id, procedure_id, date, number, prefix, holder_id,
    person_id, person_name, day_ordinal, turn, expected_at)
  SELECT 1, 1, 1, 1, 1, current_date, c.number, 'A', p.id, p.id, 'Nguyễn Thị Mẫu', 1, c.number, now()
  FROM counted c, (SELECT nextval('ordinary_person') * 1000003 % 2147483647 AS id) p
  RETURNING id, number, holder_id
), audited AS (
  INSERT INTO ordinary_audit (tag, unit_id, actor_kind, actor_id, subject_id)
  SELECT U&'ticket\003Aissued', 1, 'citizen', i.holder_id, i.id FROM issued i
)
SELECT id, number FROM issued;
"""
