"""Rows that every commit updates keep nearly empty pages: dead versions are pruned at the next touch, not at the 130th."""

from django.db import migrations

HOT = ("shift_share", "number_series", "live_state")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_shift_plan")]
    operations = [
        migrations.RunSQL(
            sql=[f"ALTER TABLE {table} SET (fillfactor = 10)" for table in HOT],
            reverse_sql=[f"ALTER TABLE {table} RESET (fillfactor)" for table in HOT],
        ),
    ]
