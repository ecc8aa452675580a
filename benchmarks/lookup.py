"""Tra cứu among millions: look-ups a second over HTTP, beside the bare route and beside a raw indexed SELECT.

python -m benchmarks.lookup [--rows 10000000] [--small 10000] [--seconds 8] [--rounds 3] [--connections 32]

A look-up here is the whole of it: the citizen's session, the limits counted, the dossier found, the answer kept at an
address of its own, the look-up settled and audited, all on disk. `growth` is how many times fewer are answered a second
at `rows` than at `small`. Filling ten million rows takes some minutes and six gigabytes.
"""

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import load
from benchmarks.stage import (
    Document,
    Stage,
    enter_django,
    free_port,
    hand_over,
    machine,
    median,
    staged,
    wait_until_answers,
)

_CITIZENS = 2000
_ASKED_GROWTH = 1.5
_WITHOUT_LIMIT = 2_000_000_000
_BATCH = 1_000_000
# Person n: 65,536 given names of letters only, each with births that differ; as benchmarks/lookup.lua types them.
_NAME = "translate(to_hex({n} % 65536), '0123456789abcdef', 'abcdefghijklmnop')"
_YEAR, _MONTH = "1940 + ({n} / 65536) % 70", "1 + ({n} / 65536 / 70) % 12"
_FILL = f"""
INSERT INTO dossier (unit_id, code, full_name, name_key, birth_year, birth_month, birth_day, stage, source, as_of,
    since, changed_at, identity_hash, slip_hash, told_sealed, received_on, promised_on)
SELECT {{unit}}, 'H' || n, 'Nguyễn Văn ' || {_NAME.format(n="n")}, 'nguyễn văn ' || {_NAME.format(n="n")},
    {_YEAR.format(n="n")}, {_MONTH.format(n="n")}, 1, 'processing', 'import', now(), now(), now(),
    sha256(('i' || n)::bytea), sha256(('s' || n)::bytea), sha256(n::text::bytea) || sha256(n::text::bytea),
    current_date - 3, current_date + 7
FROM generate_series({{first}}, {{last}}) AS n
"""
_RAW_SELECT = f"""
\\set n random(1, :rows)
SELECT id, stage, reason, place, as_of FROM dossier
WHERE unit_id = :unit AND name_key = 'nguyễn văn ' || {_NAME.format(n=":n")} AND birth_year = {_YEAR.format(n=":n")}
  AND birth_month IN (0, {_MONTH.format(n=":n")}) AND birth_day IN (0, 1) AND retracted_at IS NULL
ORDER BY as_of DESC LIMIT 24;
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lookup", description="Look-ups among many dossiers.")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=32)
    told = parser.parse_args()
    load.find_wrk()
    document: Document = {"benchmark": "lookup", "machine": machine(), "rows": told.rows}
    with staged("lookup") as stage:
        enter_django(stage)
        unit, path = _office()
        tokens = _tokens(stage, unit)
        url = _served(stage, path)
        _fill(stage, unit, 1, told.small)
        few = [_look_up(stage, url, path, tokens, told.small, told) for _ in range(told.rounds)]
        _fill(stage, unit, told.small + 1, told.rows)
        rounds = [_round(stage, unit, url, path, tokens, told) for _ in range(told.rounds)]
        document |= {**_figures(few, rounds), "rounds": rounds, "database": stage.server_settings()}
    names = ("lookups_per_s", "raw_select_per_s", "bare_route_per_s", "ratio_bare", "p99_ms", "growth", "other")
    hand_over(document, [(name, document[name]) for name in names])


def _office() -> tuple[int, str]:
    """A unit without limits, and the address of its look-up."""
    from motcua.foundation.inquiries.models import InquiryLimit
    from motcua.foundation.inquiries.rules import Scope
    from motcua.foundation.offices.models import OrgUnit, OrgUnitName, UnitKind

    since = datetime.now(UTC) - timedelta(days=1)
    unit = OrgUnit.objects.create(slug="mau", kind=UnitKind.DISTRICT_POLICE, valid_from=since.date())
    OrgUnitName.objects.create(unit=unit, name="Công an Mẫu", short_name="Công an Mẫu", valid_from=since.date())
    InquiryLimit.objects.bulk_create(
        InquiryLimit(unit=unit, scope=scope, many=_WITHOUT_LIMIT, since=since) for scope in Scope
    )
    return unit.pk, "/u/mau/lookup/"


def _tokens(stage: Stage, unit: int) -> Path:
    """A file of signed-in citizens' tokens, 43 characters a line."""
    from motcua.foundation import secrets
    from motcua.foundation.citizens.models import Citizen, CitizenSession

    until = datetime.now(UTC) + timedelta(days=1)
    citizens = Citizen.objects.bulk_create(Citizen(unit_id=unit) for _ in range(_CITIZENS))
    tokens = [secrets.new_token() for _ in citizens]
    CitizenSession.objects.bulk_create(
        CitizenSession(token_hash=secrets.token_hash(token), citizen=citizen, expires_at=until)
        for token, citizen in zip(tokens, citizens, strict=True)
    )
    path = stage.folder / "tokens"
    path.write_text("".join(f"{token}\n" for token in tokens))
    return path


def _served(stage: Stage, path: str) -> str:
    port = free_port()
    process = stage.start(sys.executable, "-m", "motcua", "web", "--port", str(port), name="web")
    url = f"http://127.0.0.1:{port}"
    wait_until_answers(stage, process, "web", f"{url}{path}", 30)
    return url


def _fill(stage: Stage, unit: int, first: int, last: int) -> None:
    began = time.monotonic()
    with stage.connect() as connection:
        for start in range(first, last + 1, _BATCH):
            connection.execute(_FILL.format(unit=unit, first=start, last=min(start + _BATCH - 1, last)))  # type: ignore[arg-type]  # numbers of ours
        connection.execute("VACUUM (ANALYZE) dossier")
        connection.execute("CHECKPOINT")
    print(f"filled to {last} in {time.monotonic() - began:.0f} s", file=sys.stderr)


def _look_up(
    stage: Stage, url: str, path: str, tokens: Path, rows: int, told: argparse.Namespace
) -> load.WrkResult:  # fmt: skip
    return load.wrk(
        url, "lookup.lua", tokens, _CITIZENS, rows, path, connections=told.connections, seconds=told.seconds,
        folder=stage.folder,
    )  # fmt: skip


def _round(
    stage: Stage, unit: int, url: str, path: str, tokens: Path, told: argparse.Namespace
) -> dict[str, load.WrkResult | float]:
    """The three in the same minute."""
    bare = load.wrk(
        f"{url}/assets/citizen.css", "plain.lua", connections=told.connections, seconds=told.seconds,
        folder=stage.folder,
    )  # fmt: skip
    asked = _look_up(stage, url, path, tokens, told.rows, told)
    raw = _RAW_SELECT.replace(":unit", str(unit)).replace(":rows", str(told.rows))
    return {"bare": bare, "lookups": asked, "raw_select_per_s": load.pgbench(stage, raw, seconds=told.seconds)}


def _figures(few: list[load.WrkResult], rounds: list[dict[str, load.WrkResult | float]]) -> Document:
    many = [one["lookups"] for one in rounds if isinstance(one["lookups"], dict)]
    bare = [one["bare"] for one in rounds if isinstance(one["bare"], dict)]
    lookups, bare_route = median(_rates(many)), median(_rates(bare))
    return {
        "lookups_per_s": round(lookups),
        "raw_select_per_s": round(median([float(one["raw_select_per_s"]) for one in rounds])),  # type: ignore[arg-type]  # pgbench's is a figure
        "bare_route_per_s": round(bare_route),
        "ratio_bare": round(lookups / bare_route, 3),
        "p99_ms": round(median([one["p99_ms"] for one in many]), 1),
        "growth": round(median(_rates(few)) / lookups, 2),
        "asked_growth": _ASKED_GROWTH,
        "other": sum(int(one["other"] + one["broken"]) for one in (*few, *many)),
    }


def _rates(results: list[load.WrkResult]) -> list[float]:
    return [one["requests"] / one["seconds"] for one in results]


if __name__ == "__main__":
    main()
