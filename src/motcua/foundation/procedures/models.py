"""The catalogue: procedures with dated names, papers and age rules, and the lines of service people queue for."""

from django.db import models
from django.db.models import Q

from motcua.foundation.offices.models import OrgUnit


class Procedure(models.Model):
    """Thủ tục hành chính, shared by units."""

    code = models.SlugField(unique=True)

    class Meta:
        db_table = "procedure"

    def __str__(self) -> str:
        return self.code


class ProcedureText(models.Model):
    """What a procedure is called and what to bring, from when to when ("CCCD" until 30-6-2024, then "thẻ căn cước")."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="texts")
    name = models.CharField(max_length=120)
    papers = models.TextField(help_text="Mỗi dòng một giấy tờ cần mang")
    legal_basis = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "procedure_text"
        constraints = (
            models.UniqueConstraint(name="a_procedure_has_one_text_at_a_time", fields=["procedure", "valid_from"]),
        )


class AgeRule(models.Model):
    """From which full age a procedure is open, by exact birthday; `below_on_request` since the 2023 law (1-7-2024)."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="age_rules")
    minimum_age = models.PositiveSmallIntegerField()
    below_on_request = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "age_rule"
        constraints = (
            models.UniqueConstraint(name="a_procedure_has_one_age_rule_at_a_time", fields=["procedure", "valid_from"]),
        )


class ServiceLine(models.Model):
    """What people queue for at a unit: a procedure with its letter and its usual minutes."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="service_lines")
    procedure = models.ForeignKey(Procedure, models.PROTECT)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=1)
    minutes_per_ticket = models.PositiveSmallIntegerField(default=12)

    class Meta:
        db_table = "service_line"
        constraints = (
            models.UniqueConstraint(name="a_prefix_names_one_line_of_a_unit", fields=["unit", "prefix"]),
            models.CheckConstraint(
                name="a_prefix_is_a_clear_capital", condition=Q(prefix__regex=r"^[ABCDEGHKLMNPQRSTUVXY]$")
            ),
        )

    def __str__(self) -> str:
        return self.name
