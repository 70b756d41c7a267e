import accounts.text
import django.db.models.deletion
import images.models
import images.storage
import pagecache.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('images', '0001_initial'),
        ('images', '0002_desk'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0003_checkpoints'),
    ]

    operations = [
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=images.models.new_key, editable=False, max_length=12, unique=True)),
                ('file', models.FileField(editable=False, max_length=60, storage=images.storage.Originals, upload_to='')),
                ('alt', accounts.text.LineField(blank=True, help_text='What would you say on the phone?', max_length=300, verbose_name='alternative text')),
                ('caption', accounts.text.ProseField(blank=True, max_length=1000)),
                ('credit', accounts.text.LineField(blank=True, help_text='Printed with the picture, wherever it stands.', max_length=200)),
                ('source', accounts.text.LineField(blank=True, help_text='A person, a page, a press kit.', max_length=300)),
                ('basis', models.CharField(blank=True, choices=[('press_kit', 'Press kit'), ('licensed', 'Licensed'), ('quotation', 'Quotation'), ('own', 'Our own'), ('public_domain', 'Public domain')], max_length=15, verbose_name='why we may use it')),
                ('rights_territory', accounts.text.LineField(blank=True, help_text='Left empty: everywhere.', max_length=100)),
                ('rights_until', models.DateTimeField(blank=True, help_text='From then on the picture is not shown. Left empty: no end.', null=True)),
                ('checksum', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the original')),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('format', models.CharField(editable=False, max_length=5)),
                ('size_bytes', models.PositiveIntegerField(editable=False)),
                ('hue', models.PositiveSmallIntegerField(editable=False, null=True)),
                ('saturation', models.PositiveSmallIntegerField(editable=False, null=True)),
                ('renditions', models.JSONField(default=dict, editable=False)),
                ('created_at', models.DateTimeField(default=pagecache.clock.now, editable=False)),
                ('folded', models.TextField(editable=False)),
                ('uploaded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('binned_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'picture',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['-created_at', '-id'], name='picture_newest_first'), models.Index(fields=['checksum'], name='picture_by_checksum')],
                'constraints': [models.CheckConstraint(condition=models.Q(('height__gt', 0), ('size_bytes__gt', 0), ('width__gt', 0)), name='a_picture_has_a_size', violation_error_message='A picture is at least one pixel wide and high.'), models.CheckConstraint(condition=models.Q(('hue', None), ('hue__range', (0, 359)), _connector='OR'), name='a_hue_is_a_whole_degree', violation_error_message='A hue is a number of degrees from 0 to 359.'), models.CheckConstraint(condition=models.Q(('saturation', None), ('saturation__range', (25, 65)), _connector='OR'), name='a_saturation_is_between_25_and_65', violation_error_message='The saturation of a film colour is from 25 to 65 percent.'), models.CheckConstraint(condition=models.Q(models.Q(('hue', None), ('saturation', None)), models.Q(('hue__isnull', False), ('saturation__isnull', False)), _connector='OR'), name='a_picture_has_hue_and_saturation_or_neither', violation_error_message='Give hue and saturation, or leave both empty for black and white.'), models.CheckConstraint(condition=models.Q(('basis__in', ['', 'press_kit', 'licensed', 'quotation', 'own', 'public_domain'])), name='a_picture_is_used_on_a_basis_we_know', violation_error_message='Say why we may use this picture.')],
            },
        ),
    ]
