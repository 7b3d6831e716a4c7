"""How many queries a page takes."""

from typing import Any

from django.db import connection
from django.test import Client


def queries_of(client: Client, path: str) -> int:
    """The queries of one request, which must answer 200.

    Counted on the connection: the client forgets Django's own log when a request begins.
    """
    count = 0

    def counting(execute: Any, *statement: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*statement)

    with connection.execute_wrapper(counting):
        answer = client.get(path)
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    return count
