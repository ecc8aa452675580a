"""The first edition of the reasons' words and the legal terms: dated data, edited later by the office."""

from datetime import date

from django.db import migrations

from motcua.features.dossiers.reasons import DEFAULTS, WORDS_SINCE

TERMS = (
    (7, "Luật Căn cước công dân 2014, Điều 25", date(2016, 1, 1), date(2024, 6, 30)),
    (7, "Luật Căn cước 2023, Điều 26", date(2024, 7, 1), None),
)


def load(apps, schema_editor):
    texts = apps.get_model("dossiers", "ReasonText")
    texts.objects.bulk_create(
        texts(
            code=code.value, label=words.label, text=words.text, bring=words.bring, where=words.where,
            valid_from=WORDS_SINCE,
        )
        for code, words in DEFAULTS.items()
    )  # fmt: skip
    terms = apps.get_model("dossiers", "LegalTerm")
    terms.objects.bulk_create(
        terms(working_days=days, legal_basis=basis, valid_from=first, valid_to=last)
        for days, basis, first, last in TERMS
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
