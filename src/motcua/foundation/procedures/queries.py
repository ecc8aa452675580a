"""Reads of the catalogue at a date."""

from datetime import date

from django.db.models import Q, QuerySet

from motcua.foundation.procedures import rules
from motcua.foundation.procedures.models import AgeRule, ProcedureText, ServiceLine
from motcua.foundation.procedures.rules import AgeLimit

__all__ = ["age_limit", "born_not_after", "lines_of_unit", "papers_of", "text_of"]


def text_of(procedure_id: int, on: date) -> ProcedureText | None:
    """What the procedure is called and needs on a date."""
    return ProcedureText.objects.filter(_in_force(on), procedure_id=procedure_id).order_by("-valid_from").first()


def papers_of(text: ProcedureText | None) -> tuple[str, ...]:
    """What to bring, one paper each."""
    return tuple(line.strip() for line in (text.papers if text else "").splitlines() if line.strip())


def age_limit(procedure_id: int, on: date) -> AgeLimit | None:
    """The age rule in force on a date, or None."""
    row = AgeRule.objects.filter(_in_force(on), procedure_id=procedure_id).order_by("-valid_from").first()
    return AgeLimit(row.minimum_age, row.below_on_request) if row else None


def born_not_after(procedure_id: int, on: date) -> date | None:
    """The latest birth date a shift of that date serves; copied into its shares when it is opened."""
    return rules.born_not_after(age_limit(procedure_id, on), on)


def lines_of_unit(unit_id: int) -> QuerySet[ServiceLine]:
    """What people queue for at a unit."""
    return ServiceLine.objects.filter(unit_id=unit_id).order_by("prefix")


def _in_force(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
