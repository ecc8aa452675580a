"""The file by which Zalo sees that this domain is ours: one for each account that was given a code."""

from django.http import Http404, HttpRequest, HttpResponse

from motcua.foundation.guards import public_page
from motcua.messaging.channels.models import OaChoice

VERIFIER = "verifier"


@public_page
def verifier(request: HttpRequest, code: str) -> HttpResponse:
    """`/zalo_verifier<code>.html`; only codes that are some account's latest word are served."""
    latest = OaChoice.objects.filter(name=VERIFIER).order_by("account_id", "-pk").distinct("account_id")
    if code not in {choice.value for choice in latest}:
        raise Http404
    page = (
        "<!doctype html>\n<html><head><title>Zalo</title>\n"
        f'<meta property="zalo-platform-site-verification" content="{code}">\n</head><body></body></html>\n'
    )
    return HttpResponse(page)
