"""The vocabulary of the audit log: `subject:action`, nothing else. No Django here.

Grammar: a glossary noun, then a past participle (or a noun for what happened to it), joined by colons.
Free text is impossible and a tag never holds personal data.
"""

from enum import StrEnum


class EventTag(StrEnum):
    """Every event the audit log may hold."""

    TICKET_ISSUED = "ticket:issued"
    TICKET_REGISTERED = "ticket:registered"
    TICKET_CANCELLED = "ticket:cancelled"
    TICKET_CALLED = "ticket:called"
    TICKET_RECALLED = "ticket:recalled"
    TICKET_NO_SHOW = "ticket:no_show"
    TICKET_FINISHED = "ticket:finished"
    TICKET_CALL_UNDONE = "ticket:call_undone"
    TICKET_REQUEUED = "ticket:requeued"
    TICKET_PSEUDONYMISED = "ticket:pseudonymised"
    SHIFT_OPENED = "shift:opened"
    SHIFT_CAPACITY_CHANGED = "shift:capacity_changed"
    SHIFT_CLOSED = "shift:closed"
    COUNTER_TAKEN = "counter:taken"
    COUNTER_LEFT = "counter:left"
    CITIZEN_CREATED = "citizen:created"
    CITIZEN_VIEWED = "citizen:viewed"
    CITIZEN_ERASED = "citizen:erased"
    PERSON_ADDED = "person:added"
    PERSON_CHANGED = "person:changed"
    PERSON_REMOVED = "person:removed"
    CONSENT_GIVEN = "consent:given"
    CONSENT_WITHDRAWN = "consent:withdrawn"
    NOTICE_SHOWN = "notice:shown"
    LINK_SENT = "link:sent"
    LINK_BOUND = "link:bound"
    LINK_REFUSED = "link:refused"
    SIGN_IN = "citizen:sign_in"
    STAFF_SIGN_IN = "staff:sign_in"
    STAFF_SIGN_IN_FAILED = "staff:sign_in:failed"
    STAFF_SIGN_OUT = "staff:sign_out"
    ROLE_GRANTED = "role:granted"
    ROLE_REVOKED = "role:revoked"
    FOLLOWER_GAINED = "follower:gained"
    FOLLOWER_LOST = "follower:lost"
    CONVERSATION_TAKEN_OVER = "conversation:taken_over"
    ACCOUNT_BOUND = "account:bound"
    RETENTION_RUN = "retention:run"


class ActorKind(StrEnum):
    """Who did it; `actor_id` is the plain id of that kind, 0 where there is none."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    KIOSK = "kiosk"
    API_KEY = "api_key"
    SYSTEM = "system"
