import accounts.text
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("images", "0002_desk"),
        ("moderation", "0004_what_reporters_say"),
        ("reviews", "0004_commissioned_pieces"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CannedReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.SlugField(
                        help_text="Short, such as quotation-is-allowed.", max_length=60, verbose_name="name"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("ask_for_what_is_missing", "Ask for what is missing"),
                            ("refuse", "Reject"),
                        ],
                        max_length=30,
                        verbose_name="for",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("copyright", "Copyright"),
                            ("content", "Inappropriate"),
                            ("personal", "Wrong or private"),
                            ("trademark", "Trademark"),
                            ("privacy", "Privacy"),
                            ("defamation", "Defamation"),
                            ("plagiarism", "Plagiarism"),
                            ("intimate", "Intimate picture"),
                            ("child_safety", "Child safety"),
                            ("correction", "Correction"),
                            ("order", "Order of an authority"),
                            ("other", "Something else"),
                        ],
                        help_text="Left empty: all.",
                        max_length=20,
                        verbose_name="kind of report",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en", help_text="As a page names it: en, fr, sk.", max_length=12
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "body",
                    accounts.text.ProseField(
                        help_text="They go into the letter as they stand here.", verbose_name="words"
                    ),
                ),
                ("written_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "ready answer",
                "verbose_name_plural": "ready answers",
                "ordering": ["language", "key", "-version"],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", accounts.text.ProseField()),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="linked",
            field=models.ManyToManyField(
                blank=True, help_text="Cases that are better read together.", to="moderation.case"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="split_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="split_off",
                to="moderation.case",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="place",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        state__in=("received", "in_review", "counter_check", "appeal_open"),
                        then=models.Value("todo"),
                    ),
                    models.When(
                        state__in=("unconfirmed", "needs_info", "awaiting_change", "routed"), then=models.Value("waiting")
                    ),
                    models.When(state__in=("clock_running", "legal_hold"), then=models.Value("counter")),
                    models.When(state__in=("restricted",), then=models.Value("hidden")),
                    default=models.Value("closed"),
                ),
                output_field=models.CharField(
                    choices=[
                        ("todo", "To do"),
                        ("waiting", "Waiting"),
                        ("counter", "Counter-notices"),
                        ("hidden", "Hidden"),
                        ("closed", "Closed"),
                    ],
                    max_length=10,
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["place", "due_at", "id"], name="case_by_place"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["place", "kind", "due_at", "id"], name="case_by_place_and_kind"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["assigned_to", "place", "due_at", "id"], name="case_in_hand"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(django.db.models.functions.text.Lower("email"), name="report_by_sender"),
        ),
        migrations.AddField(
            model_name="cannedreply",
            name="written_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="moderation.case"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="cannedreply",
            constraint=models.UniqueConstraint(
                fields=("key", "language", "version"),
                name="a_version_of_an_answer_is_written_once",
                violation_error_message="A colleague has just changed this answer. Look at theirs first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cannedreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("body", ""), _negated=True),
                name="a_ready_answer_has_words",
                violation_error_message="Write the answer first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="a_note_on_a_case_says_something",
                violation_error_message="Write the note first.",
            ),
        ),
    ]
