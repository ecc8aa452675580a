"""Accounts of channels besides Zalo: they have no app."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="oaaccount",
            name="channel",
            field=models.CharField(db_default="zalo", default="zalo", max_length=12),
        ),
        migrations.AlterField(
            model_name="oaaccount",
            name="app",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="channels.zaloapp",
            ),
        ),
        migrations.AddConstraint(
            model_name="oaaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel", "zalo"), _negated=True) | models.Q(("app__isnull", False)),
                name="a_zalo_account_is_linked_to_an_app",
            ),
        ),
    ]
