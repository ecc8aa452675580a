"""Pace, and indexes to read one conversation by. They hold the names given on our own pages only (`queries.PREFIX`),
so that the channels that write by the thousand pay nothing for them."""

from django.db import migrations, models

_INDEXES = """
CREATE INDEX inbound_event_page ON inbound_event (account, external_id, id) WHERE external_id LIKE 'page-%';
CREATE INDEX outbox_page ON outbox_message (account_id, external_id, id) WHERE external_id LIKE 'page-%';
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("channels", "0002_channels")]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("who", models.BinaryField(primary_key=True, serialize=False)),
                ("calls", models.PositiveIntegerField(db_default=1)),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "webchat_pace",
                "indexes": [models.Index(fields=["until"], name="webchat_pace_over")],
            },
        ),
        migrations.RunSQL(_INDEXES, "DROP INDEX outbox_page; DROP INDEX inbound_event_page;"),
    ]
