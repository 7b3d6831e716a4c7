"""Doors under every member site. Their first segments stand in ``addresses.SITE_DOORS``."""

from django.urls import path

from core.branding import views

urlpatterns = [
    path("display/", views.set_display, name="display"),
    path("places/", views.places, name="places"),
    path("sitemap/", views.site_map, name="site_map"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap_xml"),
    path("robots.txt", views.robots, name="robots"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
