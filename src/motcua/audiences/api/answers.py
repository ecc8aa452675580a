"""An answer of the door as a Django response; the edge's `wire.respond` is its twin."""

from django.http import HttpResponse

from motcua.tickets.door import Answer

_COMMON = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff"}


def respond(answer: Answer) -> HttpResponse:
    """Status, headers and JSON body; a 303 carries no body."""
    headers = {"content-type": "application/json", **answer.headers, **_COMMON}
    body = b"" if answer.status == 303 else answer.encode()
    if not body:
        del headers["content-type"]
    response = HttpResponse(body, status=answer.status, headers=headers)
    if not body:
        del response["content-type"]
    return response
