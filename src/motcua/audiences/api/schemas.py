"""The words of the JSON contract: what goes in and what comes out. Field texts are read in /api/openapi.json."""

from typing import Literal

from ninja import Field, Schema


class Window(Schema):
    """Half an hour in which the turn is expected, in Vietnam's time."""

    start: str = Field(alias="from", description="ISO 8601", examples=["2026-11-23T08:40:00+07:00"])
    to: str = Field(examples=["2026-11-23T09:10:00+07:00"])


class GivenTicket(Schema):
    """A number: new (201), yours already (200), or to be given at the daily cut-off (202)."""

    ticket: int = Field(description="the ticket's id")
    display: str | None = Field(description="what boards show; null until the cut-off gives it", examples=["A045"])
    code: str = Field(description="eight characters for people; the last one checks the others", examples=["7M4K92QH"])
    window: Window | None
    url: str = Field(description="the live page of this ticket")


class SeenTicket(Schema):
    """What anybody who knows a code may see of a ticket; nothing personal."""

    code: str
    display: str | None
    state: Literal["registered", "waiting", "called", "served", "no_show", "cancelled"]
    ahead: int | None = Field(description="people before this ticket; null when it does not wait")
    serving: list[str] = Field(description="numbers being called in the same shift, newest first")


class Problem(Schema):
    """RFC 9457. `title` says what is, `detail` what to do next, both in Vietnamese."""

    type: str = Field(description="/problems/ and a stable word, such as shift-full")
    title: str
    status: int
    detail: str
    field: str | None = Field(None, description="422: the field or header that is wrong")
    opens_at: str | None = Field(None, description="409 not-yet-open: when numbers are given (ISO 8601)")
    next_shift: int | None = Field(None, description="409 shift-full, shift-closed: a later shift with places")
    ticket_url: str | None = Field(None, description="409 limit-reached: the live ticket that stands in the way")


TAKE_BODY: dict[str, object] = {
    "type": "object",
    "required": ["shift"],
    "properties": {
        "shift": {"type": "integer", "minimum": 1, "description": "buổi: which shift the number is asked for"},
        "person": {
            "type": ["integer", "null"],
            "description": "who is served, one of the account's people; left out, the citizen herself. "
            "Kiosks, officers and API keys leave it out always.",
        },
        "priority": {"type": "boolean", "default": False, "description": "a number of the priority class"},
    },
}

TAKE_TICKET: dict[str, object] = {
    "requestBody": {
        "required": True,
        "description": "At most 16 kB. A plain form gets 303 instead of JSON: to the live page, or to a page that "
        "shows the problem and keeps what was chosen.",
        "content": {
            "application/json": {"schema": TAKE_BODY},
            "application/x-www-form-urlencoded": {"schema": TAKE_BODY},
        },
    },
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "maxLength": 200, "pattern": "^[ -~]+$"},
            "description": "The same caller's same key returns the same ticket. Needed only where nobody is named.",
        }
    ],
    "security": [{"citizen": []}, {"officer": []}, {"token": []}],
}

SECURITY: dict[str, dict[str, str]] = {
    "citizen": {
        "type": "apiKey", "in": "cookie", "name": "mc_citizen",
        "description": "A signed-in citizen, from our own pages only (Sec-Fetch-Site, Origin).",
    },
    "officer": {
        "type": "apiKey", "in": "cookie", "name": "mc_staff",
        "description": "An officer who may issue numbers in the unit, from our own pages only.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "A kiosk's token or an API key of one unit."},
}  # fmt: skip

HEADERS: dict[int, dict[str, object]] = {
    201: {"Location": {"schema": {"type": "string"}, "description": "the live page"}},
    303: {"Location": {"schema": {"type": "string"}, "description": "the live page, or the page of the problem"}},
    429: {"Retry-After": {"schema": {"type": "integer"}}},
    503: {"Retry-After": {"schema": {"type": "integer"}}},
}
