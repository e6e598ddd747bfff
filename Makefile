# make demo      install what is missing, build, and run the main job on the example case
# make test      install what is missing, lint, build, and run all tests
# make bench     compare with age and restic on this machine; writes docs/benchmarks.md
# make fuzz      give every parser of untrusted bytes inputs that are nearly right, SECONDS (60) each, from SEED (1)
# make check     stop and fail every command at every step, and lose the power at POINTS (all) of them; about an hour
# make crowd     many at once in one vault, some killed, for CROWD (300) seconds
# make sanitize  the tests under AddressSanitizer and ThreadSanitizer; an hour or more
# make docs      the pages of the library, for browsers, into .build-docs
# make lint      layout of the source, as .swift-format has it

SWIFT ?= swift
SOURCES = Package.swift Sources Tests Benchmarks Fuzzing Checking Examples

.PHONY: docs demo build test sanitize lint bench fuzz check crowd install clean dependencies

demo: build
	scripts/demo

build: dependencies
	$(SWIFT) build -c release --product amanah

# Program and tests are built once and optimised, as the program is installed, but that tests may look inside it.
# FILTER=NAME runs one test.
FILTER ?= .
TESTED = -c release -Xswiftc -enable-testing --scratch-path .build-test
test: lint
	scripts/install-dependencies test
	$(SWIFT) build --build-tests $(TESTED) --explicit-target-dependency-import-check error
	AMANAH_BINARY=$(CURDIR)/.build-test/release/amanah $(SWIFT) test --skip-build $(TESTED) --filter '$(FILTER)'

# The tests again, watched: for memory that is used wrongly (address), and for threads that meet in it (thread).
sanitize: dependencies
	for each in $(SANITIZERS); do scripts/sanitize $$each '$(FILTER)' || exit 1; done
SANITIZERS ?= address thread

docs: dependencies
	$(SWIFT) build -c release --product amanah
	scripts/from-outside docs .build/release .build-docs

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)
	scripts/check-layers
	scripts/check-traps
	scripts/check-words

bench: build
	scripts/install-dependencies bench
	$(SWIFT) build -c release --product workbench
	Benchmarks/run

SECONDS ?= 60
SEED ?= 1
fuzz: dependencies
	$(SWIFT) build -c release --product fuzz
	.build/release/fuzz --seconds $(SECONDS) --seed $(SEED)

POINTS ?= all
check: dependencies
	$(SWIFT) build -c release --product amanah-faulty
	Checking/check --binary .build/release/amanah-faulty --points $(POINTS) --seed $(SEED)
	Checking/check --binary .build/release/amanah-faulty --points $(POINTS) --seed $(SEED) --power-loss

# Many at once in one vault, some of them killed: CROWD seconds, PEOPLE processes.
CROWD ?= 300
PEOPLE ?= 12
crowd: dependencies
	$(SWIFT) build -c release --product amanah-faulty
	Checking/crowd .build/release/amanah-faulty $(CROWD) $(PEOPLE)

dependencies:
	scripts/install-dependencies

PREFIX ?= /usr/local
install: build
	install -D -m 0755 .build/release/amanah $(DESTDIR)$(PREFIX)/bin/amanah

clean:
	rm -rf .build .build-test .build-sanitize .build-docs .build-tools demo-vault
