"""Whether an officer answers by hand is the thread's affair (`features.helpdesk`); a conversation keeps its flow only."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_connection")]
    operations = [
        migrations.RemoveField(model_name="conversationstate", name="paused_until"),
        migrations.RemoveField(model_name="conversationstate", name="paused_by"),
    ]
