"""How long a list takes from the bytes of its file to committed dossiers, beside the floor in the same minutes.

The floor: calamine reads the same file and COPY writes the same cells into a plain table. The product: the file is
received, its header found, its rows cleaned, judged, sealed and written, by the steps that the worker runs. Each runs
in a process of its own, in turns.

python -m benchmarks.imports [--rows 47000] [--rounds 3] [--million]
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.sheets import write_sheet
from benchmarks.stage import ROOT, Document, Stage, enter_django, hand_over, machine, median, staged

_ASKED_RATIO, _HOPED_RATIO, _ASKED_MB = 5, 2, 400
_MILLION = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description="Imports beside their floor.")
    parser.add_argument("--rows", type=int, default=47_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--million", action="store_true", help="also 1,000,000 rows, for peak memory")
    parser.add_argument("--part", choices=("floor", "product"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--unit", type=int, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.part:
        print(json.dumps(_floor(told.file) if told.part == "floor" else _product(told.file, told.unit)))
        return
    with staged("imports") as stage:
        _run(stage, told.rows, told.rounds, told.million)


def _run(stage: Stage, rows: int, rounds: int, million: bool) -> None:
    about = machine()
    enter_django(stage)
    file = stage.folder / "list.xlsx"
    write_sheet(file, rows)
    measured = []
    for _ in range(rounds):
        floor = _part(stage, "floor", file)
        product = _part(stage, "product", file, _fresh_unit())
        measured.append({"floor": floor, "product": product})
    floor_s = median([float(str(one["floor"]["s"])) for one in measured])
    end_to_end_s = median([float(str(one["product"]["s"])) for one in measured])
    document: Document = {
        "benchmark": "imports", "machine": about, "server": stage.server_settings(), "rows": rows,
        "file_mb": round(file.stat().st_size / 2**20, 1), "floor_s": round(floor_s, 3),
        "end_to_end_s": round(end_to_end_s, 3), "ratio": round(end_to_end_s / floor_s, 2),
        "asked_ratio": _ASKED_RATIO, "hoped_ratio": _HOPED_RATIO,
        "peak_mb": max(float(str(one["product"]["peak_mb"])) for one in measured), "rounds": measured,
    }  # fmt: skip
    if million:
        write_sheet(file, _MILLION)
        document["million"] = _part(stage, "product", file, _fresh_unit())
        document["million_file_mb"] = round(file.stat().st_size / 2**20, 1)
        document["asked_peak_mb"] = _ASKED_MB
    names = ("rows", "floor_s", "end_to_end_s", "ratio", "peak_mb", *(("million",) if million else ()))
    hand_over(document, [(name, document[name]) for name in names])


def _part(stage: Stage, part: str, file: Path, unit: int = 0) -> Document:
    command = [sys.executable, "-m", "benchmarks.imports", "--part", part, "--file", str(file), "--unit", str(unit)]
    done = subprocess.run(command, env=stage.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: Document = json.loads(done.stdout)
    return answer


def _fresh_unit() -> int:
    from datetime import date

    from motcua.foundation.offices.models import OrgUnit, UnitKind

    slug = f"mau-{OrgUnit.objects.count() + 1}"
    made = OrgUnit.objects.create(slug=slug, kind=UnitKind.DISTRICT_POLICE, valid_from=date(2000, 1, 1))
    return int(made.pk)


def _floor(file: Path) -> Document:
    """Nothing but the file's cells, read by calamine and copied into a table of text columns."""
    import psycopg
    from python_calamine import CalamineWorkbook

    from motcua.foundation.config import config

    with psycopg.connect(config().database_url) as connection:
        connection.execute("DROP TABLE IF EXISTS floor")
        connection.execute("CREATE TABLE floor (a text, b text, c text, d text, e text, f text, g text, h text)")
        connection.commit()
        began = time.monotonic()
        rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python(skip_empty_area=False)
        read_s = time.monotonic() - began
        with connection.cursor() as cursor, cursor.copy("COPY floor FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
        spent = time.monotonic() - began
    return {"s": round(spent, 3), "read_s": round(read_s, 3), "peak_mb": _peak_mb(), "rows": len(rows)}


def _product(file: Path, unit: int) -> Document:
    """The bytes of the file to committed dossiers."""
    import django

    django.setup()
    from django.db import connection

    from motcua.foundation import clock
    from motcua.workflows.imports import by_hand
    from motcua.workflows.imports.reporting import Quiet
    from motcua.workflows.imports.targets import Scope

    connection.ensure_connection()
    now = clock.now()
    empty_mb = _peak_mb()
    began = time.monotonic()
    run = by_hand.receive(file, Scope(unit), "dossiers", [], now)
    received_s = time.monotonic() - began
    run = by_hand.do(run, "writing", Quiet(), now)
    spent = time.monotonic() - began
    return {
        "s": round(spent, 3), "received_s": round(received_s, 3), "peak_mb": _peak_mb(), "empty_mb": empty_mb,
        "new": run.new_rows, "bad": run.bad_rows, "rows_per_s": round(run.new_rows / spent),
    }  # fmt: skip


def _peak_mb() -> float:
    """The most memory this process ever had resident."""
    status = Path("/proc/self/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)


if __name__ == "__main__":
    main()
