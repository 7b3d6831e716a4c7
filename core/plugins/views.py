"""The control panel in the admin. Rights are checked by the actions; here only what is shown."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.plugins import batches, panel, refusals, registry
from core.plugins.actions import configure
from core.plugins.forms import FilterForm, SettingsForm
from core.plugins.gate import Refused, settings_of
from core.plugins.site_settings import SettingsRefused
from core.plugins.status import State, statuses
from core.security.numbers import read_number
from core.security.spreadsheets import csv_lines
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

PAGE_SIZE = 50
RESULT = "plugins_result"


class PanelPage(WagtailAdminTemplateMixin, TemplateView):
    """What the pages of the panel share: the sites that the person manages."""

    page_title = gettext_lazy("Plugins")
    header_icon = "cogs"
    sites: list[Member]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.sites = panel.managed_sites(request.user)
        if not self.sites:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = [
            *self.breadcrumbs_items,
            {"url": reverse("plugins_panel"), "label": _("Plugins")},
        ]
        if self.page_subtitle:
            items.append({"url": "", "label": self.page_subtitle})
        return items


class PanelView(PanelPage):
    """The matrix of sites and plugins."""

    template_name = "plugins/panel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FilterForm(self.request.GET, sites=self.sites)
        found = form.wanted.of(self.sites)
        page = Paginator(found, PAGE_SIZE).get_page(self.request.GET.get("p"))
        asked = self.request.GET.copy()
        asked.pop("p", None)
        return super().get_context_data(**kwargs) | {
            "filter": form,
            "asked": asked.urlencode(),
            "page": page,
            "found": len(found),
            "managed": len(self.sites),
            "apps": panel.plugins_shown(),
            "rows": panel.rows(page, self.sites if form.wanted.order == "tree" else []),
            "switchable": _switchable(),
            "states": [(state.value, state.label) for state in State],
            "recent": panel.recent_changes(self.sites),
            "result": _last_result(self.request),
        }


class SwitchView(PanelPage):
    """Takes the panel's form: shows the plan, or does it and says what became of each site."""

    http_method_names = ["post"]
    template_name = "plugins/plan.html"
    page_subtitle = gettext_lazy("Plan")

    def post(self, request: HttpRequest) -> HttpResponse:
        verb, slug = request.POST.get("do", ""), request.POST.get("plugin", "")
        if verb not in batches.VERBS or slug not in registry.plugins():
            raise Http404
        sites = self._chosen()
        if not sites:
            messages.warning(request, _("Choose at least one site."))
            return redirect(_back(request))
        if request.POST.get("plan"):
            return self.render_to_response(self._plan(verb, slug, sites))
        if len(sites) > batches.FEW:
            job = batches.start(verb, slug, sites, actor=request.user)
            return redirect("jobs_job", job.pk)
        results = list(batches.run(verb, slug, sites, actor=request.user))
        request.session[RESULT] = {
            "verb": verb,
            "slug": slug,
            "lines": [
                (result.site.short_name, result.outcome, result.message) for result in results
            ],
        }
        return redirect(_back(request))

    def _chosen(self) -> list[Member]:
        """The sites of the form. One that the person does not manage is no mistake of theirs."""
        if self.request.POST.get("every"):
            return FilterForm(self.request.POST, sites=self.sites).wanted.of(self.sites)
        known = table().by_id
        given = {read_number(pk) for pk in self.request.POST.getlist("site")} & set(known)
        chosen = [known[pk] for pk in given]
        if self.request.POST.get("below"):
            chosen = batches.below(given)
        managed = {site.pk for site in self.sites}
        if any(site.pk not in managed for site in chosen):
            raise PermissionDenied
        return chosen

    def _plan(self, verb: str, slug: str, sites: list[Member]) -> dict[str, Any]:
        results = batches.plan(verb, slug, sites, actor=self.request.user)
        return self.get_context_data(
            verb=verb,
            verb_label=panel.SWITCHES[verb],
            plugin=registry.get(slug),
            lines=[(result.site, panel.FORESEEN[result.outcome], result) for result in results],
            will=sum(result.outcome == batches.DONE for result in results),
            refused=sum(not result.good for result in results),
            back=_back(self.request),
        )


class SiteView(PanelPage):
    """One plugin at one site: why it is what it is, its switches and its settings."""

    template_name = "plugins/site.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = table().by_slug.get(kwargs["site"])
        if address is None or kwargs["plugin"] not in registry.plugins():
            raise Http404
        self.site = table().by_id[address.member_id]
        self.app = registry.get(kwargs["plugin"])
        self.page_subtitle = f"{self.app.verbose_name} · {self.site.short_name}"
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._mine()
        form = SettingsForm(self.app, initial=settings_of(self.app.label, self.site))
        return self.render_to_response(self._context(form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._mine()
        form = SettingsForm(self.app, request.POST)
        if form.is_valid():
            try:
                configure(self.app.label, self.site, form.cleaned_data, actor=request.user)
            except SettingsRefused as refusal:
                form.take(refusal)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The settings are saved."))
                return redirect("plugins_site", self.app.label, self.site.slug)
        return self.render_to_response(self._context(form))

    def _mine(self) -> None:
        if self.site.pk not in {site.pk for site in self.sites}:
            raise PermissionDenied

    def _context(self, form: SettingsForm) -> dict[str, Any]:
        status = statuses([self.site], [self.app])[self.site.pk, self.app.label]
        can = {
            State.OFF: ["enable"],
            State.ON: ["disable"],
            State.OUTDATED: ["upgrade", "disable"],
        }.get(status.state, [])
        plans = [
            (
                verb,
                panel.SWITCHES[verb],
                *batches.plan(verb, self.app.label, [self.site], actor=self.request.user),
            )
            for verb in can
        ]
        return self.get_context_data(
            site=self.site,
            app=self.app,
            cell=panel.cell(status),
            needs=refusals.titles(slug for slug in self.app.requires if slug in registry.plugins()),
            needed_by=refusals.titles(status.needed_by),
            works_with=refusals.titles(
                slug for slug in self.app.works_with if slug in registry.plugins()
            ),
            pending=status.pending,
            plans=plans,
            form=form,
            has_settings=bool(form.fields) and status.state is not State.ALWAYS,
            back=reverse("plugins_panel"),
            result=_last_result(self.request),
        )


def export(request: HttpRequest) -> HttpResponse:
    """The filtered matrix as CSV, for a spreadsheet."""
    sites = panel.managed_sites(request.user)
    if not sites:
        raise PermissionDenied
    lines = panel.table_of_states(FilterForm(request.GET, sites=sites).wanted.of(sites))
    answer = HttpResponse("".join(csv_lines(lines)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="plugins.csv"'
    return answer


def _switchable() -> list[tuple[str, str]]:
    """``(slug, what the choice says)`` of the plugins that can be switched."""
    always = registry.platform_slugs()
    choices = []
    for slug, app in registry.plugins().items():
        if slug in always:
            continue
        needs = refusals.titles(needed for needed in app.requires if needed in registry.plugins())
        said = (
            f"{app.verbose_name}（{_('needs %(plugins)s') % {'plugins': needs}}）"
            if needs
            else str(app.verbose_name)
        )
        choices.append((slug, said))
    return choices


def _back(request: HttpRequest) -> str:
    """Where the form came from: the panel with its filter, or the page of one site."""
    place = request.POST.get("from", "")
    if place and place in registry.plugins():
        known = table().by_id.get(read_number(request.POST.get("site", "")))
        if known is not None:
            return reverse("plugins_site", args=[place, known.slug])
    asked = request.POST.get("asked", "")
    return reverse("plugins_panel") + (f"?{asked}" if asked else "")


def _last_result(request: HttpRequest) -> dict[str, Any] | None:
    """What became of the last form, once."""
    kept = request.session.pop(RESULT, None)
    if kept is None or kept["slug"] not in registry.plugins():
        return None
    good = sum(
        outcome in (batches.DONE, batches.NOTHING) for _site, outcome, _text in kept["lines"]
    )
    # What went wrong is read first.
    lines = sorted(kept["lines"], key=lambda line: line[1] in (batches.DONE, batches.NOTHING))
    return {
        "verb": panel.SWITCHES[kept["verb"]],
        "plugin": registry.get(kept["slug"]).verbose_name,
        "lines": [(name, panel.OUTCOMES[outcome], text) for name, outcome, text in lines],
        "count": len(lines),
        "good": good,
        "bad": len(lines) - good,
    }
