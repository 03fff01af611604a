# `make run` and `make test` are the two commands. Each installs what the machine lacks, builds, and does its job.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# What `make run` serves with. The first release build takes twice the time of a debug one; after that both are up in seconds.
CONFIGURATION ?= release
SOURCES := Sources Tests Package.swift

.PHONY: help run test check build lint format dependencies clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: dependencies .env ## Serve the demo on a private PostgreSQL, at http://127.0.0.1:8000
	@swift build --configuration $(CONFIGURATION) --product rookery
	@exec .build/$(CONFIGURATION)/rookery serve --demo

test: dependencies lint build ## Lint, build and run all tests, on a PostgreSQL of their own
	swift test --skip-build

check: test ## What must pass before every commit: the same as test

build: dependencies ## Build everything for debugging, tests included
	swift build --build-tests

lint: ## Check the formatting, strictly
	swift format lint --strict --parallel --recursive $(SOURCES)

format: ## Format all sources in place
	swift format --in-place --parallel --recursive $(SOURCES)

dependencies: ## Install the missing system packages
	@Scripts/install-dependencies

clean: ## Delete what was built; .rookery (the data) and .env stay
	rm -rf .build

.env:
	@Scripts/make-environment
