"""Under ``/fund-list/`` of every site: what a fund's page shows the beginning of, as files."""

from django.urls import path

from plugins.fund_list.views.public import pool_file, shares_file

urlpatterns = [
    path("<str:number>/pool.<str:kind>", pool_file, name="pool"),
    path("<str:number>/shares.<str:kind>", shares_file, name="shares"),
]
