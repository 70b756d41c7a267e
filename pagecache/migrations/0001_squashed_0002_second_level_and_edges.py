from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('pagecache', '0001_initial'),
        ('pagecache', '0002_second_level_and_edges'),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.BigIntegerField()),
                ('key', models.CharField(max_length=100)),
                ('at', models.DateTimeField()),
                ('effective_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['n'], name='change_by_number'), models.Index(fields=['key', 'n'], name='change_by_key'), models.Index(fields=['effective_at'], name='change_by_effective_time')],
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.BigIntegerField(default=0)),
                ('epoch', models.CharField(db_default='', default='', max_length=32)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='there_is_only_one_counter')],
            },
        ),
        migrations.CreateModel(
            name='Edge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=500, unique=True)),
                ('epoch', models.CharField(default='', max_length=32)),
                ('told', models.BigIntegerField()),
                ('told_again', models.BigIntegerField()),
                ('told_until', models.DateTimeField()),
            ],
        ),
    ]
