import accounts.text
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.audit_triggers import guard, guard_checkpoints, unguard, unguard_checkpoints
from accounts.create_models import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_desk'),
        ('accounts', '0003_checkpoints'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('name', accounts.text.LineField(blank=True, help_text='As colleagues see it. Never printed on the site.', max_length=150)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'account',
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seq', models.BigIntegerField(unique=True)),
                    ('at', models.DateTimeField()),
                    ('actor_roles', models.CharField(max_length=100)),
                    ('action', models.CharField(max_length=60)),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField(null=True)),
                    ('reference', models.CharField(max_length=40)),
                    ('from_state', models.CharField(max_length=30)),
                    ('to_state', models.CharField(max_length=30)),
                    ('facts', models.JSONField(default=dict)),
                    ('previous_hash', models.CharField(max_length=64, unique=True)),
                    ('hash', models.CharField(max_length=64, unique=True)),
                    ('actor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'audit entry',
                    'verbose_name_plural': 'audit log',
                    'ordering': ['-seq'],
                    'indexes': [models.Index(fields=['object_type', 'object_id', 'seq'], name='audit_by_object'), models.Index(fields=['action', 'seq'], name='audit_by_action')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('seq__gte', 1)), name='audit_entries_are_counted_from_one')],
                },
            ),
            migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('contributor', 'Contributor'), ('editor', 'Editor'), ('chief', 'Chief editor'), ('moderator', 'Moderator'), ('lead', 'Lead moderator'), ('auditor', 'Auditor')], max_length=20)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'role',
                    'constraints': [models.UniqueConstraint(fields=('user', 'role'), name='an_account_holds_a_role_once', violation_error_message='This account already has that role.'), models.CheckConstraint(condition=models.Q(('role__in', ['contributor', 'editor', 'chief', 'moderator', 'lead', 'auditor'])), name='a_role_is_one_we_know', violation_error_message='There is no such role.')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort', models.CharField(choices=[('sent_back', 'A piece of mine is sent back'), ('waiting', 'A piece waits for me'), ('live', 'A piece of mine is live'), ('note', 'A note for me, or one that names me'), ('report', 'A reader reports a piece of mine'), ('schedule_failed', 'A planned change could not be made')], max_length=20)),
                    ('sentence', accounts.text.LineField(max_length=500)),
                    ('link', models.CharField(blank=True, max_length=300)),
                    ('key', models.CharField(blank=True, max_length=120)),
                    ('created_at', models.DateTimeField()),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('mail_at', models.DateTimeField(blank=True, null=True)),
                    ('mailed_at', models.DateTimeField(blank=True, null=True)),
                    ('mail_tries', models.PositiveSmallIntegerField(default=0)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-created_at', '-pk'],
                    'indexes': [models.Index(fields=['account', '-created_at'], name='notice_by_account'), models.Index(condition=models.Q(('read_at', None)), fields=['account'], name='unread_notice'), models.Index(condition=models.Q(('key', ''), _negated=True), fields=['key'], name='notice_by_what_it_tells'), models.Index(condition=models.Q(('mailed_at', None)), fields=['mail_at'], name='notice_to_mail')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('account', 'key'), name='nobody_is_told_twice', violation_error_message='This account was told of that already.'), models.CheckConstraint(condition=models.Q(('sentence', ''), _negated=True), name='a_notice_says_something', violation_error_message='A notice needs a sentence.'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__startswith', '/'), _connector='OR'), name='a_notice_leads_to_a_page_of_ours', violation_error_message='A notice leads to a page of this site.'), models.CheckConstraint(condition=models.Q(('sort__in', ['sent_back', 'waiting', 'live', 'note', 'report', 'schedule_failed'])), name='a_notice_is_of_a_sort_we_know', violation_error_message='There is no such sort of notice.')],
                },
            ),
            migrations.CreateModel(
                name='NoticeChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort', models.CharField(choices=[('sent_back', 'A piece of mine is sent back'), ('waiting', 'A piece waits for me'), ('live', 'A piece of mine is live'), ('note', 'A note for me, or one that names me'), ('report', 'A reader reports a piece of mine'), ('schedule_failed', 'A planned change could not be made')], max_length=20)),
                    ('mail', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily at 08:00'), ('never', 'Never')], max_length=10)),
                    ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notice_choices', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('account', 'sort'), name='an_account_chooses_once_for_each_sort', violation_error_message='This account has chosen already.'), models.CheckConstraint(condition=models.Q(('mail__in', ['at_once', 'daily', 'never']), ('sort__in', ['sent_back', 'waiting', 'live', 'note', 'report', 'schedule_failed'])), name='a_choice_is_one_we_know', violation_error_message='Choose how this sort of notice is mailed.'), models.CheckConstraint(condition=models.Q(('sort', 'schedule_failed'), _negated=True), name='a_failed_plan_is_always_mailed', violation_error_message='That a plan failed is always mailed.')],
                },
            ),
            migrations.CreateModel(
                name='AuditCheckpoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                    ('made_at', models.DateTimeField()),
                    ('last_seq', models.BigIntegerField()),
                    ('head', models.CharField(max_length=64)),
                    ('count', models.BigIntegerField()),
                    ('mac', models.CharField(max_length=64)),
                ],
                options={
                    'ordering': ['day'],
                },
            ),
        ]),
        migrations.RunPython(guard, unguard),
        migrations.RunPython(guard_checkpoints, unguard_checkpoints),
    ]
