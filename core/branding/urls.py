from django.urls import path

from core.branding import views

urlpatterns = [
    path("display/", views.set_display, name="display"),
]
