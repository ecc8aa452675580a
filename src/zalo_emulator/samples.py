"""A tiny file and a tiny voice message, for phones that send samples."""

AMR_SECONDS = 2
_FRAME = b"\x04" + b"\x00" * 12
VOICE = b"#!AMR\n" + _FRAME * 50 * AMR_SECONDS

_OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<<>>>>",
)


def _document() -> bytes:
    """One empty page with a proper table of objects."""
    text, places = b"%PDF-1.4\n", []
    for number, entry in enumerate(_OBJECTS, start=1):
        places.append(len(text))
        text += b"%d 0 obj%sendobj\n" % (number, entry)
    start = len(text)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    text += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(_OBJECTS) + 1, rows)
    return text + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(_OBJECTS) + 1, start)


DOCUMENT = _document()
FILES = {"don-mau.pdf": ("application/pdf", DOCUMENT), "loi-noi.amr": ("audio/amr", VOICE)}
