"""A crowd that is already signed in: citizens, persons and sessions in bulk, and the tokens for the load driver."""

import base64
import hashlib
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.stage import Stage

_SEED = 20220722


@dataclass(frozen=True, slots=True)
class Crowd:
    """`tokens` has one 43-character token a line, in no order of the database."""

    unit_id: int
    size: int
    tokens: Path

    def tokens_from(self, first: int) -> list[str]:
        """The tokens nobody has used yet, when `first` are used up."""
        with self.tokens.open() as file:
            file.seek(first * 44)
            return file.read().split()


def gather(stage: Stage, unit_id: int, size: int, now: datetime) -> Crowd:
    """Make `size` citizens of a unit, each with herself as the person served and one session."""
    path = stage.folder / "tokens.txt"
    tokens = [_token(number) for number in range(size)]
    with stage.connect() as connection:
        connection.execute("CREATE TEMP TABLE arriving (id bigint GENERATED ALWAYS AS IDENTITY, token text)")
        with connection.cursor() as cursor, cursor.copy("COPY arriving (token) FROM STDIN") as copy:
            copy.write("\n".join(tokens) + "\n")
        connection.execute("INSERT INTO citizen (id, unit_id) SELECT id, %s FROM arriving", [unit_id])
        connection.execute(
            """INSERT INTO person (id, holder_id, place, relation, full_name, birth_year, birth_month, birth_day,
                 born_earliest, phone_encrypted)
               SELECT id, id, 1, 'self', 'Nguyễn Thị Mẫu ' || id, 1990, 8, 5, '1990-08-05', '' FROM arriving"""
        )
        connection.execute(
            """INSERT INTO citizen_session (token_hash, citizen_id, expires_at)
               SELECT sha256(token::bytea), id, %s FROM arriving""",
            [now + timedelta(days=1)],
        )
        for table in ("citizen", "person"):
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [size])  # type: ignore[arg-type]  # table is a literal above
        for table in ("citizen", "person", "citizen_session"):
            connection.execute(f"VACUUM ANALYZE {table}")  # type: ignore[arg-type]  # as above
        connection.execute("CHECKPOINT")
    random.Random(_SEED).shuffle(tokens)
    path.write_text("\n".join(tokens) + "\n")
    return Crowd(unit_id, size, path)


def _token(number: int) -> str:
    digest = hashlib.blake2b(number.to_bytes(8, "big"), key=b"benchmark crowd", digest_size=32).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
