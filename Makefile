# giamngheo. `make run` and `make test` are all a newcomer needs; `make help` lists the rest.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

ADDR    ?= 127.0.0.1:8080
DEMO    ?= data/demo
COMMIT  := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
TOOL    := go tool -modfile=tools/go.mod
PG      := go run ./internal/db/dbtest/withpostgres --
# What a release is built with: the newest patch of Go, with what was mended since the one in go.mod.
RELEASE_GO := go1.26.11
# Where goroutines meet: these are also tested with the race detector.
RACE    := ./internal/db ./internal/job ./internal/account ./internal/web

# A build depends on the program text, not on the machine: no cgo, no paths.
export CGO_ENABLED ?= 0

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

## running

.PHONY: run
run: build $(DEMO)/giamngheo.db ## build, make the demonstration province once, serve it at http://127.0.0.1:8080
	@exec bin/giamngheo serve --data $(DEMO) --addr $(ADDR)

.PHONY: build
build: ## build bin/giamngheo
	@go build -trimpath -ldflags "-s -w -X giamngheo/internal/app.commit=$(COMMIT)" -o bin/giamngheo ./cmd/giamngheo

# Made beside its place and moved there when whole: an interrupted demonstration is never served.
$(DEMO)/giamngheo.db: | build
	@rm -rf $(DEMO).part && mkdir -p $(dir $(DEMO))
	@bin/giamngheo demo --data $(DEMO).part
	@rm -rf $(DEMO) && mv $(DEMO).part $(DEMO)

.PHONY: demo
demo: build ## make the demonstration province anew in data/demo
	@rm -rf $(DEMO)
	@$(MAKE) --no-print-directory $(DEMO)/giamngheo.db

# A package bears the time of its commit, so that the same tree gives the same bytes.
.PHONY: deb
deb: build ## build bin/giamngheo_VERSION_amd64.deb and _arm64.deb
	@bin/giamngheo completion bash > bin/completion.bash
	@version=$$(sed -n 's/^const version = "\(.*\)"/\1/p' internal/app/cmd_version.go); \
	 epoch=$$(git log -1 --format=%ct 2>/dev/null || echo 0); \
	 for arch in amd64 arm64; do \
	   GOTOOLCHAIN=$(RELEASE_GO) GOOS=linux GOARCH=$$arch go build -trimpath -ldflags "-s -w -X giamngheo/internal/app.commit=$(COMMIT)" -o bin/giamngheo-$$arch ./cmd/giamngheo; \
	   go run ./packaging/deb -program bin/giamngheo-$$arch -completion bin/completion.bash -arch $$arch -version $$version -epoch $$epoch -out bin; \
	 done

## making

.PHONY: generate
generate: ## write the Go files of the pages (*_templ.go) from their .templ files
	@$(TOOL) templ generate -log-level warn

.PHONY: assets
assets: ## build stylesheet, script and fonts into internal/web/assets/dist (needs node and npm)
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build

.PHONY: fmt
fmt: ## format Go and page files
	@$(TOOL) gofumpt -w bench cmd internal e2e packaging tools
	@$(TOOL) templ fmt -log-level warn internal

## proving

.PHONY: test
test: tools check-format check-vet check-generated check-assets check-known test-go test-race test-partitioned test-e2e ## every check and every test, on SQLite and PostgreSQL, with a browser
	@echo
	@echo "make test: everything passed"

.PHONY: check
check: check-format check-vet check-generated ## the quick checks without tests: format, vet, staticcheck, generated files

.PHONY: check-format
check-format:
	@echo "== format (gofumpt)"
	@files=$$($(TOOL) gofumpt -l bench cmd internal e2e packaging tools); \
	 if [ -n "$$files" ]; then echo "not formatted, run 'make fmt':"; echo "$$files"; exit 1; fi

.PHONY: check-vet
check-vet:
	@echo "== go vet, staticcheck"
	@go vet ./...
	@$(TOOL) staticcheck ./...
	@cd e2e && go vet ./...

# Generated files are committed; here they are made again, and must come out the same.
.PHONY: check-generated
check-generated:
	@echo "== generated pages"
	@.ci/same 'make generate' $$(git ls-files '*_templ.go') -- $(MAKE) --no-print-directory generate

.PHONY: check-assets
check-assets:
	@echo "== assets"
	@.ci/same 'make assets' internal/web/assets/dist -- $(MAKE) --no-print-directory assets
	@cd frontend && npm run --silent check

# Known vulnerabilities in what is called and built in. Where no database of them can be reached, the line
# says NOT RUN.
.PHONY: check-known
check-known:
	@echo "== known vulnerabilities (govulncheck, npm audit)"
	@cd tools && go test ./... && GOTOOLCHAIN=$(RELEASE_GO) go run ./vulncheck
	@.ci/npm-audit

.PHONY: test-go
test-go: ## the Go tests on SQLite and PostgreSQL, language and architecture checks among them
	@echo "== tests on SQLite and PostgreSQL"
	@$(PG) go test ./...

.PHONY: test-race
test-race: ## the packages where goroutines meet, with the race detector
	@echo "== race detector"
	@$(PG) env CGO_ENABLED=1 go test -race $(RACE)
	@$(PG) env CGO_ENABLED=1 go test -race -run 'Serve|Metrics|Nightly|Servers' ./internal/app

# The tables that a distributed PostgreSQL would shard by commune are hash-partitioned here.
.PHONY: test-partitioned
test-partitioned: ## the database houses again, household-level tables hash-partitioned by commune
	@echo "== tests on hash-partitioned PostgreSQL"
	@TEST_PARTITIONED=1 $(PG) go test $$(go list -f '{{if .TestGoFiles}}{{.ImportPath}}{{else if .XTestGoFiles}}{{.ImportPath}}{{end}}' \
	  ./internal/db/... ./internal/household/... ./internal/review/... ./internal/target/... ./internal/report/... ./internal/demo/... ./internal/intake)

.PHONY: test-e2e
test-e2e: build frontend/node_modules/axe-core/axe.min.js ## the journeys by role in headless Chromium, against the real program
	@echo "== journeys in Chromium"
	@cd e2e && go test -count=1 ./...

frontend/node_modules/axe-core/axe.min.js:
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error

.PHONY: bench
bench: build ## the program beside its floors on the whole province, on both engines; then the benchmarks of every package
	@go run ./internal/db/dbtest/withpostgres -durable -- go run ./bench
	@go test -run '^$$' -bench . -benchmem ./...

.PHONY: cover
cover: ## test coverage by package, and as pages in cover.html
	@$(PG) go test -coverprofile=cover.prof ./...
	@go tool cover -html=cover.prof -o cover.html
	@go tool cover -func=cover.prof | tail -1

.PHONY: tools
tools: ## look for the tools that make test needs; install Debian's packages where missing
	@.ci/tools

.PHONY: clean
clean: ## remove what was built; data stays
	@rm -rf bin cover.html cover.prof e2e/out
