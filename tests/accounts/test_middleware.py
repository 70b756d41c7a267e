from django.test import TestCase


class UnstorableAddressTests(TestCase):
    def test_a_path_with_a_nul_leads_nowhere(self):
        for path in ("/%00/", "/films/%00/", "/tags/a%00b/", "/pictures/%00/640.jpg", "/admin/%00/"):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)

    def test_a_question_with_a_nul_is_a_bad_request(self):
        for path in ("/search/?q=%00", "/films/?letter=%00", "/reviews/?before=%00"):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 400)
