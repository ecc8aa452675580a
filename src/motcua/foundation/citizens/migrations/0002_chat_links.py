"""A personal link may open a conversation. Only the list of choices grows; the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("citizens", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="personallink",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("home", "Trang chính"),
                    ("ticket", "Số thứ tự"),
                    ("take", "Bấm số"),
                    ("personal_data", "Dữ liệu cá nhân"),
                    ("chat", "Hỏi đáp trực tuyến"),
                ],
                max_length=16,
            ),
        ),
    ]
