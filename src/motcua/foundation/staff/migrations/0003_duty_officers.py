from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0002_sign_in_failures'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('counter_officer', 'counter_officer'), ('leader', 'leader'), ('content_editor', 'content_editor'), ('unit_admin', 'unit_admin'), ('duty_officer', 'duty_officer')], max_length=24),
        ),
    ]
