"""What a template message must satisfy: the account's right, the template, its data, quotas and money."""

import re
from datetime import datetime

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.people import HANOI
from zalo_emulator.desk import Template
from zalo_emulator.errors import Refused
from zalo_emulator.world import OfficialAccount

NUMBER = re.compile(r"\d+")
DATE = re.compile(r"\d{2}/\d{2}/\d{4}( \d{2}:\d{2}(:\d{2})?)?|\d{2}:\d{2} \d{2}/\d{2}/\d{4}")
FORMATS = {"NUMBER": NUMBER, "DATE": DATE}


def check_account(account: OfficialAccount) -> None:
    """Raises -135 (may not send templates), -136 (no wallet)."""
    if account.is_state_agency and account.switch("state_zbs") == "refused":
        raise Refused(-135)
    if not account.desk.wallet_linked:
        raise Refused(-136)


def template_named(call: Call, body: bodies.Body) -> Template:
    """Raises -117 (not of this account), -146 (switched off), -131 (not approved)."""
    template = call.account.desk.templates.get(str(body.get("template_id") or ""))
    if template is None:
        raise Refused(-117)
    if template.status == "DISABLE":
        raise Refused(-146)
    if template.status != "ENABLE":
        raise Refused(-131)
    return template


def check_data(template: Template, body: bodies.Body) -> dict[str, str]:
    """The values as text. Raises -121 (no object), -1122 (missing), -1121 (too long), -1124 (format)."""
    given = body.get("template_data")
    if not isinstance(given, dict):
        raise Refused(-121)
    data = {}
    for param in template.params:
        value = given.get(param.name)
        if value is None or value == "":
            if param.require:
                raise Refused(-1122, param.name)
            continue
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise Refused(-1124, param.name)
        text = str(value)
        if len(text) > param.max_length:
            raise Refused(-1121, param.name)
        pattern = FORMATS.get(param.type)
        if len(text) < param.min_length or (pattern and not pattern.fullmatch(text)):
            raise Refused(-1124, param.name)
        data[param.name] = text
    return data


def check_quota(call: Call, template: Template, *, may_exceed: bool) -> None:
    """Count from zero on a new day. Raises -144 and -147, or -1441 and -1472 for promotion."""
    desk = call.account.desk
    today = datetime.fromtimestamp(call.emulator.clock.millis() / 1000, HANOI).date().isoformat()
    if desk.day != today:
        desk.day, desk.sent_today = today, 0
    if template.day != today:
        template.day, template.sent_today = today, 0
    if may_exceed:
        return
    promotion = template.tag == 3
    if desk.sent_today >= desk.daily_quota:
        raise Refused(-1441 if promotion else -144)
    if template.sent_today >= template.daily_quota:
        raise Refused(-1472 if promotion else -147)


def price_of(account: OfficialAccount, template: Template, *, by_phone: bool) -> int:
    """In đồng. The class of a state agency is not known: a switch names the price by phone; by user id 70 % of it."""
    if not account.is_state_agency:
        return template.price_phone if by_phone else template.price_user
    by_number = int(account.switch("state_price"))
    return by_number if by_phone else by_number * 7 // 10


def filled(text: str, data: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda found: data.get(found.group(1), ""), text)
