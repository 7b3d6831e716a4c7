"""Under ``/law-library/`` of every site: the list of laws, and one law."""

from django.urls import path

from plugins.law_library import views

urlpatterns = [
    path("", views.law_list, name="list"),
    path("<slug:key>/", views.law, name="law"),
]
