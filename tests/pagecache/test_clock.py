from datetime import UTC, datetime, timedelta, timezone

from django.test import SimpleTestCase, TestCase

from accounts.audit import first_broken_entry, record
from pagecache import clock

KATHMANDU = timezone(timedelta(hours=5, minutes=45))


class FrozenClockTests(SimpleTestCase):
    def test_it_tells_the_moment_in_utc_whatever_zone_it_was_given_in(self):
        with clock.freeze(datetime(2024, 2, 9, 5, 45, tzinfo=KATHMANDU)):
            self.assertEqual(clock.now().isoformat(), "2024-02-09T00:00:00+00:00")

    def test_it_runs_again_after_the_block(self):
        with clock.freeze(datetime(2024, 2, 9, tzinfo=UTC)):
            pass
        self.assertGreater(clock.now(), datetime(2024, 2, 9, tzinfo=UTC))


class AuditAcrossZonesTests(TestCase):
    def test_an_entry_made_on_a_clock_of_another_zone_keeps_the_chain_whole(self):
        with clock.freeze(datetime(2024, 2, 9, 12, tzinfo=KATHMANDU)):
            record("test.act")
        record("test.act")
        self.assertIsNone(first_broken_entry())
