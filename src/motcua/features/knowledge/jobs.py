"""What runs by itself: the words of old messages go, what they count for stays."""

from datetime import datetime, timedelta

from motcua.features.knowledge.models import Question
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import EventTag

WORDS_LIVE = timedelta(days=90)


def forget_questions(now: datetime) -> int:
    """Empty the texts older than their purpose: the desk looks back 28 days, a quarter is kept for comparing."""
    rows = Question.objects.filter(at__lt=now - WORDS_LIVE).exclude(text="").update(text="", answer="")
    if rows:
        record(EventTag.RETENTION_RUN, at=now, room="knowledge", rows=rows)
    return rows
