"""Accounts, faults, the clock, the webhook log and the reset, by remote control."""

from dataclasses import asdict

from starlette.requests import Request

from zalo_emulator import binding
from zalo_emulator.binding import Body, Unclear
from zalo_emulator.emulator import Emulator
from zalo_emulator.faults import KINDS, OUTAGES, Fault
from zalo_emulator.webhooks import Delivery

HOUR_S = 3600.0
LONGEST_STEP_S = 400 * 24 * 3600


def list_accounts(emulator: Emulator, request: Request, body: Body) -> object:
    """Ids and names only; `GET /control/oas/{oa_id}` tells all of one."""
    return [{"oa_id": account.oa_id, "name": account.name} for account in emulator.world.accounts.values()]


def create_account(emulator: Emulator, request: Request, body: Body) -> object:
    account = binding.bind_account(emulator.world, body, emulator.clock.millis())
    base_url = str(request.base_url)
    return binding.account_json(account) | {"public_url": f"{base_url}oa/{account.oa_id}"}


def list_faults(emulator: Emulator, request: Request, body: Body) -> object:
    return {"kinds": sorted(KINDS), "active": [_fault_json(fault) for fault in emulator.faults.active]}


def set_fault(emulator: Emulator, request: Request, body: Body) -> object:
    """`{kind, count=1 | until_cleared: true, oa_id?, where?, seconds?, after?, how?, code?}` or `{kind: "clear"}`.

    An outage lasts `seconds` (an hour) of the movable clock and ends by itself.
    """
    kind = body.get("kind")
    if kind == "clear":
        emulator.faults.clear(str(body.get("only") or ""))
        return {"active": []}
    if kind not in KINDS:
        raise Unclear("'kind' must be one of: " + ", ".join([*sorted(KINDS), "clear"]) + ".")
    outage = kind == "outage"
    fault = Fault(
        kind=str(kind),
        left=None if outage or body.get("until_cleared") is True else _count(body.get("count", 1)),
        oa_id=str(body.get("oa_id") or ""),
        where=str(body.get("where") or ""),
        seconds=None if body.get("seconds") is None else _number(body, "seconds", 0, LONGEST_STEP_S if outage else 60),
        after=0 if body.get("after") is None else int(_number(body, "after", 0, 1_000_000)),
        how=_how(body.get("how", "page")),
        code=-200 if body.get("code") is None else int(_number(body, "code", -100_000, -1)),
    )
    if outage:
        lasts_s = HOUR_S if fault.seconds is None else fault.seconds
        fault.until_ms = emulator.clock.millis() + int(lasts_s * 1000)
    emulator.faults.add(fault)
    return _fault_json(fault)


def clock(emulator: Emulator, request: Request, body: Body) -> object:
    now = emulator.clock.now()
    return {"now": now.isoformat(timespec="milliseconds"), "offset_s": emulator.clock.offset_s()}


def move_clock(emulator: Emulator, request: Request, body: Body) -> object:
    emulator.clock.advance(_number(body, "advance_s", -LONGEST_STEP_S, LONGEST_STEP_S))
    return clock(emulator, request, body)


def webhooks(emulator: Emulator, request: Request, body: Body) -> object:
    """The last hundred calls, the totals, and whether anything is still on its way."""
    sender = emulator.sender
    waiting = [
        {
            "oa_id": delivery.oa_id,
            "event_name": delivery.event_name,
            "num_retry": delivery.retries,
            "due_ms": due_ms,
        }
        for due_ms, _, delivery in sorted(sender.retrying)[:100]
    ]
    return {
        "idle": sender.idle(),
        "counts": asdict(sender.counts),
        "retrying": waiting,
        "off": [account.oa_id for account in emulator.world.accounts.values() if not account.webhook_on],
        "log": [_delivery_json(delivery) for delivery in sender.log],
    }


def reset(emulator: Emulator, request: Request, body: Body) -> object:
    """Forget everything, faults included; the clock stays (`POST /control/clock` moves it)."""
    emulator.reset()
    return {"reset": True}


def _fault_json(fault: Fault) -> dict[str, object]:
    return {
        "kind": fault.kind,
        "left": fault.left,
        "oa_id": fault.oa_id,
        "where": fault.where,
        "seconds": fault.seconds,
        "after": fault.after,
        "until_ms": fault.until_ms,
    }


def _delivery_json(delivery: Delivery) -> dict[str, object]:
    return {
        "oa_id": delivery.oa_id,
        "citizen_id": delivery.citizen_id,
        "event_name": delivery.event_name,
        "status": delivery.status,
        "num_retry": delivery.retries,
        "at_ms": delivery.at_ms,
        "body": delivery.body.decode(),
    }


def _count(found: object) -> int | None:
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise Unclear("'count' must be a whole number from 1, or null for until cleared.")
    return found


def _how(found: object) -> str:
    if found not in OUTAGES:
        raise Unclear("'how' must be one of: " + ", ".join(OUTAGES) + ".")
    return str(found)


def _number(body: Body, name: str, low: float, high: float) -> float:
    found = body.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float) or not low <= found <= high:
        raise Unclear(f"'{name}' must be a number from {low} to {high}.")
    return float(found)
