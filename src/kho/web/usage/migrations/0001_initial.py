"""How often each dataset was used."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of uses."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dataset", models.CharField(max_length=200)),
                ("day", models.DateField(db_index=True)),
                (
                    "kind",
                    models.CharField(choices=[("page", "Page"), ("file", "File"), ("api", "Api")], max_length=4),
                ),
                ("count", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("dataset", "day", "kind"), name="usage_once")],
            },
        ),
    ]
