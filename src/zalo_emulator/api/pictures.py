"""`POST /v2.0/oa/upload/image`, and the address where an uploaded picture can be seen."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from zalo_emulator.api.endpoint import Call
from zalo_emulator.errors import Refused
from zalo_emulator.uploads import media_type_of

LARGEST = 1024 * 1024


async def upload_image(call: Call) -> object:
    """Multipart field `file`, jpg or png up to 1 MB → `attachment_id`, good for 7 days."""
    async with call.request.form(max_files=1, max_part_size=LARGEST) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile):
            raise Refused(-201, "file")
        content = await sent.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused(-210, "file")
    media_type = media_type_of(content)
    if not media_type:
        raise Refused(-201, "file")
    emulator = call.emulator
    return {"attachment_id": emulator.uploads.keep(content, media_type, emulator.clock.millis())}


async def show_picture(request: Request) -> Response:
    upload = request.app.state.emulator.uploads.files.get(request.path_params["attachment_id"])
    if upload is None:
        return Response("Không có ảnh này.", status_code=404, media_type="text/plain; charset=utf-8")
    return Response(upload.content, media_type=upload.media_type)
