"""The upload doors, and the address where an uploaded picture or file can be fetched."""

from datetime import datetime
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.people import HANOI
from zalo_emulator.errors import Refused
from zalo_emulator.uploads import media_type_of

MEGABYTE = 1024 * 1024
EACH_MONTH = 5000
PICTURES = frozenset({"image/png", "image/jpeg"})
DOCUMENTS = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text/csv",
    }
)


async def upload_image(call: Call) -> object:
    """Multipart field `file`, jpg or png up to 1 MB → `attachment_id`, good for 7 days."""
    return {"attachment_id": await _keep(call, "image", MEGABYTE, PICTURES)}


async def upload_gif(call: Call) -> object:
    """Up to 5 MB → `attachment_id`."""
    return {"attachment_id": await _keep(call, "gif", 5 * MEGABYTE, frozenset({"image/gif"}))}


async def upload_file(call: Call) -> object:
    """PDF, DOC, DOCX or CSV up to 5 MB → `token`."""
    return {"token": await _keep(call, "file", 5 * MEGABYTE, DOCUMENTS)}


async def upload_template_image(call: Call) -> object:
    """The template house takes pictures up to 500 kB → `media_id`."""
    return {"media_id": await _keep(call, "template_image", 500 * 1024, PICTURES)}


async def show(request: Request) -> Response:
    upload = request.app.state.emulator.uploads.files.get(request.path_params["attachment_id"])
    if upload is None:
        return Response("Không có tệp này.", status_code=404, media_type="text/plain; charset=utf-8")
    headers = {}
    if not upload.media_type.startswith("image/"):
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(upload.name)}"
    return Response(upload.content, media_type=upload.media_type, headers=headers)


async def _keep(call: Call, kind: str, largest: int, types: frozenset[str]) -> str:
    """The id of the kept file. Raises -201 (none, or of a wrong type), -210 (too large), -211 (5000 this month)."""
    emulator, used = call.emulator, call.account.desk.uploads
    month = f"{kind} {datetime.fromtimestamp(emulator.clock.millis() / 1000, HANOI):%Y-%m}"
    if used.get(month, 0) >= EACH_MONTH:
        raise Refused(-211)
    async with call.request.form(max_files=1, max_part_size=largest) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile):
            raise Refused(-201, "file")
        content, name = await sent.read(largest + 1), sent.filename or ""
    if len(content) > largest:
        raise Refused(-210, "file")
    media_type = media_type_of(content, name)
    if media_type not in types:
        raise Refused(-201, "file")
    used[month] = used.get(month, 0) + 1
    return emulator.uploads.keep(content, media_type, emulator.clock.millis(), name)
