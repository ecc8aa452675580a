from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="answer",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Lời cán bộ đã trả lời, đã cắt tên, số, địa chỉ.",
                max_length=500,
            ),
            preserve_default=False,
        ),
    ]
