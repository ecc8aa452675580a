"""Looking up templates, their quotas and what became of a message; and registering new ones. Plain query fields."""

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.zbs_rules import check_quota, price_of
from zalo_emulator.desk import TAG_NAMES, Param, Template
from zalo_emulator.errors import Refused

TYPES = {1: "NAME", 2: "PHONE", 3: "ADDRESS", 4: "CODE", 5: "CUSTOM", 9: "NUMBER", 10: "DATE"}
MOST_TEMPLATES = 200


async def status(call: Call) -> object:
    """`?message_id=` → -1 unknown, 0 sent, 1 delivered."""
    sending = call.emulator.world.sendings.get(call.request.query_params.get("message_id", ""))
    if sending is None:
        return {"status": -1, "delivery_time": "", "message": "Message not found"}
    if sending.delivered_ms is None:
        return {"status": 0, "delivery_time": "", "message": "Message is sent"}
    return {"status": 1, "delivery_time": str(sending.delivered_ms), "message": "The message is delivered to user"}


async def quota(call: Call) -> object:
    desk = call.account.desk
    if desk.templates:
        check_quota(call, next(iter(desk.templates.values())), may_exceed=True)
    left = max(desk.daily_quota - desk.sent_today, 0)
    return {"dailyQuota": str(desk.daily_quota), "remainingQuota": str(left)}


async def allowed_tags(call: Call) -> object:
    return list(TAG_NAMES.values())


async def quality(call: Call) -> object:
    """`oaCurrentQuality` of the last two days; the shape is uncertain."""
    worst = min((template.quality for template in call.account.desk.templates.values()), default="UNDEFINED")
    return {"oaCurrentQuality": "UNDEFINED" if worst == "LOW" else worst, "oa7dayQuality": "UNDEFINED"}


async def listing(call: Call) -> object:
    """`?offset&limit≤100&status` (1 ENABLE, 2 PENDING_REVIEW, 3 REJECT, 4 DISABLE)."""
    asked = call.request.query_params
    offset, limit = _number(asked.get("offset", "0"), "offset"), _number(asked.get("limit", "100"), "limit")
    if not 1 <= limit <= 100:
        raise Refused(-210, "limit")
    names = {"1": "ENABLE", "2": "PENDING_REVIEW", "3": "REJECT", "4": "DISABLE"}
    wanted = names.get(asked.get("status", ""))
    found = [one for one in call.account.desk.templates.values() if wanted in (None, one.status)]
    return [
        {
            "templateId": int(one.id),
            "templateName": one.name,
            "createdTime": 0,
            "status": one.status,
            "templateQuality": one.quality,
        }
        for one in found[offset : offset + limit]
    ]


async def info(call: Call) -> object:
    """`?template_id=`; prices are to be read here and shown."""
    template = _template(call, call.request.query_params.get("template_id", ""))
    by_phone = price_of(call.account, template, by_phone=True)
    return {
        "templateId": int(template.id),
        "templateName": template.name,
        "status": template.status,
        "reason": template.reason,
        "listParams": [_param(param) for param in template.params],
        "listButtons": template.buttons,
        "timeout": 7_200_000,
        "previewUrl": f"{call.request.base_url}oa/{call.account.oa_id}/templates/{template.id}",
        "templateQuality": template.quality,
        "templateTag": TAG_NAMES[template.tag],
        "price": str(by_phone),
        "price_sdt": str(by_phone),
        "price_uid": str(price_of(call.account, template, by_phone=False)) if template.by_user else "",
    }


async def sample(call: Call) -> object:
    template = _template(call, call.request.query_params.get("template_id", ""))
    return {param.name: "" if param.type == "NUMBER" else "mẫu" for param in template.params}


async def create(call: Call) -> object:
    """`{template_name 10–60, template_type 1–5, tag 1–3, layout, params[], tracking_id}` → waits for review."""
    body, templates = bodies.parse(await call.request.body()), call.account.desk.templates
    if len(templates) >= MOST_TEMPLATES:
        raise Refused(-210, "templates")
    numbers = [int(key) for key in templates]
    template = _fill(Template(str(max(numbers, default=610000) + 1), "", "", []), body)
    templates[template.id] = template
    return _registered(call, template)


async def edit(call: Call) -> object:
    """Only a rejected template may be edited."""
    body = bodies.parse(await call.request.body())
    template = _template(call, str(body.get("template_id") or ""))
    if template.status != "REJECT":
        raise Refused(-201, "template_id")
    return _registered(call, _fill(template, body))


async def feedback(call: Call) -> object:
    """Ratings and answers to templates: none here, the list is always empty."""
    return {"total": 0, "data": []}


def _fill(template: Template, body: bodies.Body) -> Template:
    name = bodies.text(body, "template_name", limit=60)
    if len(name) < 10:
        raise Refused(-201, "template_name")
    bodies.number(body, "template_type", default=1, low=1, high=5)
    tag = bodies.number(body, "tag", default=1, low=1, high=3)
    text = "\n".join(_texts(bodies.part(body, "layout")))
    given = bodies.parts(body, "params") if body.get("params") else []
    params = [_read_param(one) for one in given]
    template.name, template.tag, template.text, template.params = name, tag, text, params
    template.status, template.reason = "PENDING_REVIEW", ""
    return template


def _read_param(given: bodies.Body) -> Param:
    kind = bodies.number(given, "type", default=5, low=1, high=15)
    return Param(bodies.text(given, "name", limit=36), type=TYPES.get(kind, "STRING"))


def _texts(layout: object) -> list[str]:
    """Every `value` of the layout, in order: the parts that carry words."""
    if isinstance(layout, list):
        return [text for entry in layout for text in _texts(entry)]
    if not isinstance(layout, dict):
        return []
    own = [layout["value"]] if isinstance(layout.get("value"), str) else []
    return own + [text for entry in layout.values() for text in _texts(entry)]


def _registered(call: Call, template: Template) -> dict[str, object]:
    call.emulator.world.changes += 1
    return {
        "template_id": template.id,
        "template_name": template.name,
        "template_status": template.status,
        "tag": template.tag,
        "app_id": call.account.app_id,
        "oa_id": call.account.oa_id,
        "price": str(price_of(call.account, template, by_phone=True)),
    }


def _template(call: Call, template_id: str) -> Template:
    template = call.account.desk.templates.get(template_id)
    if template is None:
        raise Refused(-117)
    return template


def _param(param: Param) -> dict[str, object]:
    return {
        "name": param.name,
        "require": param.require,
        "type": param.type,
        "maxLength": param.max_length,
        "minLength": param.min_length,
        "acceptNull": not param.require,
    }


def _number(given: str, name: str) -> int:
    if not given.isdigit():
        raise Refused(-201, name)
    return int(given)
