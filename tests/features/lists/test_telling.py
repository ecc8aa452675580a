"""Who agreed and matches a row is told once, and nothing of the row is said."""

from datetime import timedelta

import pytest

from motcua.features.lists import operations, queries, row_operations, telling
from motcua.features.lists.models import ListNotice, ListRow
from motcua.foundation.citizens import consent_operations
from motcua.foundation.citizens.models import ChannelIdentity, Person
from motcua.messaging.channels import outbox
from motcua.messaging.channels.models import ConversationState, OaAccount, OutboxMessage
from motcua.messaging.channels.webchat.operations import open_account
from tests import factories
from tests.factories import NOW
from tests.features.lists.made import HAI, MAU, leader, published, writer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def account(unit) -> OaAccount:
    return open_account(unit=unit, name="Công an quận Mẫu", is_demo=True, valid_from=NOW.date())


def follower(unit, account: OaAccount, name: str = "Nguyễn Thị Mẫu", *, agrees: bool = True, **born: object) -> Person:
    """Somebody who writes to the unit, and agreed to notices or not."""
    person = factories.citizen(unit, name, **born)[1]
    ChannelIdentity.objects.create(
        citizen_id=person.holder_id, channel="webchat", account=account.oa_id, external_id=f"w-{person.pk}"
    )
    ConversationState.objects.create(account=account, external_id=f"w-{person.pk}", last_event_at=NOW)
    if agrees:
        consent_operations.give_consents(citizen_id=person.holder_id, purposes=["notices"], channel="web", now=NOW)
    return person


def said() -> list[str]:
    return [outbox.read_reply(bytes(one.reply_sealed)).text for one in OutboxMessage.objects.order_by("pk")]


def test_a_consenting_follower_who_matches_is_told_once(unit, account) -> None:
    the_list = published(unit, rows=(MAU, HAI))
    person = follower(unit, account)
    follower(unit, account, "Người Khác")
    assert telling.tell_due_lists(NOW + DAY) == 1
    [text] = said()
    assert "N. T. M***" in text and f"/u/{unit.slug}/lists/{the_list.slug}/" in text
    for secret in ("Sai số nhà", "1 đường Mẫu", "GH-0001", "Nguyễn"):
        assert secret not in text
    assert ListNotice.objects.get().citizen_id == person.holder_id
    assert telling.tell_due_lists(NOW + 3 * DAY) == 0
    assert len(said()) == 1


@pytest.mark.parametrize("case", ["no consent", "switched off", "closed row", "namesake", "another birthday"])
def test_nobody_else_is_told(unit, account, case: str) -> None:
    rows = (MAU, (*MAU[:2], "GH-0009", *MAU[3:])) if case == "namesake" else (MAU,)
    published(unit, rows=rows, tells_followers=case != "switched off")
    born = {"born": NOW.date().replace(year=1991)} if case == "another birthday" else {}
    follower(unit, account, agrees=case != "no consent", **born)
    if case == "closed row":
        row_operations.close(unit_id=unit.pk, row_id=ListRow.objects.get().pk, end="fixed", by=writer(unit), now=NOW)
    assert telling.tell_due_lists(NOW + DAY) == 0
    assert said() == []


def test_who_cannot_be_written_to_now_is_tried_again(unit) -> None:
    published(unit, rows=(MAU,))
    person = factories.citizen(unit)[1]
    consent_operations.give_consents(citizen_id=person.holder_id, purposes=["notices"], channel="web", now=NOW)
    assert telling.tell_due_lists(NOW + DAY) == 0
    assert not ListNotice.objects.get().sent
    account = open_account(unit=unit, name="Công an quận Mẫu", is_demo=True, valid_from=NOW.date())
    ChannelIdentity.objects.create(
        citizen_id=person.holder_id, channel="webchat", account=account.oa_id, external_id="w-1"
    )
    assert telling.tell_due_lists(NOW + 3 * DAY) == 1


def test_what_became_of_a_proposal_is_told_to_her(unit, account) -> None:
    the_list = published(unit, rows=(MAU,))
    person = follower(unit, account)
    definition = queries.published(unit.pk, the_list.slug)
    asked = row_operations.ask_correction(
        definition=definition, row_id=ListRow.objects.get().pk, typed={"dia_chi": "9 đường Mới"},
        citizen_id=person.holder_id, now=NOW,
    )  # fmt: skip
    row_operations.refuse(
        unit_id=unit.pk, request_id=asked.id, reason="Thiếu số nhà.", by=writer(unit), now=NOW
    )  # fmt: skip
    assert "Lý do: Thiếu số nhà." in said()[0]
    assert "9 đường Mới" not in said()[0]


def test_a_withdrawn_list_tells_nobody(unit, account) -> None:
    the_list = published(unit, rows=(MAU,))
    follower(unit, account)
    operations.withdraw(
        unit_id=unit.pk, version_id=the_list.versions.get().pk, note="Xong", by=leader(unit), now=NOW
    )  # fmt: skip
    assert telling.tell_due_lists(NOW + DAY) == 0
