"""What runs by itself: data is kept no longer than its purpose needs."""

from datetime import datetime, timedelta

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import EventTag
from motcua.foundation.citizens import keepers
from motcua.foundation.citizens.models import CitizenSession, PersonalLink

GRACE = timedelta(days=1)


def run_retention(now: datetime) -> dict[str, int]:
    """Every room makes nameless what is past its time, and old links and sessions go; how many rows of each."""
    done = {keeper.name: keeper.expire(now) for keeper in keepers.keepers()}
    done.update(delete_old_links_and_sessions(now))
    for room, rows in done.items():
        record(EventTag.RETENTION_RUN, at=now, room=room, rows=rows)
    return done


def delete_old_links_and_sessions(now: datetime) -> dict[str, int]:
    """A day after they ended: links past their time, sessions expired or revoked."""
    links, _ = PersonalLink.objects.filter(valid_until__lt=now - GRACE).delete()
    expired, _ = CitizenSession.objects.filter(expires_at__lt=now - GRACE).delete()
    revoked, _ = CitizenSession.objects.filter(revoked_at__lt=now - GRACE).delete()
    return {"links": links, "sessions": expired + revoked}
