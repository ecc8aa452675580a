"""Install the hot path's function. A new version gets a new name, so processes of the old release go on."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql=(SQL / "issue_v1.sql").read_text(),
            reverse_sql="DROP FUNCTION tickets_issue_v1",
        ),
    ]
