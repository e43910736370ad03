"""Tokens."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of tokens."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("per_minute", models.PositiveIntegerField()),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("last_used", models.DateField(null=True)),
                ("revoked", models.DateTimeField(null=True)),
            ],
            options={"ordering": ("name",)},
        ),
    ]
