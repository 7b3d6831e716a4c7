"""The yardstick: the least that Django can do."""

from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("Hello, world"))]
