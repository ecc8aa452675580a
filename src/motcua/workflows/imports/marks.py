"""What a run made or changed in a target that keeps no record of runs itself, so that it can be taken back."""

import json
from collections.abc import Mapping

from motcua.foundation.secrets import decrypt, encrypt
from motcua.workflows.imports.models import MadeRow

_FORMER = "import_made_row.former"


def mark(run_id: int, subject_id: int, former: Mapping[str, object] | None = None) -> None:
    """The run made this row, or changed it from `former`. The first mark of a row counts."""
    sealed = encrypt(json.dumps(former, ensure_ascii=False).encode(), _FORMER) if former is not None else b""
    MadeRow.objects.get_or_create(run_id=run_id, subject_id=subject_id, defaults={"former": sealed})


def marks(run_id: int) -> list[tuple[int, dict[str, object] | None]]:
    """Row and what it was before, None for one that was new; the latest first."""
    made = MadeRow.objects.filter(run_id=run_id).order_by("-pk").values_list("subject_id", "former")
    return [(subject, json.loads(decrypt(bytes(sealed), _FORMER)) if sealed else None) for subject, sealed in made]
