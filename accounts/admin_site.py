from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import login as sign_in
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.csp import csp_override
from django.views.decorators.debug import sensitive_post_parameters

from accounts.throttling import has_used_up, may_go_on

newsroom_csp = csp_override(settings.ADMIN_CSP)
FAILURES_AN_HOUR = 30


class NewsroomSignIn(AuthenticationForm):
    """Of one network only so many attempts may fail in an hour; nobody else's way in is closed by them."""

    def clean(self):
        if has_used_up(self.request, "sign-ins", FAILURES_AN_HOUR):
            raise ValidationError("Too many attempts from here. Try again in an hour.", code="too_many")
        try:
            return super().clean()
        except ValidationError:
            may_go_on(self.request, "sign-ins", FAILURES_AN_HOUR)
            raise

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if not (user.is_superuser or user.roles):
            raise ValidationError("This account has no role yet. Ask the chief editor.", code="no_role")


class NewsroomSite(AdminSite):
    """Django's admin as our newsroom, under a strict content security policy with a nonce an answer."""

    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = "Desk"
    site_url = "/"
    enable_nav_sidebar = False
    empty_value_display = '<span class="none">–</span>'  # which a list on a phone leaves out
    login_form = NewsroomSignIn

    def get_urls(self):
        return [
            path("sign-in/", self.sign_in, name="sign_in"),
            path("notices/", self.admin_view(self.notices), name="notices"),
            path("notices/<int:pk>/", self.admin_view(self.notice), name="notice"),
            # Django's own leads everybody to everything, and tells the address of what is still to come.
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def notices(self, request):
        # What it shows is made of models, which are not there yet when this class is.
        from accounts import noticeboard

        return noticeboard.show(self, request)

    def notice(self, request, pk):
        from accounts import noticeboard

        return noticeboard.follow(request, pk)

    def on_site(self, request, content_type_id, object_id):
        """To the public page of a thing, for whom its own screen shows it. Others are told no address."""
        from django.contrib.contenttypes.models import ContentType

        is_number = content_type_id.isascii() and content_type_id.isdecimal() and len(content_type_id) < 19
        kind = ContentType.objects.filter(pk=content_type_id).first() if is_number else None
        screen = self._registry.get(kind.model_class()) if kind else None
        thing = screen.get_object(request, object_id) if screen else None
        if thing is None or not screen.has_view_permission(request, thing):
            raise Http404
        address = thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else ""
        if not address:
            raise Http404
        return HttpResponseRedirect(address)

    def admin_view(self, view, cacheable=False):
        return newsroom_csp(super().admin_view(view, cacheable))

    def has_permission(self, request):
        return request.user.is_active and bool(request.user.is_superuser or request.user.roles)

    @method_decorator(sensitive_post_parameters())
    def sign_in(self, request):
        """Sign in without leaving the page: a page that stands open asks who is signed in now, or signs somebody in.

        Answers with the token that the page's next forms need: signing in gives a new one.
        """
        errors = []
        if request.method == "POST":
            form = self.login_form(request, request.POST)
            if form.is_valid():
                sign_in(request, form.get_user())
            errors = [sentence for sentences in form.errors.values() for sentence in sentences]
        known = self.has_permission(request)
        answer = JsonResponse(
            {
                "account": request.user.pk if known else None,
                "name": str(request.user) if known else "",
                "token": get_token(request),
                "errors": errors,
            },
            status=400 if errors else 200,
        )
        add_never_cache_headers(answer)
        return answer

    @method_decorator(newsroom_csp)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
