import accounts.text
import django.db.models.deletion
from django.db import migrations, models

from films.models.ending import fill


class Migration(migrations.Migration):

    dependencies = [
        ('films', '0002_desk'),
        ('images', '0002_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='FilmEnding',
            fields=[
                ('text', models.CharField(max_length=16)),
                ('film', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='endings', to='films.film')),
                ('pk', models.CompositePrimaryKey('film_id', 'text', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'indexes': [models.Index(fields=['text', 'film'], name='film_by_ending', opclasses=['varchar_pattern_ops', 'int8_ops'])],
            },
        ),
        migrations.CreateModel(
            name='PersonEnding',
            fields=[
                ('text', models.CharField(max_length=16)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='endings', to='films.person')),
                ('pk', models.CompositePrimaryKey('person_id', 'text', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'indexes': [models.Index(fields=['text', 'person'], name='person_by_ending', opclasses=['varchar_pattern_ops', 'int8_ops'])],
            },
        ),
        migrations.RemoveIndex(
            model_name='film',
            name='film_by_folded_title',
        ),
        migrations.AddIndex(
            model_name='film',
            index=models.Index(fields=['folded_title', 'year'], name='film_by_folded_title', opclasses=['varchar_pattern_ops', 'int2_ops']),
        ),
        migrations.AddField(
            model_name='embargo',
            name='loosened_because',
            field=accounts.text.LineField(blank=True, editable=False, max_length=300),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
