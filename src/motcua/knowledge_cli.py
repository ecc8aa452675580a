"""`motcua knowledge …`: the answering engine from the command line."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Hỏi đáp: thử bộ trả lời trên một danh sách bất kỳ.")

_File = typer.Option(exists=True, dir_okay=False, readable=True)


@app.callback()
def _knowledge() -> None:
    """Keeps `score` a command of its own while it is the only one."""


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


def _line(found: dict[str, object]) -> str:
    return f"{found['decision']:<6} {found['confidence']:.2f}  {found['best']}"
