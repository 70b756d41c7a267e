import accounts.text
import django.core.validators
import django.db.models.deletion
import films.models.embargo
from django.conf import settings
from django.db import migrations, models

from accounts.create_models import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('films', '0001_initial'),
        ('films', '0002_desk'),
        ('films', '0003_desk_again'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0003_checkpoints'),
        ('images', '0002_desk'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Festival',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', accounts.text.LineField(max_length=200)),
                    ('short_name', accounts.text.LineField(blank=True, help_text='As in “Berlin 2023”.', max_length=60)),
                    ('city', accounts.text.LineField(blank=True, max_length=100)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('slug', accounts.text.SlugField(allow_unicode=True, blank=True, max_length=100, unique=True)),
                ],
                options={
                    'ordering': ['name'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='a_festival_has_a_name_and_an_address', violation_error_message='A festival needs a name and an address.')],
                },
            ),
            migrations.CreateModel(
                name='Edition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1874), django.core.validators.MaxValueValidator(2100)])),
                    ('starts_on', models.DateField(blank=True, null=True)),
                    ('ends_on', models.DateField(blank=True, null=True)),
                    ('festival', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='films.festival')),
                ],
                options={
                    'ordering': ['-year'],
                    'constraints': [models.UniqueConstraint(fields=('festival', 'year'), name='a_festival_has_one_edition_a_year', violation_error_message='This festival has an edition of that year already.'), models.CheckConstraint(condition=models.Q(('year__range', (1874, 2100))), name='an_edition_year_is_one_of_cinema', violation_error_message='The year must lie between 1874 and 2100.'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='an_edition_ends_after_it_starts', violation_error_message='The edition ends before it starts.')],
                },
            ),
            migrations.CreateModel(
                name='FestivalSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', accounts.text.LineField(max_length=150)),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='films.edition')),
                ],
                options={
                    'ordering': ['position', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('edition', 'name'), name='a_festival_section_stands_once', violation_error_message='This edition has that section already.')],
                },
            ),
            migrations.CreateModel(
                name='Film',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('form', models.CharField(choices=[('feature', 'Feature'), ('short', 'Short'), ('series', 'Series'), ('season', 'Season'), ('programme', 'Programme')], default='feature', max_length=10)),
                    ('title', accounts.text.LineField(max_length=300)),
                    ('title_language', models.CharField(blank=True, help_text='Of the title as written above.', max_length=35, validators=[django.core.validators.RegexValidator('^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$', 'Use a language tag such as “nl” or “zh-Hant”.')])),
                    ('original_title', accounts.text.LineField(blank=True, max_length=300)),
                    ('original_title_language', models.CharField(blank=True, max_length=35, validators=[django.core.validators.RegexValidator('^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$', 'Use a language tag such as “nl” or “zh-Hant”.')])),
                    ('sort_title', accounts.text.LineField(blank=True, help_text='Left empty: the title without its article.', max_length=300)),
                    ('year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1874), django.core.validators.MaxValueValidator(2100)])),
                    ('countries', models.JSONField(blank=True, default=list, help_text='Two-letter codes, main country first.')),
                    ('languages', models.JSONField(blank=True, default=list, help_text='Language tags, main language first.')),
                    ('runtime', models.PositiveSmallIntegerField(blank=True, help_text='Minutes.', null=True)),
                    ('aspect_ratio', accounts.text.LineField(blank=True, help_text='As 1.33:1.', max_length=20)),
                    ('synopsis', accounts.text.ProseField(blank=True)),
                    ('hue', models.PositiveSmallIntegerField(blank=True, help_text='Degrees, 0 to 359.', null=True)),
                    ('saturation', models.PositiveSmallIntegerField(blank=True, help_text='Per cent, 25 to 65.', null=True)),
                    ('colour_by_hand', models.BooleanField(default=False, help_text='Keep this colour when the key still changes.')),
                    ('wikidata_id', models.CharField(blank=True, max_length=20, null=True, unique=True, validators=[django.core.validators.RegexValidator('^Q[1-9]\\d*$', 'A Wikidata id looks like Q12345.')])),
                    ('imdb_id', models.CharField(blank=True, max_length=20, null=True, unique=True, validators=[django.core.validators.RegexValidator('^tt\\d{7,}$', 'An IMDb id looks like tt0012345.')])),
                    ('tmdb_id', models.CharField(blank=True, max_length=20, null=True, unique=True, validators=[django.core.validators.RegexValidator('^\\d+$', 'A TMDB id is a number.')])),
                    ('slug', accounts.text.SlugField(allow_unicode=True, blank=True, max_length=100, unique=True)),
                    ('shares_name_and_year', models.BooleanField(default=False, editable=False)),
                    ('why_another', accounts.text.LineField(blank=True, help_text='Why this is not the film of the same title that was there before.', max_length=300)),
                    ('folded_title', models.CharField(editable=False, max_length=300)),
                    ('folded', models.TextField(editable=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('key_still', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='key_still_of', to='images.image')),
                    ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='films.film')),
                    ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='films.film')),
                    ('poster', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='poster_of', to='images.image')),
                ],
                options={
                    'ordering': ['sort_title', 'year', 'pk'],
                    'indexes': [models.Index(fields=['sort_title', 'year', 'id'], name='film_by_sort_title'), models.Index(fields=['-created_at', '-id'], name='film_newest_first'), models.Index(fields=['folded_title', 'year'], name='film_by_folded_title', opclasses=['varchar_pattern_ops', 'int2_ops'])],
                    'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='a_film_has_a_title', violation_error_message='A film needs a title.'), models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='a_film_has_an_address', violation_error_message='A film needs an address.'), models.CheckConstraint(condition=models.Q(('year', None), ('year__range', (1874, 2100)), _connector='OR'), name='a_film_year_is_one_of_cinema', violation_error_message='The year must lie between 1874 and 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('hue', None), ('saturation', None)), models.Q(('hue__range', (0, 359)), ('saturation__range', (25, 65))), _connector='OR'), name='a_film_colour_has_hue_and_saturation', violation_error_message='A colour needs a hue from 0 to 359 and a saturation from 25 to 65.'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='a_film_is_not_merged_into_itself', violation_error_message='A film cannot be merged into itself.'), models.CheckConstraint(condition=models.Q(('part_of', None), models.Q(('part_of', models.F('id')), _negated=True), _connector='OR'), name='a_film_is_not_part_of_itself', violation_error_message='A film cannot be part of itself.')],
                },
            ),
            migrations.CreateModel(
                name='Embargo',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kinds', models.JSONField(blank=True, default=list, help_text='Empty: every kind of piece.', validators=[films.models.embargo.validate_kinds])),
                    ('ends_at', models.DateTimeField()),
                    ('zone', models.CharField(help_text='The zone the publicist wrote it in.', max_length=50, validators=[films.models.embargo.validate_zone])),
                    ('source', accounts.text.LineField(blank=True, help_text='Who set it, and where it is written.', max_length=200)),
                    ('note', accounts.text.ProseField(blank=True)),
                    ('lifted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('lifted_because', accounts.text.LineField(blank=True, editable=False, max_length=300)),
                    ('lifted_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('film', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='embargoes', to='films.film')),
                    ('loosened_because', accounts.text.LineField(blank=True, editable=False, max_length=300)),
                ],
                options={
                    'indexes': [models.Index(fields=['film', 'ends_at'], name='embargo_by_film')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('lifted_at', None), models.Q(('lifted_because', ''), _negated=True), _connector='OR'), name='an_embargo_is_lifted_with_a_reason', violation_error_message='Say why the embargo is lifted.')],
                    'verbose_name_plural': 'embargoes',
                },
            ),
            migrations.CreateModel(
                name='AlternativeTitle',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', accounts.text.LineField(max_length=300)),
                    ('language', models.CharField(blank=True, max_length=35, validators=[django.core.validators.RegexValidator('^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$', 'Use a language tag such as “nl” or “zh-Hant”.')])),
                    ('folded', models.CharField(db_index=True, editable=False, max_length=300)),
                    ('film', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alternative_titles', to='films.film')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('film', 'folded', 'language'), name='an_alternative_title_stands_once', violation_error_message='This film has that title already.')],
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', accounts.text.LineField(max_length=200)),
                    ('sort_name', accounts.text.LineField(blank=True, help_text='Left empty: surname first.', max_length=200)),
                    ('aliases', models.JSONField(blank=True, default=list)),
                    ('native_name', accounts.text.LineField(blank=True, help_text="In the person's own script.", max_length=200)),
                    ('native_language', models.CharField(blank=True, max_length=35, validators=[django.core.validators.RegexValidator('^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$', 'Use a language tag such as “nl” or “zh-Hant”.')])),
                    ('wikidata_id', models.CharField(blank=True, max_length=20, null=True, unique=True, validators=[django.core.validators.RegexValidator('^Q[1-9]\\d*$', 'A Wikidata id looks like Q12345.')])),
                    ('imdb_id', models.CharField(blank=True, max_length=20, null=True, unique=True, validators=[django.core.validators.RegexValidator('^nm\\d{7,}$', 'An IMDb id looks like nm0012345.')])),
                    ('tmdb_id', models.CharField(blank=True, max_length=20, null=True, unique=True, validators=[django.core.validators.RegexValidator('^\\d+$', 'A TMDB id is a number.')])),
                    ('slug', accounts.text.SlugField(allow_unicode=True, blank=True, max_length=100, unique=True)),
                    ('folded_name', models.CharField(db_index=True, editable=False, max_length=200)),
                    ('folded', models.TextField(editable=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='films.person')),
                ],
                options={
                    'verbose_name_plural': 'people',
                    'ordering': ['sort_name', 'pk'],
                    'indexes': [models.Index(fields=['sort_name', 'id'], name='person_by_sort_name')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_person_has_a_name', violation_error_message='A person needs a name.'), models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='a_person_has_an_address', violation_error_message='A person needs an address.'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='a_person_is_not_merged_into_themselves', violation_error_message='A person cannot be merged into themselves.')],
                },
            ),
            migrations.CreateModel(
                name='Credit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('director', 'Director'), ('creator', 'Creator'), ('cast', 'Cast'), ('writer', 'Screenplay'), ('cinematography', 'Cinematography'), ('editing', 'Editing'), ('music', 'Music'), ('sound', 'Sound'), ('design', 'Production design'), ('costume', 'Costume design'), ('producer', 'Producer')], max_length=20)),
                    ('character', accounts.text.LineField(blank=True, max_length=200)),
                    ('billing', models.PositiveSmallIntegerField(default=1)),
                    ('film', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='films.film')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='films.person')),
                ],
                options={
                    'ordering': ['billing', 'pk'],
                    'indexes': [models.Index(fields=['person', 'role', 'billing', 'film'], name='credit_by_person'), models.Index(fields=['film', 'role', 'billing', 'person'], name='credit_by_film')],
                    'constraints': [models.UniqueConstraint(fields=('film', 'person', 'role', 'character'), name='a_credit_stands_once', violation_error_message='This person has that credit already.'), models.CheckConstraint(condition=models.Q(('role__in', ['director', 'creator', 'cast', 'writer', 'cinematography', 'editing', 'music', 'sound', 'design', 'costume', 'producer'])), name='a_credit_role_is_one_we_know', violation_error_message='There is no such role.'), models.CheckConstraint(condition=models.Q(('role', 'cast'), ('character', ''), _connector='OR'), name='only_cast_play_characters', violation_error_message='Only cast have a character.')],
                },
            ),
            migrations.CreateModel(
                name='Award',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', accounts.text.LineField(max_length=200)),
                    ('shared', models.BooleanField(default=False)),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='films.edition')),
                    ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='awards', to='films.festivalsection')),
                    ('film', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='films.film')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='films.person')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('film__isnull', False), ('person__isnull', False), _connector='OR'), name='an_award_goes_to_a_film_or_a_person', violation_error_message='Say which film or person won it.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='an_award_has_a_name', violation_error_message='An award needs a name.')],
                },
            ),
            migrations.CreateModel(
                name='Release',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('territory', models.CharField(blank=True, max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}$', 'Use a two-letter country code.')])),
                    ('city', accounts.text.LineField(blank=True, max_length=100)),
                    ('venue', accounts.text.LineField(blank=True, max_length=150)),
                    ('date', models.DateField(blank=True, null=True)),
                    ('precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year'), ('unknown', 'To be announced')], default='day', max_length=10)),
                    ('medium', models.CharField(choices=[('cinema', 'In cinemas'), ('streaming', 'Streaming'), ('disc', 'Disc'), ('television', 'Television')], default='cinema', max_length=12)),
                    ('distributor', accounts.text.LineField(blank=True, help_text='Or the service, for streaming.', max_length=150)),
                    ('source', models.URLField(blank=True, max_length=500)),
                    ('checked_on', models.DateField(blank=True, null=True)),
                    ('film', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='films.film')),
                ],
                options={
                    'ordering': ['date', 'pk'],
                    'indexes': [models.Index(fields=['date', 'id'], name='release_by_date')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('date__isnull', True), ('precision', 'unknown')), models.Q(('date__isnull', False), models.Q(('precision', 'unknown'), _negated=True)), _connector='OR'), name='a_release_has_a_date_or_is_to_be_announced', violation_error_message='Give a date, or choose “To be announced”.')],
                },
            ),
            migrations.CreateModel(
                name='Selection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('premiere', models.CharField(blank=True, choices=[('world', 'World premiere'), ('international', 'International premiere'), ('national', 'National premiere'), ('', 'Not a premiere')], max_length=15)),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='line_up', to='films.edition')),
                    ('film', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='selections', to='films.film')),
                    ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='line_up', to='films.festivalsection')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('edition', 'film'), name='a_film_is_selected_once_an_edition', violation_error_message='This film is in the line-up already.')],
                },
            ),
            migrations.CreateModel(
                name='Merge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('film', 'Film'), ('person', 'Person'), ('tag', 'Tag')], max_length=10)),
                    ('loser', models.PositiveBigIntegerField()),
                    ('survivor', models.PositiveBigIntegerField()),
                    ('loser_name', accounts.text.LineField(max_length=400)),
                    ('survivor_name', accounts.text.LineField(max_length=400)),
                    ('moved', models.JSONField(default=list)),
                    ('set_aside', models.JSONField(default=list)),
                    ('made', models.JSONField(default=list)),
                    ('altered', models.JSONField(default=list)),
                    ('embargoes', models.JSONField(default=list)),
                    ('at', models.DateTimeField()),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                    ('because_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consequences', to='films.merge')),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-at', '-pk'],
                    'indexes': [models.Index(fields=['-at', '-id'], name='merge_newest_first')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('kind', 'loser'), name='a_record_is_merged_away_once', violation_error_message='This record was merged already.'), models.CheckConstraint(condition=models.Q(('loser', models.F('survivor')), _negated=True), name='a_record_is_merged_into_another', violation_error_message='A record cannot be merged into itself.'), models.CheckConstraint(condition=models.Q(('undone_at', None), ('undone_at__gte', models.F('at')), _connector='OR'), name='a_merge_is_undone_after_it_was_made', violation_error_message='A merge cannot be undone before it was made.')],
                },
            ),
            migrations.CreateModel(
                name='Still',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('film', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stills', to='films.film')),
                    ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='still_of', to='images.image')),
                ],
                options={
                    'ordering': ['position', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('film', 'image'), name='a_still_stands_once_with_a_film', violation_error_message='This picture is among the film’s stills already.')],
                },
            ),
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
        ]),
    ]
