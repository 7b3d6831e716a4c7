"""Django without middleware, apps or database."""

SECRET_KEY = "benchmark"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.benchmarks.hello"
MIDDLEWARE: list[str] = []
