"""The portal's addresses: pages in both languages, and what programs ask in none."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from kho.web.accounts.atomic import in_one_transaction
from kho.web.accounts.permits import by_own_rules, for_anyone
from kho.web.mcp.views import mcp
from kho.web.portal import crawlers

_PUBLIC: list[URLPattern | URLResolver] = [
    path("api/v1/", include("kho.web.api.urls")),  # asked most, found first
    path("en", RedirectView.as_view(url="/en/", permanent=True)),
    path("robots.txt", crawlers.robots),
    path("sitemap.xml", crawlers.sitemap),
    path("", include("kho.web.files.urls")),
    path("", include("kho.web.ckan.urls")),
    path("", include("kho.web.dcat.urls")),
    path("ogc", include("kho.web.features.urls")),
    path("mcp", mcp),
]
_PUBLIC_PAGES: list[URLPattern | URLResolver] = [
    path("", include("kho.web.portal.urls")),
    path("", include("kho.web.charts.urls")),
    path("", include("kho.web.maps.urls")),
    path("", include("kho.web.dcat.page_urls")),
    path("", include("kho.web.api.page_urls")),
    path("", include("kho.web.participation.urls")),
]
ONLY_SIGN_IN = (
    *("account_login", "mfa_authenticate", "mfa_login_webauthn"),
    *("openid_connect_login", "openid_connect_callback"),
)
urlpatterns = [
    path("", for_anyone(include(_PUBLIC))),
    path("api/v1/", include("kho.web.deliveries.api_urls")),
    path("api/v1/uploads", include("kho.web.uploads.api_urls")),
    path("admin/", by_own_rules(admin.site.urls)),
    *i18n_patterns(
        path("", for_anyone(include(_PUBLIC_PAGES))),
        path("account/", include("kho.web.accounts.own_urls")),
        path("account/", by_own_rules(in_one_transaction(include("allauth.urls"), but=ONLY_SIGN_IN))),
        path("taking-part", include("kho.web.participation.own_urls")),
        path("work/participation", include("kho.web.participation.work_urls")),
        path("work", include("kho.web.working.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "kho.web.refusing.not_understood"
handler404 = "kho.web.refusing.not_found"
handler500 = "kho.web.refusing.broken"
