"""Every door of the platform, by house: OAuth, OA API, articles, templates, graph. What is missing says so."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zalo_emulator.api import (
    articles,
    fields,
    files,
    graph,
    groups,
    history,
    messages,
    oauth,
    people,
    sign_in,
    tags,
    transactions,
    zbs,
    zbs_lists,
)
from zalo_emulator.api.endpoint import Handler, oa_endpoint

Missing = Callable[[Request], Awaitable[Response]]


def routes(missing: Missing) -> list[Route]:
    return [
        *_consent(),
        *_messages(),
        *_people(),
        *_articles(),
        *_templates(),
        Route("/v2.0/me", graph.me),
        Route("/v2.0/me/info", graph.info),
        Route("/files/{attachment_id}", files.show),
        Route("/v{version}/{rest:path}", missing, methods=["GET", "POST"]),
        Route("/message/{rest:path}", missing, methods=["GET", "POST"]),
        Route("/template/{rest:path}", missing, methods=["GET", "POST"]),
    ]


def _consent() -> list[Route]:
    return [
        Route("/v4/oa/permission", oauth.permission, methods=["GET"]),
        Route("/v4/oa/permission", oauth.agree, methods=["POST"]),
        Route("/v4/oa/permission/error", oauth.permission_error),
        Route("/v4/oa/access_token", oauth.access_token, methods=["POST"]),
        Route("/v4/permission", sign_in.permission, methods=["GET"]),
        Route("/v4/permission", sign_in.agree, methods=["POST"]),
        Route("/v4/access_token", sign_in.access_token, methods=["POST"]),
    ]


def _messages() -> list[Route]:
    return [
        _post("/v3.0/oa/message/cs", messages.send_v3),
        _post("/v2.0/oa/message", messages.send_v2),
        _post("/v3.0/oa/message/transaction", transactions.door("transaction")),
        _post("/v3.0/oa/message/promotion", transactions.door("promotion")),
        _post("/v3.0/oa/message/template", zbs.send_by_user),
        _post("/v3.0/oa/group/message", groups.send),
        _post("/v3.0/oa/group/creategroupwithoa", groups.create),
        _post("/v3.0/oa/group/invite", groups.invite),
        _get("/v3.0/oa/group/getgroupsofoa", groups.listing),
        _get("/v3.0/oa/group/listmember", groups.members),
        _post("/v2.0/oa/quota/message", messages.quota),
        _post("/v3.0/oa/quota/message", messages.quota),
        _post("/v2.0/oa/upload/image", files.upload_image),
        _post("/v2.0/oa/upload/gif", files.upload_gif),
        _post("/v2.0/oa/upload/file", files.upload_file),
        _get("/v2.0/oa/listrecentchat", history.list_recent),
        _get("/v2.0/oa/conversation", history.conversation),
    ]


def _people() -> list[Route]:
    return [
        _get("/v2.0/oa/getoa", people.getoa),
        _get("/v3.0/oa/user/detail", people.user_detail),
        _get("/v3.0/oa/user/getlist", people.user_getlist),
        _post("/v3.0/oa/user/update", people.user_update),
        _get("/v3.0/oa/user/detail/custominfo", fields.custom_info),
        _post("/v3.0/oa/user/update/custominfo", fields.custom_info_update),
        _get("/v3.0/oa/userfield/get", fields.field_list),
        _post("/v3.0/oa/userfield/create", fields.field_create),
        _post("/v3.0/oa/userfield/update", fields.field_update),
        _post("/v3.0/oa/userfield/delete", fields.field_delete),
        _get("/v2.0/oa/getfollowers", people.getfollowers),
        _get("/v2.0/oa/getprofile", people.getprofile),
        _post("/v2.0/oa/updatefollowerinfo", people.update_follower_info),
        _post("/v2.0/oa/deletefollowerinfo", people.delete_follower_info),
        _post("/v2.0/oa/tag/tagfollower", tags.tag_follower),
        _post("/v2.0/oa/tag/rmfollowerfromtag", tags.untag_follower),
        _post("/v2.0/oa/tag/rmtag", tags.remove_tag),
        _get("/v2.0/oa/tag/gettagsofoa", tags.tags_of_account),
    ]


def _articles() -> list[Route]:
    return [
        _post("/v2.0/article/create", articles.create),
        _post("/v2.0/article/verify", articles.verify),
        _post("/v2.0/article/update", articles.update),
        _post("/v2.0/article/remove", articles.remove),
        _get("/v2.0/article/getdetail", articles.detail),
        _get("/v2.0/article/getslice", articles.listing),
    ]


def _templates() -> list[Route]:
    """The template house: its own codes for token and proof."""

    def get(path: str, handler: Handler) -> Route:
        return Route(path, oa_endpoint(handler, templates=True), methods=["GET"])

    def post(path: str, handler: Handler) -> Route:
        return Route(path, oa_endpoint(handler, templates=True), methods=["POST"])

    return [
        post("/message/template", zbs.send_by_phone),
        post("/message/template/hashphone", zbs.send_by_hash),
        get("/message/status", zbs_lists.status),
        get("/message/quota", zbs_lists.quota),
        get("/message/template-tag", zbs_lists.allowed_tags),
        get("/quality", zbs_lists.quality),
        get("/message/quality", zbs_lists.quality),
        get("/template/all", zbs_lists.listing),
        get("/template/info/v2", zbs_lists.info),
        get("/template/sample-data", zbs_lists.sample),
        post("/template/create", zbs_lists.create),
        post("/template/edit", zbs_lists.edit),
        post("/upload/image", files.upload_template_image),
        get("/rating/get", zbs_lists.feedback),
        get("/response/get", zbs_lists.feedback),
    ]


def _get(path: str, handler: Handler) -> Route:
    return Route(path, oa_endpoint(handler), methods=["GET"])


def _post(path: str, handler: Handler) -> Route:
    return Route(path, oa_endpoint(handler), methods=["POST"])
