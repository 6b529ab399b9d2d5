# The commands for people and CI. `make help` lists them.

MAKEFLAGS += --no-print-directory
PREFIX ?= /usr/local
swift_sources := Sources Tests Package.swift

.DEFAULT_GOAL := help
.PHONY: help run test check format screenshots bench bench-restart bench-shell install

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## opens the deck on the sample; without a terminal, tries every sample function
	@scripts/with-engine run lamdeck scripts/run-sample

test: ## all tests, against the real engine
	@scripts/with-engine test tests scripts/run-tests

check: ## format, file lengths, shell scripts, prose, warnings as errors, undeclared imports
	@scripts/setup build
	@scripts/check $(swift_sources)

format: ## formats the Swift code in place
	@swift format --in-place --parallel --recursive $(swift_sources)

screenshots: ## draws the pictures of README and docs from the deck itself (2 minutes)
	@scripts/with-engine run lamdeck scripts/screenshots

bench: ## repeats the measurements of docs/performance.md
	@scripts/with-engine run lamdeck Benchmarks/run

bench-restart: ## compares restarts, calls and streams with docker restart, the emulator and SAM (15 minutes)
	@scripts/with-engine run lamdeck Benchmarks/run-restart

bench-shell: ## compares the commands with the Engine API and `sam local invoke` (5 minutes)
	@scripts/with-engine run lamdeck Benchmarks/run-shell

install: ## installs the program, its manual and the completions below PREFIX (/usr/local)
	@scripts/setup build
	@scripts/build-release lamdeck
	@scripts/install-program .build/release/lamdeck "$(DESTDIR)$(PREFIX)"
