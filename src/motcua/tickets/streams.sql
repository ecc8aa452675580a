-- name: versions
-- The poll that heals a lost notification: which of the watched topics moved.
SELECT topic, version FROM live_state WHERE topic = ANY(%(topics)s)

-- name: shift_state
-- All that a live page of one shift may know; nothing personal. Read once per change, at most four times a second.
SELECT coalesce((SELECT version FROM live_state WHERE topic = 'shift:' || %(shift)s::bigint), 0),
  coalesce((SELECT jsonb_agg(jsonb_build_array(t.id, t.prefix || lpad(t.number::text, greatest(3, length(t.number::text)), '0'),
      (SELECT c.number FROM ticket_call k JOIN counter c ON c.id = k.counter_id
       WHERE k.ticket_id = t.id AND k.undone_at IS NULL ORDER BY k.id DESC LIMIT 1)) ORDER BY t.state_since DESC)
    FROM ticket t WHERE t.shift_id = %(shift)s AND t.state = 'called'), '[]'),
  coalesce((SELECT array_agg(t.id ORDER BY t.priority DESC, t.turn, t.id) FROM ticket t
    WHERE t.shift_id = %(shift)s AND t.state = 'waiting'), '{}')

-- name: ticket_state
-- Where one ticket is, for the page that shows it.
SELECT t.shift_id, t.state FROM ticket t WHERE t.id = %(ticket)s

-- name: shifts_of_point
-- The shifts a board shows: those of its point on one day.
SELECT id FROM shift WHERE point_id = %(point)s AND date = %(date)s ORDER BY starts_at, id
