"""When an account may write to a citizen: free within 48 hours, paid until 7 days, then refused."""

from zalo_emulator.errors import Refused
from zalo_emulator.world import Contact, OfficialAccount

FREE_MS = 48 * 3600 * 1000
LONGEST_MS = 7 * 24 * 3600 * 1000


def open_window(account: OfficialAccount, contact: Contact, now_ms: int) -> dict[str, object]:
    """Return the `quota` part of the answer, taking one from the paid quota where it is due.

    Raises -213 (neither follower nor talker), -232 (follower who never interacted), -230 (too long ago), -211.
    """
    last = contact.last_interaction_ms
    if last is None:
        raise Refused(-232 if contact.following else -213)
    age = now_ms - last
    if age > LONGEST_MS:
        raise Refused(-230)
    owner: dict[str, object] = {"owner_type": "OA", "owner_id": account.oa_id}
    if age <= FREE_MS:
        return {"quota_type": "reply"} | owner
    if account.paid_left <= 0:
        raise Refused(-211)
    account.paid_left -= 1
    return {"quota_type": "sub_quota", "remain": account.paid_left} | owner
