#!/usr/bin/env python3
"""Say, in one clear line each, what keeps Yiwang from starting here; exit 1 if anything does.

Runs under any Python 3, so that one too old for Yiwang can be told so: nothing in this file
is newer than Python 3.6.
"""

import argparse
import errno
import os
import shutil
import socket
import sys

OLDEST = (3, 11)
TOO_NEW = (3, 14)
GIGABYTE = 10**9
#: The virtual environment with the test tools takes 0.7 GB, and as much again while installing.
BYTES_TO_INSTALL = 1500 * 10**6
#: The demo's database, its pictures and room to write.
BYTES_TO_RUN = 300 * 10**6

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INSTALLED = os.path.isdir(os.path.join(ROOT, ".venv"))


def python_problem(version):
    """Tell why the Python that runs this (or ``version``) cannot run Yiwang, or None."""
    name = "Python {} ({})".format(".".join(map(str, version)), sys.executable)
    other = "name another by PYTHON=/path/to/python3.11"
    if version[:2] < OLDEST:
        return name + " is too old: Yiwang needs 3.11, 3.12 or 3.13; " + other
    if version[:2] >= TOO_NEW:
        return name + " is newer than Yiwang was tried with (3.11, 3.12, 3.13); " + other
    for module, package in (("sqlite3", "sqlite3"), ("ssl", "ssl"), ("ensurepip", "python3-venv")):
        try:
            __import__(module)
        except ImportError:
            return name + " has no " + module + ": install " + package + ", or " + other
    return None


def disk_problem(need):
    """Tell that fewer than ``need`` bytes are free where Yiwang lies, or None."""
    free = shutil.disk_usage(ROOT).free
    if free >= need:
        return None
    return "The disk is too full: {} needs {:.1f} GB free, there are {:.1f} GB".format(
        ROOT, need / GIGABYTE, free / GIGABYTE
    )


def port_error(port):
    """Return the error that listening on ``port`` meets, by whatever address, or None."""
    for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::1")):
        try:
            listener = socket.socket(family, socket.SOCK_STREAM)
        except OSError:  # a machine without IPv6
            continue
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                return error
        finally:
            listener.close()
    return None


def port_problem(text):
    """Tell why the web server cannot listen on this port, or None."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        return "PORT={} is no port: give a number from 1 to 65535".format(text)
    port = int(text)
    error = port_error(port)
    if error is None:
        return None
    if error.errno == errno.EADDRINUSE:
        reason = "is taken by another program"
    else:
        reason = "cannot be used ({})".format(error.strerror)
    return "Port {} {}: choose another, such as PORT={}".format(port, reason, free_port(port))


def free_port(after):
    """Return the next port that is free, above those only root may use."""
    first = max(after, 7999) + 1
    return next((port for port in range(first, 65536) if port_error(port) is None), 8000)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", help="the port that must be free")
    parser.add_argument(
        "--need-bytes",
        type=int,
        default=BYTES_TO_RUN if INSTALLED else BYTES_TO_INSTALL,
        help="how much of the disk must be free (default here: %(default)s)",
    )
    parser.add_argument("--pretend-version", help="judge this Python version (for the tests)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    version = tuple(sys.version_info[:3])
    if options.pretend_version:
        version = tuple(int(part) for part in options.pretend_version.split("."))
    problems = [python_problem(version), disk_problem(options.need_bytes)]
    if options.port is not None:
        problems.append(port_problem(options.port))
    problems = [problem for problem in problems if problem]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
