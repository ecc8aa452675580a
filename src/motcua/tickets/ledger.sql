-- name: issue_tickets
-- Give numbers to a list of requests. Invariant: no share gives more than it has, numbers of a series have no gap.
SELECT verdict, ticket_id, number, prefix, shift_id, expected_at, opens_at, next_shift_id
FROM tickets_issue_v1(%(shift)s::bigint[], %(unit)s::bigint[], %(holder)s::bigint[], %(person)s::bigint[],
  %(share)s::text[], %(priority)s::boolean[], %(key)s::bytea[], %(actor_kind)s::text[], %(actor)s::bigint[], %(now)s)

-- name: lock_share_of_ticket
-- Before a ticket gives its place back: the share is locked before the ticket, as everywhere.
SELECT s.id FROM shift_share s WHERE s.id = (SELECT t.share_id FROM ticket t WHERE t.id = %(ticket)s) FOR UPDATE

-- name: cancel_ticket
-- A live ticket becomes cancelled and its place free; the number stays used. No row: it was not live any more.
UPDATE ticket SET state = 'cancelled', state_since = %(now)s
WHERE id = %(ticket)s AND state IN ('registered', 'waiting')
RETURNING unit_id, shift_id, share_id

-- name: close_ticket
-- A ticket whose day is over becomes cancelled, also one that was called and never finished. No row: it was closed.
UPDATE ticket SET state = 'cancelled', state_since = %(now)s
WHERE id = %(ticket)s AND state IN ('registered', 'waiting', 'called')
RETURNING unit_id, shift_id, share_id

-- name: free_place
-- Invariant: taken counts live and served tickets.
UPDATE shift_share SET taken = taken - 1 WHERE id = %(share)s

-- name: touch_live_state
-- Tell everyone who looks at a topic that it changed; the last lock a transaction takes.
INSERT INTO live_state AS l (topic, changed_at) VALUES (%(topic)s, %(now)s)
ON CONFLICT (topic) DO UPDATE SET version = l.version + 1, changed_at = excluded.changed_at
