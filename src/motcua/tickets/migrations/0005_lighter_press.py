"""A press writes one row and one index entry less: persons are locked by number, tickets found by their person."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_prune_hot_rows")]
    operations = [
        migrations.DeleteModel(name="PersonDay"),
        migrations.RemoveIndex(model_name="ticket", name="tickets_of_a_citizen"),
    ]
