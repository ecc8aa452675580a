"""`motcua import …`: lists from the command line, through the same steps as the console."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from motcua.workflows.imports.models import ImportRun

app = typer.Typer(no_args_is_help=True, help="Nhập danh sách từ tệp Excel hoặc CSV.")

_File = typer.Argument(exists=True, dir_okay=False, readable=True)
_DOING = {"planning": "Xem thử", "writing": "Nhập"}


class _Bar:
    """A progress bar that a step moves."""

    attempt = 0

    def __init__(self, progress: "Progress", task: "TaskID") -> None:
        self._progress, self._task = progress, task

    def tick(self, done: int, total: int) -> None:
        """So many rows of about so many."""
        self._progress.update(self._task, completed=done, total=total)


@app.command()
def dossiers(
    file: Annotated[Path, _File],
    unit: Annotated[str, typer.Option(help="Tên ngắn của đơn vị.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem thử, không ghi gì.")] = False,
    stop_on_bad: Annotated[bool, typer.Option("--stop-on-bad", help="Có dòng lỗi thì không nhập gì.")] = False,
    columns: Annotated[list[str] | None, typer.Option("--map", help="Cột: full_name=Họ tên, stage==Đã có thẻ.")] = None,
    errors: Annotated[Path | None, typer.Option(help="Nơi ghi file lỗi (.xlsx).")] = None,
) -> None:
    """Nhập hồ sơ. --map KHÓA=TÊN CỘT ghép một cột, --map KHÓA==GIÁ TRỊ đặt một giá trị cho cả tệp."""
    import django

    django.setup()
    from motcua.foundation import clock
    from motcua.foundation.offices.queries import unit_by_slug
    from motcua.workflows.imports import by_hand
    from motcua.workflows.imports.books import Unreadable
    from motcua.workflows.imports.error_file import error_file
    from motcua.workflows.imports.targets import Scope

    owner = unit_by_slug(unit)
    if owner is None:
        _fail(f"Không có đơn vị {unit}.")
    try:
        run = by_hand.receive(file, Scope(owner.pk), "dossiers", columns or [], clock.now())
        typer.echo(f"{run.file_name}: trang {run.sheet_names[run.sheet]}, tiêu đề ở dòng {run.header_row}.", err=True)
        for key, place in run.places.items():
            typer.echo(f"  {key:<16} ← {run.labels[place]}", err=True)
        if dry_run or stop_on_bad:
            run = _with_bar(run, "planning")
        if not dry_run and not (stop_on_bad and run.bad_rows):
            run = _with_bar(run, "writing")
        if errors and run.bad_rows:
            errors.write_bytes(error_file(run))
    except (Unreadable, by_hand.CannotImport) as error:
        _fail(str(error))
    _tell(run, errors)
    if stop_on_bad and run.bad_rows:
        raise typer.Exit(1)


def _with_bar(run: "ImportRun", step: str) -> "ImportRun":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from motcua.foundation import clock
    from motcua.workflows.imports import by_hand

    bars = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("còn"),
        TimeRemainingColumn(),
    )
    with Progress(*bars, console=Console(stderr=True)) as progress:
        task = progress.add_task(_DOING[step], total=run.total_rows)
        return by_hand.do(run, step, _Bar(progress, task), clock.now())


def _tell(run: "ImportRun", errors: Path | None) -> None:
    done = "Đã nhập" if run.written_at else "Xem thử, chưa ghi gì"
    typer.echo(f"{done}: {run.new_rows} mới, {run.changed_rows} thay đổi, {run.same_rows} như cũ, {run.bad_rows} lỗi.")
    for kind, many in run.tally.get("faults", {}).items():
        typer.echo(f"  {many:>8}  {kind}")
    for kind, many in run.tally.get("mended", {}).items():
        typer.echo(f"  {many:>8}  {kind}")
    if errors and run.bad_rows:
        typer.echo(f"File lỗi: {errors}")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
