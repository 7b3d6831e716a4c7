from django.http import HttpResponse
class SiteView:
    def __init__(self, member, request): self.member=member
def set_display(request): return HttpResponse("")
def page_not_found(request, exception): return HttpResponse("404", status=404)
def server_error(request): return HttpResponse("500", status=500)
