"""What the write boundary costs: ``python -m tests.benchmarks.write_boundary``.

The wrapper is timed around a statement that does nothing, and set against the smallest query that
Django can make, in SQLite's memory, which is the fastest database there is.
"""

import os
import timeit

import django

READ = 'SELECT "people_post"."id", "people_post"."role" FROM "people_post" WHERE "id" = %s'
WRITE = 'UPDATE "people_post" SET "role" = %s WHERE "people_post"."id" = %s'
BULK = 'INSERT INTO "people_post" ("role") VALUES ' + ", ".join(["(%s)"] * 500)
TIMES = 500


def microseconds(call) -> float:
    return min(timeit.repeat(call, number=TIMES, repeat=60)) / TIMES * 1e6


def nothing(sql, params, many, context):
    return None


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings.test"
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    django.setup()
    from django.db import connection

    from core.actions.boundary import exempt, watch

    context = {"connection": connection}

    def smallest():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchall()

    smallest()
    connection.execute_wrappers.clear()
    print(f"the smallest query of Django:     {microseconds(smallest):6.2f} µs")
    for name, sql in (("read", READ), ("write", WRITE), ("bulk", BULK)):
        with exempt("benchmark"):
            cost = microseconds(lambda sql=sql: watch(nothing, sql, (), False, context))
        bare = microseconds(lambda sql=sql: nothing(sql, (), False, context))
        print(f"the boundary adds to one {name:5}:  {cost - bare:6.2f} µs")


if __name__ == "__main__":
    main()
