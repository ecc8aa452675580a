"""`motcua knowledge …`: the answering engine from the command line."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Hỏi đáp: thử bộ trả lời trên một danh sách bất kỳ.")

_File = typer.Option(exists=True, dir_okay=False, readable=True)


@app.command()
def score(
    faq: Annotated[Path, _File],
    messages: Annotated[Path, _File],
    as_json: Annotated[bool, typer.Option("--json", help="Mỗi tin nhắn một dòng JSON.")] = False,
) -> None:
    """Trả lời từng tin nhắn của một tệp theo một danh sách hỏi đáp."""
    import json

    from motcua.features.knowledge.scoring import UnreadableFile, score_files

    try:
        for found in score_files(faq, messages):
            typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _line(found))
    except (UnreadableFile, UnicodeDecodeError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@app.command()
def load(
    folder: Annotated[Path | None, typer.Argument(exists=True, file_okay=False, readable=True)] = None,
    unit: Annotated[str, typer.Option(help="Tên ngắn của đơn vị; trống: danh mục dùng chung.")] = "",
) -> None:
    """Nạp câu hỏi và câu trả lời từ các tệp JSON; không nêu thư mục thì nạp danh mục của nhà."""
    import django

    django.setup()
    from motcua.features.knowledge.seeding import SEEDS, BadList, load_seeds
    from motcua.foundation import clock
    from motcua.foundation.offices.queries import unit_by_slug

    owner = unit_by_slug(unit) if unit else None
    if unit and owner is None:
        typer.echo(f"Không có đơn vị {unit}.", err=True)
        raise typer.Exit(2)
    try:
        done = load_seeds(folder or SEEDS, clock.now(), owner.pk if owner else None)
    except BadList as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{done.entries} câu hỏi, {done.changed} câu mới hoặc đã đổi.")


def _line(found: dict[str, object]) -> str:
    return f"{found['decision']:<6} {found['confidence']:.2f}  {found['best']}"
