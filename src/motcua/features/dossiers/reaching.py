"""Messages about a dossier: six digits to whoever is on file, changes to whoever asked to hear of them. Outbox only."""

from datetime import datetime

from motcua.features.dossiers import sealing
from motcua.features.dossiers.models import Dossier, DossierFollow
from motcua.foundation.citizens import queries as citizens
from motcua.foundation.citizens.models import Purpose
from motcua.foundation.clock import local_date
from motcua.messaging.channels import outbox, registry
from motcua.messaging.channels.contract import Template
from motcua.messaging.channels.models import OaBinding
from motcua.messaging.channels.zalo import abilities
from motcua.messaging.dialogue.reply import Reply

__all__ = ["can_send_code", "send_code", "tell_citizen"]

CODE_BLANK = "otp"


def can_send_code(dossier: Dossier, now: datetime) -> bool:
    """Whether there is an account or a phone on file that a code can go to."""
    return bool(_accounts_on_file(dossier)) or _phone_way(dossier, now) is not None


def send_code(dossier: Dossier, code: str, now: datetime, until: datetime) -> bool:
    """To the chat account that proved itself for this dossier before, else to the phone on file by template.

    False when neither can be reached: then only the slip's code opens the details.
    """
    reply = Reply(
        f"Mã xác nhận tra cứu hồ sơ: {code}\n"
        "Mã có hiệu lực 10 phút. Xin ông/bà không đưa mã cho ai, kể cả người xưng là cán bộ."
    )
    for citizen_id in _accounts_on_file(dossier):
        if outbox.enqueue_to_citizen(citizen=citizen_id, reply=reply, kind="reply", now=now, not_after=until):
            return True
    way = _phone_way(dossier, now)
    if way is None:
        return False
    account, template_id, phone = way
    filled = Template(template_id, {CODE_BLANK: code}, phone)
    outbox.enqueue_template(account=account, template=filled, text=reply.text, now=now, not_after=until)
    return True


def tell_citizen(citizen_id: int, text: str, now: datetime) -> bool:
    """A change, to somebody who agreed to messages about her dossiers; False when she did not or is out of reach.

    The outbox keeps to the channel's windows: a message that would be refused ends as such and is not sent anew.
    """
    if not citizens.has_consent(citizen_id, Purpose.NOTICES):
        return False
    return bool(outbox.enqueue_to_citizen(citizen=citizen_id, reply=Reply(text), kind="reply", now=now))


def _accounts_on_file(dossier: Dossier) -> list[int]:
    """Only accounts that showed the second factor once: a name and a birth date put nobody on file."""
    proven = DossierFollow.objects.filter(dossier=dossier, proven=True, ended_at=None).order_by("id")
    return list(proven.values_list("citizen_id", flat=True))


def _phone_way(dossier: Dossier, now: datetime) -> tuple[int, str, str] | None:
    """(account, template, phone as 84…) where the unit has an approved template for codes."""
    phone = sealing.unseal(dossier.told_sealed).details.phone.lstrip("+")
    if not phone:
        return None
    bound = OaBinding.objects.filter(unit_id=dossier.unit_id, valid_to=None, valid_from__lte=local_date(now))
    for binding in bound.select_related("account").order_by("id"):
        if not registry.channel(binding.account.channel).terms(binding.account_id).template_by_phone:
            continue
        for one in abilities.usable_templates(binding.account):
            if one.get("blanks") == [CODE_BLANK]:
                return binding.account_id, str(one.get("id", "")), phone
    return None
