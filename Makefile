# `make run` and `make test` are the two commands. Each installs what the machine lacks, builds, and does its job.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# What `make run` serves with. The first release build takes twice the time of a debug one; after that both are up in seconds.
CONFIGURATION ?= release
SOURCES := Sources Tests Package.swift Checks/Fuzz/Package.swift Checks/Fuzz/Sources/Inputs Checks/Policy/Sources/PolicyCheck Benchmarks/Policy/Sources/PolicyBench Benchmarks/Policy/Sources/FilterBench Benchmarks/Connections/Sources/Connections Benchmarks/LoginFlood/Package.swift Benchmarks/LoginFlood/Sources/LoginFlood
BUILT := .build/served-$(CONFIGURATION)

.PHONY: help run test check build lint format bench scale-bench connection-bench policy-check policy-bench flood-bench login-bench fuzz mail-server dependencies clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: dependencies .env $(BUILT) ## Serve the demo on a private PostgreSQL, at http://127.0.0.1:8000
	@exec .build/$(CONFIGURATION)/rookery serve --demo

# Asking swift whether anything changed takes seconds; make knows at once.
$(BUILT): Package.swift $(shell find Sources -type f) | dependencies
	@swift build --configuration $(CONFIGURATION) --product rookery
	@touch $@

# One room after the other, and whole servers one by one: what computes without a pause would starve those that wait for a deadline.
ROOMS := '(JSON|JWT|RBAC|CRM)Tests' PostgreSQLTests MailTests HTTPCoreTests APITests

test: dependencies mail-server lint build ## Lint, build and run all tests, on a PostgreSQL of their own
	@failed=; \
	for room in $(ROOMS); do Scripts/run-tests "$$room" || failed+=" $$room"; done; \
	Scripts/run-tests ServerTests --no-parallel || failed+=" ServerTests"; \
	if test -n "$$failed"; then echo "Tests failed in$$failed: see \"== failed in\" above"; exit 1; fi

check: test ## What must pass before every commit: the same as test

build: dependencies ## Build everything for debugging, tests included
	swift build --build-tests

lint: ## Check the formatting, strictly
	swift format lint --strict --parallel --recursive $(SOURCES)

format: ## Format all sources in place
	swift format --in-place --parallel --recursive $(SOURCES)

bench: dependencies ## Measure Rookery beside its peers, then as data and load grow: ARGUMENTS="--only get,list --rounds 1"
	@Scripts/bench $(ARGUMENTS)

scale-bench: dependencies ## Measure what data and load do to time and memory: ARGUMENTS="--only flat,start --sizes 1000,100000"
	@Scripts/scale-bench $(ARGUMENTS)

connection-bench: dependencies ## Measure the ways to wait for PostgreSQL that were compared
	cd Benchmarks/Connections && swift run --configuration release Connections

policy-check: ## Hold the policy engine against Cedar: a million random decisions
	@Scripts/policy-check

policy-bench: ## Measure the policy engine, beside Cedar and Casbin
	@Scripts/policy-bench

flood-bench: dependencies ## Measure what a flood of logins does to other routes
	@Scripts/flood-bench

login-bench: ## Measure what failed logins tell and how much can be guessed: PAIRS=2000, GUESSES=10000
	@Scripts/login-bench "$(or $(PAIRS),2000)" "$(or $(GUESSES),10000)"

fuzz: ## Give random inputs to all readers for SECONDS=60, or RUNS=10000000 of them
	@FUZZ_SECONDS="$(SECONDS)" RUNS="$(RUNS)" SEED="$(SEED)" Scripts/fuzz

mail-server: dependencies ## Install the mail server that tests send to, below .build
	@Checks/Policy/python-environment .build/mail-server Tests/Support/requirements.txt

dependencies: ## Install the missing system packages
	@Scripts/install-dependencies

clean: ## Delete what was built; .rookery (the data) and .env stay
	rm -rf .build

.env:
	@Scripts/make-environment
