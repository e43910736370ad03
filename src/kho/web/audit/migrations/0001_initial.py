"""What was done."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of what was done."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("when", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("who", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=100)),
                ("about", models.CharField(max_length=500)),
            ],
            options={"ordering": ("-when", "-id")},
        ),
    ]
