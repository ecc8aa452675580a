"""What the channels hold of a citizen: told on request, forgotten on request (see `foundation.citizens.keepers`)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.foundation.citizens.models import ChannelIdentity
from motcua.messaging.channels import outbox
from motcua.messaging.channels.contract import DeliveryStatus
from motcua.messaging.channels.models import ConversationState, Follower, InboundEvent, OutboxMessage

_NOBODY = ""


class ChannelKeeper:
    """Messages, conversations, follows. Raw events and texts age by jobs of their own (`jobs.py`)."""

    name = "messages"

    def tell(self, citizen_id: int) -> list[dict[str, object]]:
        """What was written to the citizen and when; what came in lives seven days and is in the chat itself."""
        told: list[dict[str, object]] = []
        for identity in _identities(citizen_id):
            for message in OutboxMessage.objects.filter(_theirs(identity)).order_by("pk"):
                sealed = bytes(message.reply_sealed)
                told.append(
                    {
                        "at": message.created_at.isoformat(),
                        "state": message.get_state_display(),
                        "text": outbox.read_reply(sealed).text if sealed else "",
                    }
                )
            for follow in Follower.objects.filter(_theirs(identity)).order_by("followed_at"):
                until = follow.unfollowed_at
                told.append({"followed": follow.followed_at.isoformat(), "until": until.isoformat() if until else None})
        return told

    def forget(self, citizen_id: int, now: datetime) -> None:
        """Conversations and handled events go; messages and past follows stay as nameless rows, because they are
        counted. Someone who still follows is still a follower: only Zalo can end that."""
        for identity in _identities(citizen_id):
            theirs = _theirs(identity)
            ConversationState.objects.filter(theirs).delete()
            Follower.objects.filter(theirs).exclude(unfollowed_at=None).update(external_id=_NOBODY)
            messages = OutboxMessage.objects.filter(theirs)
            messages.filter(state=DeliveryStatus.QUEUED).update(state=DeliveryStatus.EXPIRED, ended_at=now)
            messages.update(reply_sealed=b"")
            messages.exclude(ended_at=None).update(external_id=_NOBODY, echo_hash=b"")
            InboundEvent.objects.filter(
                Q(handled_at__isnull=False) | Q(parked_at__isnull=False),
                channel=identity.channel,
                account=identity.account,
                external_id=identity.external_id,
            ).delete()

    def expire(self, now: datetime) -> int:
        """Nothing here: see `jobs`."""
        return 0


def _identities(citizen_id: int) -> QuerySet[ChannelIdentity]:
    return ChannelIdentity.objects.filter(citizen_id=citizen_id)


def _theirs(identity: ChannelIdentity) -> Q:
    return Q(account__oa_id=identity.account, external_id=identity.external_id)
