"""What the demo prints when it is ready: four doors, addresses and logins."""

from rich.console import Console
from rich.table import Table

from motcua.foundation.config import Config

SAMPLE = "BẢN CHẠY THỬ – DỮ LIỆU MẪU. Không phải trang của cơ quan Công an."
PASSWORD = "motcua-demo-1"  # noqa: S105  (the demo's own, shown on purpose)


def print_table(config: Config) -> None:
    """One table: what, where, and how to sign in."""
    emulator = f"http://localhost:{config.emulator_port}"
    table = Table(title="Một Cửa đang chạy", caption=f"{SAMPLE}\nNhấn Ctrl-C để dừng.", show_lines=True)
    table.add_column("Cửa", no_wrap=True)
    table.add_column("Địa chỉ", no_wrap=True)
    table.add_column("Đăng nhập", no_wrap=True)
    table.add_row("Điện thoại của người dân", f"{emulator}/phone/", "chọn Nguyễn Thị Mẫu")
    table.add_row("Trang web của người dân", f"{config.base_url}/u/cong-an-quan-4/", "không cần")
    table.add_row("Bàn gọi số (quầy 3)", f"{config.base_url}/console/", f"quan4.quay3 / {PASSWORD}")
    table.add_row("Hộp thư, duyệt câu trả lời", f"{config.base_url}/console/inbox/", f"quan4.truong / {PASSWORD}")
    table.add_row("Kênh Zalo của đơn vị", f"{config.base_url}/console/channels/", f"quan4.quantri / {PASSWORD}")
    table.add_row("Bảng tivi", f"{config.base_url}/display/1/", "không cần")
    table.add_row("Quản trị", f"{config.base_url}/admin/", f"quantri / {PASSWORD}")
    table.add_row("Quản lý OA (mô phỏng)", f"{emulator}/manager/", "không cần")
    Console(width=110).print(table)
