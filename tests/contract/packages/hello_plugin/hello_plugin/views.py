from django.http import HttpResponse


def index(request):
    return HttpResponse(f"hello {request.member.slug}")
