"""The joined stylesheet."""

from django.http import HttpRequest, HttpResponse

from motcua.audiences.citizen.stylesheet import stylesheet
from motcua.foundation.guards import public_page


@public_page
def css(request: HttpRequest, digest: str = "") -> HttpResponse:
    """Kept for a year under its own name, a minute under the plain one."""
    found = stylesheet()
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.gzipped if zipped else found.text, content_type="text/css; charset=utf-8")
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    is_named = digest == found.digest
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_named else "public, max-age=60"
    return response
