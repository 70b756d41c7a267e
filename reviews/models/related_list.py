from django.db import models

from accounts.rows import Row
from reviews.models.review import Review


class RelatedList(Row):
    """Which pieces may stand under "More about" beside a piece, worked out before anybody asks.

    True as long as nothing that `keys` names has changed since change `n`, and until `until`: as a page is kept. Which
    of them show is decided when they are shown. Nothing else is lost with this table.
    """

    review = models.OneToOneField(
        Review, on_delete=models.CASCADE, primary_key=True, related_name="related_list"
    )
    pinned = models.JSONField()  # [piece]
    found = models.JSONField()  # [[piece, sentence, name]], best first; see `related.Found`
    keys = models.JSONField()
    n = models.BigIntegerField()
    until = models.DateTimeField(null=True)
    looked_at = models.DateTimeField()

    def __str__(self):
        return f"Beside {self.review_id}, as of change {self.n}"
