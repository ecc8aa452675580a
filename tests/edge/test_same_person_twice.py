"""One citizen on two devices presses at one moment: one number, also when both presses ride in one list."""

import asyncio
from datetime import timedelta

import pytest

from motcua.edge.callers import Callers
from motcua.edge.database import Link
from motcua.edge.metrics import Figures
from motcua.edge.take import Announcer, TakeNumber, _Asked
from motcua.foundation import clock
from motcua.foundation.citizens.link_operations import sign_in_citizen
from motcua.foundation.secrets import token_hash
from motcua.tickets import streams
from motcua.tickets.callers import Claim
from motcua.tickets.door import Press
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_devices_of_one_citizen_get_one_number(database_url):
    now, hour = clock.now(), timedelta(hours=1)
    shift = factories.shift(
        on=clock.local_date(now), starts_at=now - hour, ends_at=now + hour, opens_at=now - 2 * hour, now=now
    )
    citizen, _ = factories.citizen(shift.unit)
    tokens = [sign_in_citizen(citizen_id=citizen.pk, now=now) for _ in range(2)]
    press = Press(shift=shift.pk, person=None, priority=False, is_form=False, key="")

    async def ride() -> list[tuple[int, object]]:
        link = Link(database_url, "test", pooled=False)
        door = TakeNumber(link, Callers(link), "http://localhost", Announcer(link, streams.CHANNEL), Figures({}))
        asked = [_Asked(press, Claim(True, token_hash(token), by_cookie=True)) for token in (*tokens, "nobody's")]
        answers = await door._serve(asked)
        await door.close()
        await link.close()
        return [(one.status, one.body.get("display")) for one in answers]

    first, second, stranger = asyncio.run(ride())
    assert {first[1], second[1]} == {"A001"}
    assert sorted([first[0], second[0]]) == [200, 201]
    assert stranger == (401, None)
