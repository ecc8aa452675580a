"""Questions to put to an Official Account when it is connected, before anything is promised to its unit."""

from dataclasses import dataclass

from motcua.messaging.channels.zalo.capabilities import OaType
from motcua.messaging.channels.zalo.client import ZaloClient
from motcua.messaging.channels.zalo.statuses import Outcome, meaning_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for the operator. `ok` False means the account cannot serve as it is."""

    ok: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class OaFacts:
    """What Zalo says about an account; `oa_type` is None for a type nobody has described."""

    oa_id: str
    name: str
    oa_type: OaType | None
    is_verified: bool


def ask_account(client: ZaloClient, *, access_token: str, expected_oa_id: str) -> tuple[OaFacts | None, list[Finding]]:
    """Read `getoa`; the findings say in Vietnamese what must be put right."""
    called = client.get_oa(access_token=access_token)
    if called.outcome is not Outcome.DONE or called.data is None:
        advice = meaning_of(called.code).advice if called.code is not None else "Không nối được tới Zalo."
        return None, [Finding(False, f"Zalo không cho biết thông tin OA. {advice}")]
    data = called.data
    facts = OaFacts(
        oa_id=str(data.get("oa_id") or data.get("oaid") or ""),
        name=str(data.get("name") or ""),
        oa_type=_type_of(data.get("oa_type")),
        is_verified=data.get("is_verified") in (True, "true", 1),
    )
    return facts, [*_judge(facts, expected_oa_id)]


def _judge(facts: OaFacts, expected_oa_id: str) -> list[Finding]:
    findings = []
    if facts.oa_id != expected_oa_id:
        findings.append(Finding(False, "Mã truy cập thuộc về một OA khác. Hãy cấp quyền lại cho đúng OA."))
    if facts.oa_type is None:
        findings.append(Finding(False, "Loại OA chưa rõ. Hãy gửi một tin thử trước khi mở cho người dân."))
    if facts.oa_type is OaType.STATE_AGENCY:
        findings.append(Finding(True, "OA cơ quan nhà nước: hãy gửi một tin thử, hệ thống tự chọn API phù hợp."))
    if not facts.is_verified:
        findings.append(Finding(False, "OA chưa được xác thực, nên một số chức năng bị Zalo từ chối."))
    return findings


def _type_of(value: object) -> OaType | None:
    try:
        return OaType(int(str(value)))
    except ValueError:
        return None
