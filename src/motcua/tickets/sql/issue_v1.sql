-- Hand out numbers to a list of requests in one transaction (house.md, decision 3).
--
-- Step 1 locks: shares, then series, then persons, each in id order, so no two lists can wait for each other.
-- Step 2 decides, numbers and inserts in a NEW statement, whose snapshot sees what the lock's former holder
-- committed. As one statement a second writer would decide on its old snapshot: that is why this is a function.
--
-- When a number's turn may come: as many minutes a ticket as people wait before it (counted to 500; beyond that, by
-- its place in the shift).
--
-- Within one list each person and each idempotency key appears once (the caller holds repeats for the next list).
-- Scalar sub-selects, LATERAL with LIMIT, `+ 0` on the wrong index's column, loops only and no sequential scans: the
-- plan is made while the tables are empty, and kept. Seen: a plain LEFT JOIN became a hash over every ticket there is,
-- and "removed_at IS NULL" in a WHERE a walk through every person.
CREATE FUNCTION tickets_issue_v1(
  p_shift bigint[], p_unit bigint[], p_holder bigint[], p_person bigint[], p_share text[], p_priority boolean[],
  p_key bytea[], p_actor_kind text[], p_actor bigint[], p_now timestamptz)
RETURNS TABLE (
  ord bigint, verdict text, ticket_id bigint, number integer, prefix text, shift_id bigint, expected_at timestamptz,
  opens_at timestamptz, next_shift_id bigint)
LANGUAGE plpgsql VOLATILE
SET lock_timeout = '3s'
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET enable_material = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  PERFORM 1 FROM shift_share s WHERE s.shift_id = ANY (p_shift) ORDER BY s.id FOR UPDATE;
  PERFORM 1 FROM number_series n
    WHERE n.id IN (SELECT CASE WHEN r.priority THEN s.priority_series_id ELSE s.series_id END
                   FROM unnest(p_shift, p_priority) AS r (shift, priority) JOIN shift_share s ON s.shift_id = r.shift)
    ORDER BY n.id FOR UPDATE;

  -- Limits count across shifts. The lock lives as long as the transaction; a refusal writes nothing.
  PERFORM pg_advisory_xact_lock(1::bigint << 62 | p.person)
    FROM (SELECT DISTINCT person FROM unnest(p_person) AS u (person) WHERE person IS NOT NULL ORDER BY 1 OFFSET 0) p;

  RETURN QUERY
  -- Hot rows are read once a list, not once a press: a row updated at every commit trails its dead versions.
  WITH shares AS MATERIALIZED (
    SELECT DISTINCT ON (r.shift, r.wanted) r.shift, r.wanted, s.*, n.prefix, n.next_number,
      p.prefix AS priority_prefix, p.next_number AS priority_next_number,
      (SELECT count(*) FROM (SELECT 1 FROM ticket t WHERE t.shift_id = r.shift AND t.state = 'waiting' LIMIT 500) w)
        AS waiting
    FROM (SELECT DISTINCT u.shift, u.wanted FROM unnest(p_shift, p_share) AS u (shift, wanted)) r
    JOIN shift_share s ON s.shift_id = r.shift AND s.share IN (r.wanted, 'all')
    JOIN number_series n ON n.id = s.series_id
    JOIN number_series p ON p.id = s.priority_series_id
    ORDER BY r.shift, r.wanted, s.share = 'all'
  ), asked AS MATERIALIZED (
    SELECT r.*, s.id AS share_id, s.unit_id, s.procedure_id, s.date, s.mode, s.opens_at, s.closes_at, s.starts_at,
      s.seconds_per_ticket, s.waiting, s.born_not_after, s.day_limit, s.capacity, s.taken,
      CASE WHEN r.priority THEN s.priority_series_id ELSE s.series_id END AS series_id,
      CASE WHEN r.priority THEN s.priority_prefix ELSE s.prefix END AS prefix,
      CASE WHEN r.priority THEN s.priority_next_number ELSE s.next_number END AS next_number,
      (SELECT t.id FROM ticket t WHERE t.idempotency_key = r.key) AS keyed,
      m.mine, m.used,
      p.holder_id AS person_holder, p.born_earliest, p.full_name
    FROM unnest(p_shift, p_unit, p_holder, p_person, p_share, p_priority, p_key, p_actor_kind, p_actor)
      WITH ORDINALITY AS r (shift, unit, holder, person, share, priority, key, actor_kind, actor, ord)
    LEFT JOIN shares s ON s.shift = r.shift AND s.wanted = r.share
    LEFT JOIN LATERAL (
      SELECT CASE WHEN p.removed_at IS NULL THEN p.holder_id END AS holder_id, p.born_earliest, p.full_name
      FROM person p WHERE p.id = r.person LIMIT 1) p ON true
    LEFT JOIN LATERAL (
      SELECT max(t.day_ordinal) AS used,
        max(t.id) FILTER (
          WHERE t.procedure_id = s.procedure_id AND t.state IN ('registered', 'waiting', 'called')) AS mine
      FROM ticket t WHERE t.person_id = r.person AND t.date = s.date) m ON true
  ), judged AS (
    SELECT a.*, CASE
      WHEN a.share_id IS NULL OR a.unit <> a.unit_id THEN 'unknown_shift'
      WHEN a.keyed IS NOT NULL THEN 'yours'
      WHEN a.person IS NOT NULL AND a.person_holder IS DISTINCT FROM a.holder THEN 'unknown_person'
      WHEN a.mine IS NOT NULL THEN
        CASE WHEN (SELECT t.shift_id FROM ticket t WHERE t.id = a.mine) = a.shift THEN 'yours' ELSE 'limit_reached' END
      WHEN p_now >= a.closes_at THEN 'closed'
      WHEN p_now < a.opens_at THEN 'not_yet_open'
      WHEN a.person IS NOT NULL AND a.born_not_after IS NOT NULL AND a.born_earliest IS NULL THEN 'birth_date_needed'
      WHEN a.person IS NOT NULL AND a.born_earliest > a.born_not_after THEN 'not_eligible'
      WHEN a.person IS NOT NULL AND a.used >= a.day_limit THEN 'limit_reached'
      ELSE 'place' END AS said
    FROM asked a
  ), seated AS MATERIALIZED (
    SELECT j.*, j.taken + row_number() OVER (PARTITION BY j.share_id, j.said ORDER BY j.ord) AS position FROM judged j
  ), decided AS MATERIALIZED (
    SELECT s.*, CASE WHEN s.said <> 'place' THEN s.said WHEN s.position > s.capacity THEN 'full'
      WHEN s.mode = 'cutoff' THEN 'registered' ELSE 'issued' END AS verdict
    FROM seated s
  ), numbered AS MATERIALIZED (
    SELECT d.*,
      CASE WHEN d.verdict IN ('issued', 'registered') THEN nextval('ticket_id_seq')
        WHEN d.verdict = 'limit_reached' AND d.mine IS NULL THEN
          (SELECT t.id FROM ticket t WHERE t.person_id = d.person AND t.date = d.date
           ORDER BY t.state IN ('registered', 'waiting', 'called') DESC, t.day_ordinal DESC LIMIT 1)
        ELSE coalesce(d.keyed, d.mine) END AS ticket_id,
      CASE WHEN d.verdict = 'issued' THEN
        d.next_number - 1 + row_number() OVER (PARTITION BY d.series_id, d.verdict ORDER BY d.ord) END::integer AS number,
      CASE WHEN d.verdict IN ('issued', 'registered') THEN
        greatest(d.starts_at, p_now) + d.seconds_per_ticket * interval '1 second'
          * (CASE WHEN d.waiting < 500 THEN d.waiting + d.position - d.taken - 1 ELSE d.position - 1 END) END AS expected_at
    FROM decided d
  ), inserted AS (
    INSERT INTO ticket (id, unit_id, shift_id, share_id, series_id, procedure_id, date, number, prefix, priority, state,
      holder_id, person_id, person_name, day_ordinal, turn, idempotency_key, expected_at, issued_at, state_since)
    SELECT n.ticket_id, n.unit_id, n.shift, n.share_id, n.series_id, n.procedure_id, n.date, n.number, n.prefix,
      n.priority, CASE WHEN n.verdict = 'issued' THEN 'waiting' ELSE 'registered' END, n.holder, n.person,
      coalesce(n.full_name, ''), CASE WHEN n.person IS NOT NULL THEN coalesce(n.used, 0) + 1 END, n.ticket_id, n.key,
      n.expected_at, p_now, p_now
    FROM numbered n WHERE n.verdict IN ('issued', 'registered')
  ), audited AS (
    INSERT INTO audit_event (at, tag, unit_id, actor_kind, actor_id, subject_id)
    SELECT p_now, 'ticket:' || n.verdict, n.unit_id, n.actor_kind, n.actor, n.ticket_id
    FROM numbered n WHERE n.verdict IN ('issued', 'registered')
  ), counted AS (
    UPDATE shift_share s SET taken = s.taken + n.places
    FROM (SELECT n.share_id, count(*) AS places FROM numbered n WHERE n.verdict IN ('issued', 'registered') GROUP BY 1) n
    WHERE s.id = n.share_id
  ), advanced AS (
    UPDATE number_series s SET next_number = s.next_number + n.numbers
    FROM (SELECT n.series_id, count(*) AS numbers FROM numbered n WHERE n.verdict = 'issued' GROUP BY 1) n
    WHERE s.id = n.series_id
  ), announced AS (
    INSERT INTO live_state AS l (topic, changed_at)
    SELECT DISTINCT 'shift:' || n.shift, p_now FROM numbered n WHERE n.verdict = 'issued' ORDER BY 1
    ON CONFLICT (topic) DO UPDATE SET version = l.version + 1, changed_at = excluded.changed_at
  ), elsewhere AS MATERIALIZED (
    SELECT f.shift, f.share, (
      SELECT s.shift_id FROM shift_share s JOIN shift h ON h.id = s.shift_id, shift here
      WHERE here.id = f.shift AND h.point_id = here.point_id AND h.line_id = here.line_id AND s.taken < s.capacity
        AND s.closes_at > p_now AND s.share IN (f.share, 'all') AND h.date >= here.date AND h.id <> here.id
      ORDER BY greatest(s.opens_at, p_now), h.starts_at LIMIT 1) AS next_shift_id
    FROM (SELECT DISTINCT n.shift, n.share FROM numbered n WHERE n.verdict IN ('full', 'closed')) f
  )
  SELECT n.ord, n.verdict, n.ticket_id, coalesce(n.number, t.number), coalesce(t.prefix, n.prefix)::text,
    coalesce(t.shift_id, n.shift), coalesce(t.expected_at, n.expected_at),
    CASE WHEN n.verdict = 'not_yet_open' THEN n.opens_at END,
    CASE WHEN n.verdict IN ('full', 'closed') THEN
      (SELECT e.next_shift_id FROM elsewhere e WHERE e.shift = n.shift AND e.share = n.share) END
  FROM numbered n LEFT JOIN LATERAL (
    SELECT t.number, t.prefix, t.shift_id, t.expected_at FROM ticket t
    WHERE t.id = CASE WHEN n.verdict IN ('yours', 'limit_reached') THEN n.ticket_id END LIMIT 1) t ON true
  ORDER BY n.ord;
END $$;
