from django.conf import settings


def magazine(request):
    """What every page knows of the magazine itself; never anything of who is reading it."""
    return {
        "site_name": settings.SITE_NAME,
        "site_strapline": settings.SITE_STRAPLINE,
        "site_url": settings.SITE_URL,
    }
