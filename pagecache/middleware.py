from pagecache import clock
from pagecache.responses import AT


class OneMomentMiddleware:
    """One request sees one moment: every question of visibility is asked about `request.at`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        clock.synchronise()
        request.at = request.META[AT] = clock.now()
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response
