from django.http import HttpResponse


def report(request):
    return HttpResponse(status=503)


receipt = dmca = report
