# The one way to run, test and keep Yiwang. `make` alone lists what there is.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo serve test lint bench soak rehearse messages lock clean

PORT ?= 8000
GROUP_ORIGIN ?= http://localhost:$(PORT)
JOBS ?= 2
SOAK_MINUTES ?= 10
# Each file's tests stay with one worker, in the order in which they were collected.
SPREAD = -n $(JOBS) --dist loadfile --no-loadscope-reorder
PY := .venv/bin/python
# The first Python that Yiwang runs with; where there is none, python3, to be told why not.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python deploy/preflight.py --need-bytes 0 >/dev/null 2>&1 && echo $$python && exit; \
	done; echo python3)

# $(call preflight,OPTIONS): stop with one line where this machine cannot run Yiwang.
preflight = @command -v "$(PYTHON)" >/dev/null || { \
	echo "No $(PYTHON) here: install Python 3.11, 3.12 or 3.13, or name one by PYTHON=/path/to/python3.11" >&2; \
	exit 1; }; \
	[ -x $(PY) ] || rm -f .venv/.synced-*; \
	"$(PYTHON)" deploy/preflight.py $(1)
# $(call install,LOCK): bring .venv to that lock, at once where it is there already.
install = @$(MAKE) --silent --no-print-directory .venv/.synced-$(1)

help: ## list the targets
	@echo "Variables: PORT=$(PORT) (demo, serve), PYTHON=, JOBS=$(JOBS) and ARGS= (test), UPGRADE=1 (lock)"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## install, build the sample province and serve it at http://localhost:$PORT/
	$(call preflight,--port "$(PORT)")
	$(call install,base)
	@GROUP_ORIGIN=$(GROUP_ORIGIN) $(PY) manage.py demo --directory sites/gansu --port "$(PORT)"

serve: ## serve the sites that are there, without building any
	$(call preflight,--port "$(PORT)")
	$(call install,base)
	@GROUP_ORIGIN=$(GROUP_ORIGIN) $(PY) manage.py serve --port "$(PORT)"

test: ## install what the tests need and run them all, on SQLite and then on PostgreSQL
	$(call preflight)
	$(call install,test)
	@deploy/install-test-services.sh
	@status=0; \
	$(PY) -m pytest $(SPREAD) $(ARGS) || status=$$?; \
	YIWANG_TEST_EARLIER=$$status $(PY) -m pytest $(SPREAD) --database=postgresql \
		-m "not sqlite_only and not journey" $(ARGS) || status=$$?; \
	exit $$status

lint: ## check style, import contracts, migrations and Django's own checks
	$(call preflight)
	$(call install,test)
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@.venv/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py check
	@deploy/audit-packages.sh $(PY)

bench: ## print what pages, imports, new sites and searches cost, against their yardsticks
	$(call preflight)
	$(call install,test)
	@$(PY) -m tests.benchmarks
	@$(PY) -m tests.benchmarks.search

soak: ## load, outages, kills, full disks and junk, each for SOAK_MINUTES=10, on PostgreSQL and Redis
	$(call preflight)
	$(call install,test)
	@deploy/install-test-services.sh
	@SOAK_MINUTES=$(SOAK_MINUTES) $(PY) -m pytest --timeout=0 --database=postgresql \
		tests/core/delivery/test_live.py tests/outages $(ARGS)
	@end=$$(($$(date +%s) + 60 * $(SOAK_MINUTES))); \
	while :; do \
		$(PY) -m pytest --database=postgresql tests/core/jobs/test_killing.py \
			tests/core/jobs/test_serving.py tests/core/security/test_room.py \
			tests/core/delivery/test_malformed.py $(ARGS) || exit 1; \
		[ $$(date +%s) -lt $$end ] || break; \
	done

rehearse: ## deploy on this Debian machine as root, behind nginx, walk through it, remove it all
	@deploy/rehearse.sh

messages: ## collect the texts to translate, and compile the translations (needs gettext)
	$(call preflight)
	$(call install,base)
	@$(PY) manage.py makemessages --locale zh_Hans --add-location file --no-obsolete \
		--ignore .venv --ignore var --ignore tests
	@$(PY) manage.py compilemessages --locale zh_Hans --locale en --ignore .venv --ignore var

lock: ## write requirements/*.txt anew from *.in; UPGRADE=1 takes newer releases
	$(call preflight)
	@$(PYTHON) deploy/install.py uv
	@cd requirements && for name in base test uv; do \
		UV_CUSTOM_COMPILE_COMMAND="make lock" ../.venv/bin/uv pip compile --quiet --universal \
			--generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
			$(if $(UPGRADE),--upgrade) $$name.in --output-file $$name.txt || exit 1; \
	done

clean: ## remove .venv, the database, uploads and caches
	rm -rf .venv var demo-accounts.json .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.synced-%: requirements/%.txt requirements/uv.txt
	@$(PYTHON) deploy/install.py $*
