import pytest

from motcua.foundation.audit.models import AuditEvent


@pytest.mark.django_db
def test_the_clone_is_migrated_and_writable():
    AuditEvent.objects.create(tag="ticket:issued", actor_kind="system")
    assert AuditEvent.objects.get().detail == {}
