# Everything a developer or CI runs. `make` alone lists it.
# `demo` and `test` need only Go; the other tools are pinned here or in tests/node
# and are installed inside this checkout (.bin/, tests/node/node_modules/).

# A vendor is a folder of specs.
VENDORS := $(patsubst specs/%/openapi.yaml,%,$(sort $(wildcard specs/*/openapi.yaml)))

GO               := go
GOLANGCI_VERSION := 2.15.0
GOLANGCI         := .bin/golangci-lint-$(GOLANGCI_VERSION)
OAPI_CODEGEN     := $(GO) run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen
OASDIFF_VERSION  := 1.33.0
OASDIFF          := .bin/oasdiff-$(OASDIFF_VERSION)
APIDIFF_VERSION  := v0.0.0-20261113113407-e3970619a1a4
APIDIFF          := .bin/apidiff-$(APIDIFF_VERSION)
NODE_STAMP       := tests/node/node_modules/.package-lock.json
REDOCLY          := tests/node/node_modules/.bin/redocly

# What a change is judged against: the last tag, and until there is one this commit, which
# had the whole SDK. Its tree names the same files where a history has been rewritten.
API_BASE      := 3a97e247a10a48d5c9496e42f7471fb6c7dccf59
API_BASE_TREE := 4bd700a1cdda6063aff1eca6c8fb5436c64d0434
BASE          ?= $(or $(shell git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null),$(API_BASE))
# ALLOW_BREAKING=1 makes spec-breaking and api-breaking tell of a break and succeed.
ALLOW_BREAKING ?=
# WRITE=1 makes `make changelog` insert its draft instead of printing it.
WRITE    ?=

ARGS     ?=
FUZZTIME ?= 4s
# How long `make soak` goes on, and the seed that an earlier one printed.
DURATION ?= 10m
SEED     ?= 0
# RACE=1 makes `make test` fail where the race detector cannot run.
RACE     ?=
# ENFORCE=1 makes `make test` fail if it needs a third more CPU time than its budget.
ENFORCE  ?=
# EXPIRIES is how many expiries the processes of `make fleet` live through.
EXPIRIES ?= 20
# WITHOUT_FLEET=1 leaves the fleets out of `make test-all`, if `make fleet` runs beside it.
WITHOUT_FLEET ?=
# SEVENTH=1 lets `make new-vendor-check` add a second vendor.
SEVENTH  ?=
# PLAN=1 makes `make take` show what it would do.
PLAN     ?=
# QUICK=1 makes `make bench` a first look; BEFORE=../other compares with that checkout.
QUICK    ?=
BEFORE   ?=

SPECS    := $(VENDORS:%=specs/%/openapi.yaml)
GEN      := $(foreach v,$(VENDORS),gen/$(v)api/client.gen.go gen/$(v)server/server.gen.go clients/$(v)/codes.gen.go clients/$(v)/page.gen.go clients/$(v)/$(v)test/page.gen.go)
# What gencodes writes for all vendors; the last three have hand-written parts.
SHARED   := tests/kit/accounts/spec.gen.go tests/kit/models/models.gen.go .golangci.yml README.md .github/README.zh.md
# A peer of the benchmarks: what the generator makes with its default settings.
PEER     := tests/bench/gen/oapi
# A client such as a user generates from a spec of their own.
USER     := tests/kit/userapi

.DEFAULT_GOAL := help
MAKEFLAGS     += --no-builtin-rules

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: ## Run the main job against local simulators (ARGS="…" is passed on)
	$(GO) run ./tests/cmd/demo $(ARGS)

# What a user's tests may cost on a warm cache: seconds of CPU. CI fails at a third more.
BUDGET := 150
TESTS   = $(GO) run ./tests/cmd/budget $(if $(filter-out 0,$(RACE)),-race on,-race auto)

# What a user runs: the SDK, its simulators, and the suites over all vendors.
SDK   := ./authhooks/... ./clients/... ./gen/... ./tests/cmd/balance ./tests/cmd/demo ./tests/cmd/sandbox \
         $(patsubst %,./tests/suite/%/...,carriers conformance decoders hostile simulators)

.PHONY: test
test: ## Tell whether the SDK works here, with the race detector where it can run (RACE=1 requires it)
	$(TESTS) -cpu $(BUDGET)s $(if $(filter-out 0,$(ENFORCE)),-enforce) $(SDK)

.PHONY: test-tools
test-tools: ## Test what is no part of the SDK: specs and pages, promises, the tools and the kit
	$(GO) run ./tests/cmd/budget -tag all $$($(GO) list ./... | grep -vxF "$$($(GO) list $(SDK) ./tests/suite/fleet)")

.PHONY: test-all
test-all: test test-tools ## Run all tests: those with the build tag all too, which build other modules, start fleets, or read hundreds of pages
	$(TESTS) -tag all -only $$($(GO) list $(SDK) | grep -v /tests/suite/hostile)
	$(GO) run ./tests/cmd/budget -tag all -only ./tests/suite/hostile $(if $(filter-out 0,$(WITHOUT_FLEET)),,./tests/suite/fleet)

.PHONY: race
race: ## Run all tests, with and without the build tag all, with the race detector
	$(GO) test -race -shuffle=on -count=1 -tags all ./...

.PHONY: fuzz
fuzz: ## Run every fuzz target for FUZZTIME (default 4s) each
	bash .ci/fuzz $(FUZZTIME)

.PHONY: mutate
mutate: ## Remove each guard alone: the test that it names must turn red (minutes; ARGS='-only redirect')
	$(GO) run ./tests/cmd/mutate $(ARGS)

# Where a program may run that imports the SDK.
PLATFORMS := linux/amd64 linux/arm64 linux/386 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64 freebsd/amd64 freebsd/arm64 js/wasm
# Each of these differs from the others in the size of an int or in its system calls.
VET_PLATFORMS := windows/amd64 linux/386 js/wasm
# Runs $(2) for each platform of $(1), two at a time.
on_each = printf '%s\n' $(1) | xargs -P 2 -I{} sh -c 'GOOS=$$(dirname {}) GOARCH=$$(basename {}) CGO_ENABLED=0 $(2) || { echo "$@: {} failed" >&2; exit 1; }'

.PHONY: cross
cross: ## Compile the SDK for every platform on which programs may use it
	@$(call on_each,$(PLATFORMS),$(GO) build ./authhooks/... ./clients/... ./gen/...)
	@echo "cross: the SDK compiles for $(PLATFORMS)"

.PHONY: cross-vet
cross-vet: ## Vet everything, tests too, for windows, 32 bits and js/wasm; run what the file store says where it cannot work, by node
	@$(call on_each,$(VET_PLATFORMS),$(GO) vet ./...)
	GOOS=js GOARCH=wasm $(GO) test -count=1 -exec="$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" ./authhooks/filestore

.PHONY: bench
bench: ## Measure us beside our peers: one table, one chart (about 15 min; QUICK=1 about 3; BEFORE=../other: beside that checkout)
	cd tests/bench && QUICK=$(QUICK) BEFORE=$(if $(BEFORE),$(abspath $(BEFORE))) ./run.sh out

.PHONY: bench-check
bench-check: ## Compile tests/bench, which is a module of its own, and run our rows of it once
	cd tests/bench && $(GO) vet ./... && $(GO) test -run '^$$' -bench '/ours' -benchtime 10x .

.PHONY: wrappers
wrappers: ## Other modules' RoundTrippers (otelhttp, go-retryablehttp): tests/suite/wrappers, which is a module of its own
	cd tests/suite/wrappers && $(GO) vet ./... && $(GO) test -count=1 .

.PHONY: otel
otel: ## The metrics and spans of oteladapter, its dashboard and its alert rules: tests/otel, which is a module of its own
	cd tests/otel && $(GO) vet ./... && $(GO) test -count=1 .

.PHONY: sandbox
sandbox: ## The vendors as standing servers on loopback, with a page (ARGS="-addr 127.0.0.1:0")
	$(GO) run ./tests/cmd/sandbox $(ARGS)

.PHONY: browser-test
browser-test: ## Drive the sandbox's page in a headless Chromium, which must be installed
	cd tests/cmd/sandbox/browser && $(GO) vet ./... && $(GO) test -count=1 -v .

.PHONY: mock-test
mock-test: $(NODE_STAMP) ## Let an independent mock of the specs serve our clients
	$(GO) test -tags prism -count=1 ./tests/suite/mock

.PHONY: crowd
crowd: ## 64 clients for 10 s on each simulator, with the race detector
	$(GO) test -race -tags all -count=1 -run TestCrowd ./tests/suite/conformance -crowd 10s -v

.PHONY: model
model: ## 500 seeds of several sources over one store, with a vendor that rotates refresh tokens and punishes reuse
	$(GO) test -count=1 -run TestModelOfAFleet ./authhooks -model.seeds 500

.PHONY: soak
soak: ## 64 callers on all vendors in trouble, for DURATION (default 10m); repeat one with SEED=
	$(GO) test -count=1 -timeout 0 -tags soak -run 'TestSoak|TestTrouble' ./tests/suite/soak -soak $(DURATION) -seed $(SEED) -v

.PHONY: fleet
fleet: ## Eight processes on one account through EXPIRIES (20) expiries, over files and a real Redis; 1,000 processes simulated
	VENDORAUTH_REDIS=required $(GO) test -count=1 -tags all -skip TestSimulatedDay ./tests/suite/fleet -fleet.expiries $(EXPIRIES) -v
	$(GO) test -count=1 -tags all -run TestSimulatedDay ./tests/suite/fleet -sim 1000 -v

.PHONY: frozen-disk
frozen-disk: ## The file store on a disk that freezes, is full or read only (Linux; fails without root, mkfs.ext4, fsfreeze)
	$(GO) test -race -count=1 -tags frozendisk -run TestFrozenDisk ./authhooks/filestore -v

.PHONY: fleet-sim
fleet-sim: ## Simulate a day of 10 to 10,000 processes (about 3 min): a table, and tests/suite/fleet/fleet.svg
	@rm -f tests/suite/fleet/sim.jsonl
	$(GO) test -count=1 -timeout 30m -tags all -run TestSimulatedDay ./tests/suite/fleet -sim 10,100,1000,10000 -sim.out sim.jsonl -v
	cd tests/bench && $(GO) run ./cmd/fleetchart ../suite/fleet/sim.jsonl ../suite/fleet/fleet.svg

# NAME and the others only count if they are given here: some systems have them in the environment.
given = $(if $(filter command,$(firstword $(origin $(1)))),$$$(1))

.PHONY: new-vendor
new-vendor: ## Lay out a new vendor, for specs/README.md "Adding a vendor" (NAME=foo TITLE="Foo Cloud" KIND=basic|json|form, with -200 if failures are HTTP 200)
	@$(GO) run ./tests/cmd/newvendor "$(call given,NAME)" "$(call given,TITLE)" "$(or $(call given,KIND),basic)"

.PHONY: new-vendor-check
new-vendor-check: ## Add a vendor to a copy, whole, and change single facts there (minutes; SEVENTH=1 adds one of another kind too)
	$(GO) test -count=1 -timeout 20m -tags all,copies -run 'TestASixthVendor|TestOneFact$(if $(SEVENTH),|TestASeventhVendor)' ./tests/cmd/newvendor -v

# The program's own exit status is 1 for changes, 2 where it cannot read; make's is 2 for both.
DOCFACTS = $(GO) build -o .bin/docfacts ./tests/cmd/docfacts && .bin/docfacts

.PHONY: drift
drift: ## What a newer page of a vendor changed (VENDOR=amsu DOC=page.txt, DOC=- reads standard input; FORMAT=json|markdown)
	@$(DOCFACTS) drift -vendor '$(VENDOR)' -doc '$(DOC)' -format '$(or $(FORMAT),text)'

.PHONY: page-diff
page-diff: ## What changed between two saved pages, without a spec (OLD=page.txt NEW=newer.txt; FORMAT=json|markdown)
	@$(DOCFACTS) compare -format '$(or $(FORMAT),text)' '$(OLD)' '$(NEW)'

.PHONY: facts
facts: ## Write down the facts of a vendor's page: specs/VENDOR/facts.yaml (VENDOR=amsu DOC=page.txt; DATE=2026-11-21)
	@$(DOCFACTS) facts -vendor '$(VENDOR)' -doc '$(DOC)' $(if $(DATE),-date '$(DATE)')

.PHONY: take
take: $(NODE_STAMP) $(OASDIFF) $(APIDIFF) ## From a changed page to files ready for review: all or nothing, no commit (VENDOR=amsu DOC=page.txt; PLAN=1 writes nothing)
	@$(DOCFACTS) take -vendor '$(VENDOR)' -doc '$(DOC)' $(if $(DATE),-date '$(DATE)') $(if $(filter-out 0,$(PLAN)),-n)

.PHONY: take-all
take-all: $(NODE_STAMP) ## Take in every changed page of the tests, each into a copy (about 5 min; EACH=2 takes two a vendor)
	$(GO) test -count=1 -timeout 30m -tags all,takeall -run TestTakeAll ./tests/cmd/docfacts -each $(or $(EACH),0) -v

.PHONY: generate
generate: ## Regenerate from specs/: gen/, codes and page facts in clients/, what tests know of the specs
	@rm -rf gen/*/*.gen.go clients/*/*.gen.go clients/*/*/*.gen.go .bin/generate
	@$(GO) run ./tests/cmd/gencodes
	@set -e; for v in $(VENDORS); do \
		echo "generate: $$v"; \
		mkdir -p gen/$${v}api gen/$${v}server; \
		$(OAPI_CODEGEN) -config .bin/generate/$$v.api.yaml specs/$$v/openapi.yaml; \
		$(OAPI_CODEGEN) -config .bin/generate/$$v.server.yaml specs/$$v/openapi.yaml; \
	done; \
	$(OAPI_CODEGEN) -config $(PEER)/cfg.yaml $(PEER)/spec.yaml; \
	$(GO) generate ./$(USER); \
	for f in $(GEN); do test -s $$f || { echo "generate: $$f was not written" >&2; exit 1; }; done

.PHONY: check-generate
check-generate: generate ## Fail if the generated code is not exactly what specs/ generates, untracked files included
	@changed=$$(git status --porcelain --untracked-files=all --ignored -- gen $(filter clients/%,$(GEN)) $(SHARED) $(PEER) $(USER)) || exit 1; \
	foreign=$$(git ls-files -- gen ':(exclude,glob)gen/*/*.gen.go') || exit 1; \
	if [ -n "$$changed" ]; then \
		git --no-pager diff HEAD -- gen $(filter clients/%,$(GEN)) $(SHARED) $(PEER) $(USER); echo "$$changed"; \
		echo "check-generate: generated code differs from the last commit; commit what 'make generate' writes" >&2; exit 1; \
	fi; \
	if [ -n "$$foreign" ]; then \
		echo "$$foreign"; echo "check-generate: gen/ holds only generated files" >&2; exit 1; \
	fi; \
	for f in $(GEN); do \
		git ls-files --error-unmatch -- $$f >/dev/null || exit 1; \
	done; \
	echo "check-generate: $(words $(GEN)) files are what specs/ generates"

.PHONY: lint
lint: $(GOLANGCI) prose ## Run golangci-lint, its formatters included, and read the prose
	$(GOLANGCI) run ./...

PROSE = authhooks clients tests/cmd/balance tests/cmd/demo tests/cmd/prose tests/cmd/sandbox specs/README.md tests/README.md tests/suite/fleet/README.md README.md .github/SECURITY.md .github/CONTRIBUTING.md

.PHONY: prose
prose: ## Find in comments and pages what the house rules of English forbid
	$(GO) run ./tests/cmd/prose $(PROSE)

.PHONY: spec-lint
spec-lint: $(NODE_STAMP) ## Lint the OpenAPI documents; a warning fails too
	@problems=$$(REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
		$(REDOCLY) lint --config .redocly.yaml --lint-config error --format stylish $(SPECS)) \
		&& [ -z "$$problems" ] || { echo "$$problems"; echo "spec-lint: failed" >&2; exit 1; }

# The program's own exit status is 1 for a break, 2 where it could not compare; make's is 2 for both.
RELEASE = $(GO) build -o .bin/release ./tests/cmd/release && .bin/release
SINCE   = -base '$(BASE)' $(if $(filter $(API_BASE),$(BASE)),-tree $(API_BASE_TREE))
ALLOW   = $(if $(filter-out 0,$(ALLOW_BREAKING)),-allow-breaking)

.PHONY: spec-breaking
spec-breaking: $(OASDIFF) ## Judge the specs against BASE (last tag): patch, minor or major; a break fails (ALLOW_BREAKING=1)
	@$(RELEASE) specs $(SINCE) $(ALLOW) -oasdiff $(OASDIFF)

.PHONY: api-breaking
api-breaking: $(APIDIFF) ## Judge the exported Go API against BASE, in the same way
	@$(RELEASE) api $(SINCE) $(ALLOW) -apidiff $(APIDIFF)

.PHONY: changelog
changelog: $(OASDIFF) $(APIDIFF) ## Draft the changelog's entries since BASE (WRITE=1 inserts them)
	@$(RELEASE) changelog $(SINCE) $(if $(filter-out 0,$(WRITE)),-write) -oasdiff $(OASDIFF) -apidiff $(APIDIFF)

.PHONY: release-check
release-check: $(OASDIFF) $(APIDIFF) ## Fail on a break since BASE that the changelog does not declare; test the judges
	OASDIFF=$(CURDIR)/$(OASDIFF) APIDIFF=$(CURDIR)/$(APIDIFF) $(GO) test -count=1 ./tests/cmd/release
	@$(RELEASE) check $(SINCE) $(ALLOW) -oasdiff $(OASDIFF) -apidiff $(APIDIFF)

.PHONY: release-notes
release-notes: ## Print what the changelog says of VERSION; fail if that is not ready to be tagged (VERSION=v0.1.0)
	@$(RELEASE) notes -version "$(call given,VERSION)"

.PHONY: ts-check
ts-check: $(NODE_STAMP) ## Compile the TypeScript client of every spec, specs/<vendor>/client.ts, over generated types
	@rm -rf tests/node/client/gen tests/node/client/*.ts && mkdir tests/node/client/gen
	@set -e; for v in $(VENDORS); do \
		cp specs/$$v/client.ts tests/node/client/$$v.ts; \
		out=$$(cd tests/node && node_modules/.bin/openapi-typescript ../../specs/$$v/openapi.yaml -o client/gen/$$v.ts 2>&1) || { echo "$$out" >&2; exit 1; }; \
	done; \
	cd tests/node && node_modules/.bin/tsc -p client
	@echo "ts-check: $(words $(VENDORS)) TypeScript clients compile"

.PHONY: docs
docs: $(NODE_STAMP) ## Build one HTML reference of all vendors, readable offline: .docs/index.html
	@mkdir -p .docs && $(GO) run ./tests/cmd/reference .docs/openapi.yaml $(VENDORS)
	@out=$$(REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(REDOCLY) build-docs .docs/openapi.yaml \
		--inlineBundle --title 'vendorauth: reference' -o .docs/index.html 2>&1) || { echo "$$out" >&2; exit 1; }
	@echo "docs: .docs/index.html"

.PHONY: docs-check
docs-check: docs ## Read that page in a headless Chromium, which must be installed, without a network
	REFERENCE=$(CURDIR)/.docs/index.html $(GO) test -count=1 ./tests/cmd/reference

.PHONY: tools
tools: $(GOLANGCI) $(OASDIFF) $(APIDIFF) $(NODE_STAMP) ## Install the pinned tools into this checkout

$(GOLANGCI):
	@echo "tools: installing golangci-lint v$(GOLANGCI_VERSION); minutes the first time, seconds after"
	@rm -f .bin/golangci-lint*
	GOBIN=$(CURDIR)/.bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(GOLANGCI_VERSION)
	@mv .bin/golangci-lint $@

$(OASDIFF):
	@rm -f .bin/oasdiff*
	GOBIN=$(CURDIR)/.bin $(GO) install github.com/oasdiff/oasdiff@v$(OASDIFF_VERSION)
	@mv .bin/oasdiff $@

$(APIDIFF):
	@rm -f .bin/apidiff*
	GOBIN=$(CURDIR)/.bin $(GO) install golang.org/x/exp/cmd/apidiff@$(APIDIFF_VERSION)
	@mv .bin/apidiff $@

$(NODE_STAMP): tests/node/package.json tests/node/package-lock.json
	npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund
	@touch $@

.PHONY: tidy-check
tidy-check: ## Fail if go.mod or go.sum is not tidy or a module is not what go.sum says
	$(GO) mod tidy -diff
	$(GO) mod verify
