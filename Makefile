# `make` lists the targets. Those that need Debian packages install the missing ones first (scripts/setup.sh).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
SWIFT_FILES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
	Fuzz/Package.swift Fuzz/Sources
TRANSPORT_TESTS := CurlTransportTests|HTTPTransportTests|ApiClientsTests.ProxyTests
SHELL_FILES := .ci/run $(wildcard scripts/*.sh Benchmarks/*.sh Fuzz/*.sh)
LUA_FOLDERS := Benchmarks/pacing.lua scripts Sources Tests

.PHONY: help setup build release demo test bench asan fuzz tsan chaos lua-suite format lint install clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the missing Debian packages and check the Swift toolchain
	@scripts/setup.sh

build: setup ## Build for debugging
	swift build

# libstdc++ is linked in: to look its 1,700 symbols up is a tenth of every start. The folder has the archive only, so that
# the linker does not find the shared library first.
release: setup ## Build the optimised program, .build/release/govscript
	@clang="$$(dirname "$$(readlink -f "$$(command -v swift)")")/clang"; mkdir -p .build/archives; \
	ln -sf "$$("$$clang" -print-file-name=libstdc++.a)" .build/archives/
	swift build -c release --static-swift-stdlib --disable-local-rpath -Xlinker "-L$(CURDIR)/.build/archives"
	@! ldd .build/release/govscript | grep -F libstdc++ || { echo "the program would load libstdc++ at every start" >&2; exit 1; }
	@! readelf -d .build/release/govscript | grep -E "R(UN)?PATH.*ORIGIN" || { echo "the program would load libraries from its own folder" >&2; exit 1; }

demo: build ## Shorten 200 real URLs and publish them as a dataset, in the sandbox
	@scripts/demo.sh

# The tests of the transports have real connections and real time-outs, and the machine to themselves. The others come last,
# so that the output ends with their own summary. XCTest is left out: it would close with
# the line "Executed 0 tests".
test: lint ## Lint, build everything, run all tests
	swift build --build-tests
	scripts/api-docs.sh
	swift test --skip-build --disable-xctest --filter '$(TRANSPORT_TESTS)'
	swift test --skip-build --disable-xctest --skip '$(TRANSPORT_TESTS)'

bench: release ## Run the benchmarks; fails if a ratio to a peer leaves its bound
	@Benchmarks/all.sh

asan: setup ## Run all bindings and hostile scripts under AddressSanitizer, on a Lua that checks itself: minutes
	scripts/asan.sh

tsan: setup ## Run what shares memory between threads under ThreadSanitizer: minutes
	scripts/tsan.sh

fuzz: setup ## Fuzz what takes texts from outside, ten million inputs each: half a day (Fuzz/fuzz.sh does one)
	@Fuzz/fuzz.sh

chaos: setup ## Kill the real command 200 times, and fail the services 2,550 writes long: minutes
	swift build --build-tests
	GOVSCRIPT_CHAOS=1 swift test --skip-build --disable-xctest --filter 'ChaosTests|KillTests'

lua-suite: ## Run Lua's own tests from a folder that holds them: make lua-suite DIR=lua-5.4.4-tests
	@test -n "$(DIR)" || { echo "usage: make lua-suite DIR=FOLDER, with the tests of Lua 5.4.4 in it" >&2; exit 64; }
	@$(MAKE) --no-print-directory build
	@GOVSCRIPT=.build/debug/govscript scripts/lua-suite.sh "$(DIR)"

format: ## Format the Swift sources in place
	swift format --in-place --recursive --parallel $(SWIFT_FILES)

lint: setup ## Say where Swift leaves the format, and what luacheck and shellcheck find
	swift format lint --strict --recursive --parallel $(SWIFT_FILES)
	luacheck --quiet $(if $(CI),--no-color) $(wildcard $(LUA_FOLDERS))
	shellcheck --severity=warning $(SHELL_FILES)

install: release ## Install the optimised program: make install PREFIX=/usr/local
	install -D -m 755 .build/release/govscript "$(DESTDIR)$(PREFIX)/bin/govscript"
	@share="$(DESTDIR)$(PREFIX)/share"; \
	for pair in lua/meta:govscript/lua/meta docs:doc/govscript; do \
		from="$${pair%%:*}" to="$$share/$${pair##*:}"; \
		if [ -d "$$from" ]; then mkdir -p "$$to" && cp -R "$$from/." "$$to" && echo "installed $$from in $$to"; fi; \
	done

clean: ## Remove what was built; fetched packages stay
	swift package clean
	rm -rf Benchmarks/.build Fuzz/.build
