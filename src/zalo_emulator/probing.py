"""What the developer console asks of a product's server: a verification file on its domain, life at its webhook."""

import asyncio
import re
import secrets
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from zalo_emulator.world import OfficialAccount

PATIENCE_S = 5.0
MOST_BYTES = 256 * 1024
META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
CODE = re.compile(r"[\w-]{8,64}")


def file_name(account: OfficialAccount) -> str:
    """`zalo_verifier<code>.html`, at the root of the domain; the code is made on first use."""
    if not account.desk.domain_code:
        account.desk.domain_code = secrets.token_urlsafe(18).replace("-", "x").replace("_", "y")
    return f"zalo_verifier{account.desk.domain_code}.html"


def set_code(account: OfficialAccount, code: str) -> bool:
    """A code that a product already serves; False for one that cannot be a code."""
    if not CODE.fullmatch(code):
        return False
    account.desk.domain_code = code
    return True


async def verify_domain(account: OfficialAccount) -> tuple[bool, str]:
    """The file at the root, else the tag on the home page. The sentence is for the manager's screen."""
    name, target = file_name(account), urlsplit(account.desk.domain)
    root = f"{target.scheme}://{target.netloc}/"
    says = "Không tìm thấy tệp hoặc thẻ xác thực."
    for place, where in ((root + name, "tệp ở gốc tên miền"), (root, "thẻ ở trang chủ")):
        status, page = await asyncio.to_thread(_fetch, place)
        if status == 200 and account.desk.domain_code in _codes(page):
            says = f"Đã xác thực bằng {where}."
            account.desk.domain_says = says
            return True, says
        if not status:
            says = "Không kết nối được tới tên miền này."
    account.desk.domain_says = says
    return False, says


async def probe_webhook(address: str) -> tuple[bool, str]:
    """GET must answer 200 (that it is a GET is uncertain)."""
    if not address:
        return False, "Chưa đặt địa chỉ webhook."
    status, _ = await asyncio.to_thread(_fetch, address)
    if status == 200:
        return True, "Webhook trả lời 200."
    return False, f"Webhook trả lời {status}." if status else "Không kết nối được tới webhook."


def _codes(page: str) -> list[str]:
    """Contents of `<meta property="zalo-platform-site-verification" content="…">`; some pages use `name`."""
    found = []
    for tag in META.findall(page):
        told = {name.lower(): value for name, value in re.findall(r"""([\w-]+)\s*=\s*["']([^"']*)["']""", tag)}
        if "zalo-platform-site-verification" in (told.get("property"), told.get("name")):
            found.append(told.get("content", ""))
    return found


def _fetch(address: str) -> tuple[int, str]:
    """Status and text; status 0 = no answer. Only http(s) addresses come here."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:  # noqa: S310
            return int(answer.status), answer.read(MOST_BYTES).decode("utf-8", "replace")
    except urllib.error.HTTPError as refusal:
        return refusal.code, ""
    except (OSError, ValueError):
        return 0, ""
