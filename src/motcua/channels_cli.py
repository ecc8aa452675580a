"""`motcua zalo …`: the accounts of this installation from the command line."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Kênh Zalo: kiểm tra và nối Official Account.")


@app.command()
def check(
    ask: Annotated[bool, typer.Option(help="Hỏi Zalo trước khi báo.")] = True,
) -> None:
    """Kiểm tra mọi OA; kết thúc với mã 1 khi có điều cản người dân."""
    _django()
    from motcua.foundation import clock
    from motcua.messaging.channels.models import OaAccount
    from motcua.messaging.channels.zalo import checkup, health, port
    from motcua.messaging.channels.zalo.checks import Level

    now, broken = clock.now(), False
    for account in OaAccount.objects.filter(channel="zalo").select_related("app").order_by("name"):
        if ask:
            checkup.ask(port.zalo_client(), account=account, now=now)
            account.refresh_from_db()
        typer.echo(f"{account.name} ({account.oa_id})")
        for finding in health.findings_of(account, now):
            broken = broken or finding.level is Level.BAD
            typer.echo(f"  {_MARKS[finding.level.value]} {finding.title}: {finding.sentence}")
    raise typer.Exit(1 if broken else 0)


@app.command()
def connect(oa_id: str, unit: Annotated[str, typer.Option(help="Tên ngắn trong địa chỉ của đơn vị.")]) -> None:
    """Khai báo một OA và dán cặp mã từ API Explorer, khi chưa dùng được trang cấp quyền."""
    _django()
    from motcua.foundation import clock
    from motcua.foundation.offices.queries import unit_by_slug
    from motcua.messaging.channels.zalo import operations
    from motcua.messaging.channels.zalo.operations import Keys

    office, now = unit_by_slug(unit), clock.now()
    if office is None:
        typer.echo(f"Không có đơn vị '{unit}'.", err=True)
        raise typer.Exit(2)
    keys = Keys(
        app_id=typer.prompt("Mã ứng dụng"),
        app_secret=typer.prompt("Khóa bí mật của ứng dụng", hide_input=True),
        oa_secret_key=typer.prompt("OA Secret Key", hide_input=True),
    )
    try:
        account = operations.connect(
            unit=office, oa_id=oa_id, name=typer.prompt("Tên OA"), keys=keys, by=0, now=now
        )  # fmt: skip
        operations.paste_pair(
            account=account, access_token=typer.prompt("Access token", hide_input=True),
            refresh_token=typer.prompt("Refresh token", hide_input=True), by=0, now=now,
        )  # fmt: skip
    except (operations.BadKeys, operations.AccountTaken, operations.AppShared) as trouble:
        typer.echo(type(trouble).__doc__ or str(trouble), err=True)
        raise typer.Exit(2) from trouble
    typer.echo("Đã lưu. Chạy 'motcua zalo check' để kiểm tra.")


_MARKS = {"ok": "[tốt]", "unsure": "[chưa rõ]", "warn": "[chú ý]", "bad": "[HỎNG]"}


def _django() -> None:
    import django

    django.setup()
