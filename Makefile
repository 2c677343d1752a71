# make site   from nothing to a rendered site in site/
# make test   formatting, kernels of other processors, build and all tests
#
# Both need only git, make and Swift 6.1 or newer; the rest of a Debian 12 machine is set up as
# they run. LIMN_MODELS moves the folder of models (default ~/.cache/limn/models).
#
# The released program holds Swift's own libraries: it starts sooner, renders a tenth faster, and
# runs where no Swift is installed.

export LIMN_STARTED := $(shell date +%s)

JOBS ?= 2

# Without a bound every test begins at once, and servers and browsers wait minutes for a thread.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= $(shell echo $$((2 * $$(nproc))))

STEP := @setup/step.sh
LIMN := .build/release/limn
SITE_MODELS := qwen2.5-coder-1.5b-instruct multilingual-e5-small cc-cedict efficientnet-lite0 \
	imagenet-class-names imagenet-class-names-translated
TEST_MODELS := smollm2-135m-instruct multilingual-e5-small efficientnet-lite0

# `make bench` measures the inference engine beside llama.cpp (PEER_PYTHON: a Python with xllamacpp),
# `make bench-site` measures rendering beside Hugo, `make bench-pictures` publishing pictures beside
# libvips (Debian: libvips-tools), where they are installed.
# `make bench-compose` measures writing many sections, beside llama.cpp where xllamacpp is installed.
.PHONY: site test bench bench-site bench-pictures bench-compose setup test-tools build models pictures lint format clean help

site: build models pictures
	$(STEP) "Composing and rendering" $(LIMN) build

test: setup test-tools lint
	$(STEP) "Testing the kernels for arm64" Tests/Emulation/run.sh
	$(STEP) "Building with tests" swift build --build-tests -j $(JOBS)
	$(STEP) "Fetching the test models" .build/debug/limn models pull $(TEST_MODELS)
	$(STEP) "Testing" setup/tests.sh swift test --skip-build -j $(JOBS)

setup:
	$(STEP) "Looking for Swift" setup/swift.sh
	$(STEP) "Looking for Debian packages" setup/debian.sh

test-tools: setup
	$(STEP) "Looking for what the tests need" setup/test-tools.sh

build: setup
	$(STEP) "Building" swift build -c release --product limn --static-swift-stdlib -j $(JOBS)

PEER_PYTHON ?= python3

bench: build
	python3 Benchmarks/engine.py --limn $(LIMN) --peer-python $(PEER_PYTHON)

bench-site: build
	python3 Benchmarks/site.py --limn $(LIMN)

bench-compose: build
	python3 Benchmarks/compose.py --limn $(LIMN) --peer-python $(PEER_PYTHON)

bench-pictures: build pictures
	python3 Benchmarks/pictures.py --limn $(LIMN)

models: build
	$(STEP) "Fetching models" $(LIMN) models pull $(SITE_MODELS)

pictures: setup
	$(STEP) "Fetching pictures" setup/pictures.sh

lint: setup
	$(STEP) "Checking the format" swift format lint --strict --recursive Sources Tests Package.swift

format:
	swift format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf .build .limn site/*

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -n 5
