from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="hint_keys",
            field=models.JSONField(blank=True, default=list, help_text="Câu gần nhất với lời cán bộ đã trả lời."),
        ),
    ]
