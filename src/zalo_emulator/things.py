"""What a citizen can put into a talk: each thing from JSON, or as a sample of it (`true`)."""

from zalo_emulator.binding import Body, Unclear, text
from zalo_emulator.emulator import Emulator
from zalo_emulator.samples import DOCUMENT
from zalo_emulator.uploads import described
from zalo_emulator.world import Message

KINDS = ("text", "image", "gif", "location", "sticker", "audio", "video", "file", "card", "link")
SAMPLE_PLACE = {"latitude": "10.7905", "longitude": "106.6286"}
SAMPLE_NAME = "don-mau.pdf"
SAMPLE_PHONE = "84900000000"
LONGEST_TEXT = 20_000


def message_of(emulator: Emulator, body: Body, base_url: str) -> Message:
    """Exactly one of `KINDS` must be given. Raises `Unclear`."""
    given = [kind for kind in KINDS if kind in body]
    if len(given) != 1:
        raise Unclear("Give exactly one of " + ", ".join(f"'{kind}'" for kind in KINDS) + ".")
    message = emulator.blank(by_citizen=True, kind=given[0])
    fill(message, body[given[0]], base_url)
    if "quote" in body:
        message.quote = text(body, "quote")
    return message


def fill(message: Message, given: object, base_url: str) -> None:
    """Put the thing (`true` = a sample) into a message of its kind."""
    static = base_url + "static/"
    kind = message.kind
    if kind == "text":
        message.text = text({"text": given}, "text", limit=LONGEST_TEXT)
    elif kind == "location":
        message.location = dict(SAMPLE_PLACE) if given is True else _place(given)
    elif kind == "sticker":
        message.sticker = "hello" if given is True else text({"sticker": given}, "sticker")
        message.image = static + "sticker-hello.svg"
    elif kind in ("image", "gif"):
        message.image = static + "sample-photo.png" if given is True else _address(kind, given)
    elif kind == "link":
        message.image = base_url if given is True else _address(kind, given)
    elif kind == "card":
        message.details = _card(given, base_url)
    elif kind == "file":
        message.details = _file(given, base_url)
    elif kind == "audio":
        message.details = {"url": f"{base_url}samples/loi-noi.amr" if given is True else _address(kind, given)}
    else:
        message.details = {"url": _address(kind, given), "thumbnail": f"{static}sample-photo.png", "description": ""}


def _address(kind: str, given: object) -> str:
    return text({kind: given}, kind, limit=2000)


def _card(given: object, base_url: str) -> dict[str, str]:
    """`{name?, phone}`: a person or an account that the citizen passes on."""
    found = {"name": "Người quen mẫu", "phone": SAMPLE_PHONE} if given is True else given
    if not isinstance(found, dict):
        raise Unclear("'card' must be true or {name, phone}.")
    phone = text(found, "phone", limit=20)
    return {"name": str(found.get("name") or ""), "phone": phone, "qrCodeUrl": f"{base_url}static/account.svg"}


def _file(given: object, base_url: str) -> dict[str, str]:
    """`{name, url?, size?}`, or the name alone; the checksum is the sample's unless the file is somewhere else."""
    found = {"name": SAMPLE_NAME} if given is True else {"name": given} if isinstance(given, str) else given
    if not isinstance(found, dict):
        raise Unclear("'file' must be true, a name, or {name, url?, size?}.")
    name = text(found, "name", limit=255)
    told = described(DOCUMENT, name) | {"url": f"{base_url}samples/{SAMPLE_NAME}"}
    return told | {key: str(found[key]) for key in ("url", "size") if found.get(key)}


def _place(found: object) -> dict[str, str]:
    """Coordinates travel as strings, as on the platform."""
    if not isinstance(found, dict):
        raise Unclear("'location' must be {latitude, longitude}.")
    try:
        latitude, longitude = float(found["latitude"]), float(found["longitude"])
    except (KeyError, TypeError, ValueError):
        raise Unclear("'location' must be {latitude, longitude} with numbers.") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Unclear("'latitude' is -90 to 90 and 'longitude' is -180 to 180.")
    return {"latitude": str(found["latitude"]), "longitude": str(found["longitude"])}
