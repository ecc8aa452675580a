"""Who may be written to now, and what it costs: 48 hours free, to 7 days paid, then not at all."""

from zalo_emulator.errors import Refused
from zalo_emulator.world import Contact, OfficialAccount

FREE_MS = 48 * 3600 * 1000
LONGEST_MS = 7 * 24 * 3600 * 1000
PAID_PRICE = 55


def open_window(account: OfficialAccount, contact: Contact, now_ms: int, *, old_api: bool) -> dict[str, object]:
    """Return the `quota` part of the answer, taking one from the free, welcome or paid quota where it is due.

    Raises -244 (blocked by the citizen), -213 (neither follower nor talker), the code chosen for a follower who never
    wrote, -230 (too long ago), -311 (free replies used up), -211 (paid quota empty).
    """
    if contact.blocks:
        raise Refused(-244)
    last = contact.last_interaction_ms
    if last is None:
        raise Refused(int(account.switch("never_wrote")) if contact.following else -213)
    owner: dict[str, object] = {"owner_type": "OA", "owner_id": account.oa_id}
    if old_api and account.switch("v2_windows") == "ignored":
        return {"quota_type": "reply"} | owner
    age = now_ms - last
    if age > LONGEST_MS:
        raise Refused(-230)
    if age <= FREE_MS:
        return _free(account, contact) | owner
    if account.paid_left <= 0:
        raise Refused(-211)
    account.paid_left -= 1
    account.desk.paid_messages += 1
    account.desk.spent += PAID_PRICE
    return {"quota_type": "sub_quota", "remain": account.paid_left} | owner


def _free(account: OfficialAccount, contact: Contact) -> dict[str, object]:
    if contact.welcome_left and not contact.wrote:
        contact.welcome_left -= 1
        return {"quota_type": "welcome_msg"}
    limit = account.switch("free_replies")
    if limit == "unlimited":
        return {"quota_type": "reply"}
    if contact.free_used >= int(limit):
        raise Refused(-311)
    contact.free_used += 1
    return {"quota_type": "reply", "remain": int(limit) - contact.free_used, "total": int(limit)}
