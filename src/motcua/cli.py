"""The command `motcua`. Heavy things are imported by the command that needs them."""

import os
import signal
import sys
import threading
from typing import Annotated, NoReturn

import typer

from motcua import channels_cli, imports_cli, knowledge_cli
from motcua.foundation.config import ConfigError, config

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Một Cửa: cửa sổ phục vụ trong ứng dụng người dân đang dùng."
)
app.add_typer(knowledge_cli.app, name="knowledge")
app.add_typer(channels_cli.app, name="zalo")
app.add_typer(imports_cli.app, name="import")


def main() -> None:
    """Run, and say a configuration error as one sentence (exit status 2)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
    try:
        app()
    except ConfigError as error:
        _fail(error.sentence)


@app.command()
def demo(reset: Annotated[bool, typer.Option(help="Xóa dữ liệu chạy thử và bắt đầu lại.")] = False) -> None:
    """Chạy thử cả hệ thống trên máy này, không cần mạng."""
    from motcua.demo.stage import DemoFailed, Stage
    from motcua.demo.table import print_table

    stage = Stage(config(), say=lambda sentence: typer.echo(sentence, err=True))
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: _interrupt(ended))
    try:
        stage.raise_curtain(reset=reset)
        print_table(config())
        _fail(stage.watch())
    except DemoFailed as error:
        _fail(str(error))
    except KeyboardInterrupt:
        typer.echo("\nĐang dừng …", err=True)
    finally:
        stage.drop_curtain()


def _interrupt(ended: threading.Event) -> None:
    """The first Ctrl-C stops the demo; further ones do not disturb the stopping."""
    if not ended.is_set():
        ended.set()
        raise KeyboardInterrupt


@app.command(hidden=True)
def demo_data() -> None:
    """Cập nhật cấu trúc cơ sở dữ liệu và nạp dữ liệu mẫu."""
    _django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from motcua.demo.crowd import fill_morning
    from motcua.demo.seeds import seed
    from motcua.foundation import clock
    from motcua.tickets.planning import open_planned_shifts

    now = clock.now()
    told = config()
    webhook_url = f"http://127.0.0.1:{told.port}/hooks/zalo"
    seed(now=now, emulator_seed=told.state / "emulator-seed.json", webhook_url=webhook_url)
    open_planned_shifts(now)
    fill_morning(now)


@app.command()
def serve() -> NoReturn:
    """Trang web và cửa nhanh trong một tiến trình (chạy thử, đơn vị nhỏ)."""
    _granian("motcua.rsgi:demo", "rsgi", config().port)


@app.command()
def edge(port: int = 8010) -> NoReturn:
    """Cửa nhanh: lấy số, luồng trực tiếp, webhook (RSGI)."""
    _granian("motcua.rsgi:edge", "rsgi", port)


@app.command()
def web(port: int = 8020) -> NoReturn:
    """Trang web (Django, WSGI)."""
    _granian("motcua.wsgi:application", "wsgi", port)


@app.command()
def worker() -> None:
    """Trả lời tin nhắn, gửi tin, chạy việc định kỳ."""
    _django()
    from motcua.worker import run

    run()


@app.command()
def migrate() -> None:
    """Cập nhật cấu trúc cơ sở dữ liệu."""
    _django()
    from django.core.management import call_command

    call_command("migrate")


@app.command()
def init() -> None:
    """Tạo khóa bí mật của bản cài đặt này nếu chưa có."""
    from motcua.foundation.secrets import create_key_file

    create_key_file(config().secret_key_file)
    typer.echo(f"Khóa: {config().secret_key_file}")


# Open streams would hold a stopping server for ever, hence the kill timeout.
SERVER_FLAGS = (
    "--workers", "1", "--http", "1", "--no-ws", "--backlog", "2048", "--log-level", "warning",
    "--workers-kill-timeout", "3",
)  # fmt: skip
RSGI_FLAGS = ("--interface", "rsgi", "--factory", "--loop", "uvloop")
WSGI_FLAGS = ("--interface", "wsgi", "--blocking-threads", "8")


def _granian(target: str, interface: str, port: int) -> NoReturn:
    """Become the server: one process fewer than starting it as a child."""
    host = os.environ.get("MOTCUA_HOST", "127.0.0.1")
    flags = [*SERVER_FLAGS, *(RSGI_FLAGS if interface == "rsgi" else WSGI_FLAGS), "--host", host, "--port", str(port)]
    os.execv(sys.executable, [sys.executable, "-m", "granian", *flags, target])  # noqa: S606


def _django() -> None:
    import django

    if not config().database_url:
        raise ConfigError("MOTCUA_DATABASE_URL is missing: give the address of a PostgreSQL 15 or newer.")
    django.setup()


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(2)
