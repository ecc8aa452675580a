"""What runs by itself: tokens and counts of failed sign-ins are kept no longer than they are of use."""

from datetime import datetime, timedelta

from motcua.foundation.staff.models import AccessToken, SignInFailures

GRACE = timedelta(days=1)


def delete_old_tokens(now: datetime) -> dict[str, int]:
    """A day after they ended: tokens expired or revoked, failures long forgotten; how many rows of each."""
    expired, _ = AccessToken.objects.filter(expires_at__lt=now - GRACE).delete()
    revoked, _ = AccessToken.objects.filter(revoked_at__lt=now - GRACE).delete()
    failures, _ = SignInFailures.objects.filter(last_at__lt=now - GRACE).delete()
    return {"tokens": expired + revoked, "sign_in_failures": failures}
