# `make` lists the targets. Those that need Debian packages install the missing ones first (scripts/setup.sh).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
# The folder that `release` builds in.
SCRATCH ?= .build
SWIFT_FILES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
	Fuzz/Package.swift Fuzz/Sources
# The program does not depend on the folder that it is built in: paths are relative to it, and what the compiler notes for
# debuggers, which the build identifier would cover, is left out by the linker. For incremental builds the compiler leaves
# in each object a hash of the module, which covers absolute paths (section .swift_modhash); it is told not to.
SAME_ANYWHERE := -Xlinker --strip-debug -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen \
	-Xcc -ffile-prefix-map=$(CURDIR)=. -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=. \
	-Xcc -ffile-prefix-map=$(abspath $(SCRATCH))=./.build -Xswiftc -file-prefix-map -Xswiftc $(abspath $(SCRATCH))=./.build
# A section for each function, so that the linker leaves out what nothing calls: 1.5 MB, and half a millisecond of every start.
UNUSED_LEFT_OUT := -Xswiftc -Xfrontend -Xswiftc -function-sections
TRANSPORT_TESTS := CurlTransportTests|HTTPTransportTests|ApiClientsTests.ProxyTests
SHELL_FILES := .ci/run Model/check.sh docs/completions/govscript.bash debian/tests/smoke $(wildcard scripts/*.sh Benchmarks/*.sh Fuzz/*.sh)
LUA_FOLDERS := Benchmarks/pacing.lua scripts Sources Tests

.PHONY: help setup build release demo test test-release bench asan fuzz tsan chaos hosts model lua-suite format lint install uninstall deb deb-test deb-same clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the missing Debian packages and check the Swift toolchain
	@scripts/setup.sh

build: setup ## Build for debugging
	GOVSCRIPT_REVISION="$$(scripts/revision.sh)" swift build

# libstdc++ is linked in: to look its 1,700 symbols up is a tenth of every start. The folder has the archive only, so that
# the linker does not find the shared library first.
release: setup ## Build the optimised program, .build/release/govscript
	@clang="$$(dirname "$$(readlink -f "$$(command -v swift)")")/clang"; mkdir -p "$(SCRATCH)/archives"; \
	ln -sf "$$("$$clang" -print-file-name=libstdc++.a)" "$(SCRATCH)/archives/"
	GOVSCRIPT_REVISION="$$(scripts/revision.sh)" swift build -c release --scratch-path "$(SCRATCH)" --product govscript \
		--static-swift-stdlib --disable-local-rpath -Xlinker "-L$(abspath $(SCRATCH))/archives" \
		$(SAME_ANYWHERE) $(UNUSED_LEFT_OUT)
	@! ldd "$(SCRATCH)/release/govscript" | grep -F libstdc++ || { echo "the program would load libstdc++ at every start" >&2; exit 1; }
	@! readelf -d "$(SCRATCH)/release/govscript" | grep -E "R(UN)?PATH.*ORIGIN" || { echo "the program would load libraries from its own folder" >&2; exit 1; }

demo: build ## Shorten 200 real URLs and publish them as a dataset, in the sandbox
	@scripts/demo.sh

# The tests of the transports have real connections and real time-outs, and the machine to themselves. The others come last,
# so that the output ends with their own summary. At most 16 tests run at once: by default all 1,700 would start together,
# so that each waits minutes for its turn on the processor and the process holds gigabytes.
test: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 16
test: lint ## Lint, build everything, run all tests
	swift build --build-tests
	scripts/api-docs.sh
	scripts/run-tests.sh --filter '$(TRANSPORT_TESTS)'
	scripts/run-tests.sh --skip '$(TRANSPORT_TESTS)'

# Optimised code has had its own defects: what is installed is run as well.
test-release: export GOVSCRIPT_TEST_FOLDER := $(CURDIR)/.build/release
test-release: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 16
test-release: release ## Run the tests of the whole command with the optimised program
	swift build --build-tests
	scripts/run-tests.sh --filter '^ScriptTests\.'

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
	GOVSCRIPT_CHAOS=1 scripts/run-tests.sh --filter 'ChaosTests|KillTests|DayOfStartsTests|NeverOverTests|TakeoverTests'

hosts: setup ## Disturb three hosts with one account for SECONDS (120): kills, stops, cuts, failovers; needs root
	swift build --build-tests
	GOVSCRIPT_HOSTS_SECONDS=$(or $(SECONDS),120) scripts/run-tests.sh --filter 'SeveralHostsTests'

model: setup ## Check the model of slots that hosts lease, and that it fails without each of its rules
	@Model/check.sh

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

# With PROGRAM=FILE a program that is built already is installed.
install: $(if $(PROGRAM),,release) ## Install program, man pages, completions and documents: make install PREFIX=/usr/local
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" scripts/install.sh install "$(or $(PROGRAM),.build/release/govscript)"

uninstall: ## Remove what make install put there: make uninstall PREFIX=/usr/local
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" scripts/install.sh uninstall

deb: setup ## Build the Debian package, .build/deb/govscript_*.deb, and let lintian look at it
	scripts/deb.sh

deb-test: ## Install, use and remove that package in a clean Debian 12: needs root and a mirror, takes minutes
	scripts/deb-test.sh

deb-same: setup ## Build the package of the last commit in two folders and compare: ten minutes or more
	scripts/deb-same.sh

clean: ## Remove what was built; fetched packages stay
	swift package clean
	rm -rf Benchmarks/.build Fuzz/.build
