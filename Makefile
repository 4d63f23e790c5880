# pcrit: the pipeline as make sees it.
#
#   make                                   install, build, run the default experiment
#   make EXPERIMENT=experiments/mnist.json DATA=folder     on all cores; JOBS=2 or -j2: on two
#   make EXPERIMENT=experiments/paper.json LAUNCH=slurm    on a cluster: docs/cluster.md
#   make status | verify | clean           of that EXPERIMENT
#   make reports                           runs/index.html, which compares all runs
#   make test | bench | calibrate | mutate | api | check | format     for developers
#
# `pcrit plan` looks at the run's files and writes make rules for what is left to do into
# runs/NAME/plan.mk; the rest is make's own work: order, in parallel with -j, resumed after a kill.

EXPERIMENT ?= experiments/glyphs.json
DATA ?=
RUNS ?= runs
NODE ?= node
# Workers, unless -j says how many; as many as there are cores, if left out.
JOBS ?=
# On a cluster: options of sbatch, a folder of each machine, and minutes of work in a task.
LAUNCH ?= make
SBATCH ?=
SCRATCH ?=
MINUTES ?= 10

# Names of files are text: nothing in them is read by make, and recipes have them from the environment, so
# that no shell reads them either. No overrides go on to plan.mk, where make would read them once more.
override EXPERIMENT := $(value EXPERIMENT)
override DATA := $(value DATA)
override RUNS := $(value RUNS)
override JOBS := $(value JOBS)
override SBATCH := $(value SBATCH)
override SCRATCH := $(value SCRATCH)
override MINUTES := $(value MINUTES)
export EXPERIMENT DATA RUNS NODE JOBS SBATCH SCRATCH MINUTES
MAKEOVERRIDES :=

PCRIT := $(NODE) --no-concurrent-recompilation dist/bin/pcrit.js
BIN := node_modules/.bin
PLAN = $(PCRIT) plan --data="$$DATA" --runs="$(1)" $(2) -- "$$EXPERIMENT"
# A make that was told -j hands that on to those that it calls; one that was not says JOBS.
WORKERS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j"$${JOBS:-$$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)}")

ifeq ($(filter make slurm,$(value LAUNCH)),)
$(error LAUNCH is make, which is the default, or slurm)
endif

.PHONY: all run run-make run-slurm reports status verify clean distclean tools build setup-native setup-gpu test check format bench calibrate mutate api
.DEFAULT_GOAL := all
.SUFFIXES:

all: run

run: run-$(LAUNCH)

run-make: tools
	+@folder=$$($(call PLAN,$$RUNS)) && $(MAKE) --no-print-directory $(WORKERS) -f "$$folder/plan.mk" && \
	printf 'report: %s/report/index.html\n' "$$folder"

run-slurm: tools
	@folder=$$($(call PLAN,$$RUNS)) && \
	$(PCRIT) submit --sbatch="$$SBATCH" --scratch="$$SCRATCH" --minutes="$$MINUTES" -- "$$folder"

# One page that compares all runs that are there, finished or not.
reports: tools
	@$(PCRIT) index --out="$$RUNS/index.html" -- "$$RUNS" && printf 'comparison: %s/index.html\n' "$$RUNS"

status: tools
	@folder=$$($(call PLAN,$$RUNS)) && $(PCRIT) status "$$folder"

# Runs the experiment again in a scratch folder of its own and compares every artefact's bytes.
verify: run
	+@scratch=$$(mktemp -d -- "$$RUNS/.verify-XXXXXX") && trap 'rm -rf -- "$$scratch"; exit 2' INT TERM && \
	trusted=$$($(call PLAN,$$RUNS)) && checked=$$($(call PLAN,$$scratch)) && \
	$(MAKE) --no-print-directory $(WORKERS) -f "$$checked/plan.mk" && \
	$(PCRIT) compare "$$trusted" "$$checked" && rm -rf -- "$$scratch"

# Removes the artefacts of EXPERIMENT; distclean removes all runs and whatever was built.
clean: tools
	@folder=$$($(call PLAN,$$RUNS,--where)) && rm -rf -- "$$folder" && printf 'removed %s\n' "$$folder"

distclean:
	rm -rf runs dist node_modules mutation/node_modules api/node_modules docs/api

# --- building -----------------------------------------------------------------------------------

# What a full disk or a kill left empty is missing: everything here is written beside its place and renamed.
# What has a dot before its name is being written, by another make that builds.
EMPTY := $(shell { find dist/kernels.wasm dist/live.js dist/live-layers.js dist/bin -type f -size 0 ! -name '.*' -exec rm -f {} dist/bin/pcrit.js \; ; \
find dist/native.node dist/native-avx512.node -type f -size 0 -exec rm -f {} dist/.native \; ; } 2>/dev/null)

SOURCES := $(shell find src pipeline browser test bench -name '*.ts' 2>/dev/null)
KERNELS := $(shell find assembly -name '*.ts' 2>/dev/null)

# What runs need; build has the library as well, and its tests.
tools: dist/kernels.wasm dist/bin/pcrit.js dist/.native

build: tools dist/.built

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

dist/.built: node_modules/.installed tsconfig.json $(SOURCES)
	@rm -rf dist/src dist/pipeline dist/browser dist/test dist/bench
	$(BIN)/tsc -p .
	@touch $@

dist/bin/pcrit.js: node_modules/.installed bundle.mjs tsconfig.json $(wildcard schemas/*.json) \
$(filter src/% pipeline/% browser/%,$(SOURCES))
	@$(NODE) bundle.mjs

dist/kernels.wasm: node_modules/.installed $(KERNELS)
	@mkdir -p dist && for left in dist/.kernels-*.wasm; do writer=$${left#dist/.kernels-}; \
	kill -0 "$${writer%.wasm}" 2>/dev/null || rm -f "$$left"; done
	$(BIN)/asc assembly/index.ts --outFile dist/.kernels-$$$$.wasm -O3 --noAssert --enable simd --runtime stub \
	--disableWarning 112 && mv -f dist/.kernels-$$$$.wasm $@

# Loops of training for this processor. Where they cannot be had, which one line says, WebAssembly does all.
dist/.native: dist/kernels.wasm $(wildcard native/*) | dist/bin/pcrit.js
	@$(PCRIT) setup-native || [ $$? = 2 ]
	@touch $@

setup-native: tools
	@$(PCRIT) setup-native

# Packages for the engine tfjs on a graphics processor: CUDA, or else WebGPU. See docs/engines.md.
setup-gpu: tools
	@$(PCRIT) setup-gpu

# --- for developers -----------------------------------------------------------------------------

# Those that take longest first, six at once.
test: build check
	$(NODE) dist/test/support/all.js

check: node_modules/.installed
	$(BIN)/biome check --error-on-warnings .

format: node_modules/.installed
	$(BIN)/biome check --write .

# Prints Markdown tables; beside PyTorch where Debian's python3-torch is installed.
bench: build
	$(NODE) --single-threaded-gc dist/bench/fine-tuning.js
	$(NODE) --single-threaded-gc dist/bench/sweep.js
	$(NODE) --single-threaded-gc dist/bench/memory.js
	$(NODE) --single-threaded-gc dist/bench/percolation.js
	$(NODE) --single-threaded-gc dist/bench/csr.js
	$(NODE) --single-threaded-gc dist/bench/graphs.js
	$(NODE) --single-threaded-gc dist/bench/plan.js
	$(NODE) dist/bench/page.js
	$(NODE) --single-threaded-gc dist/bench/analyses.js

# Experiments of known truth through the analysis: docs/calibration.md, which the report cites.
calibrate: build
	$(NODE) --single-threaded-gc dist/bench/calibrate.js

# Alters the rules one by one and counts the alterations that tests notice: docs/mutation.md. A part of
# them with MUTATE='src/criticality/verdict.ts …', TESTS='test/criticality/verdict.test.ts …'; WORKERS=2 at a
# time; words too with STRINGS=yes. Its packages are its own, in mutation/.
mutate: export MUTATE := $(MUTATE)
mutate: export TESTS := $(TESTS)
mutate: export STRINGS := $(STRINGS)
mutate: export WORKERS := $(WORKERS)
mutate: build mutation/node_modules/.installed
	mutation/node_modules/.bin/stryker run mutation/stryker.config.mjs

mutation/node_modules/.installed: mutation/package.json mutation/package-lock.json
	npm --prefix mutation ci --no-audit --no-fund --loglevel=error
	@touch $@

# docs/api, pages of the library from its docstrings. typedoc needs a TypeScript that is JavaScript: its packages
# are its own, in api/.
api: build api/node_modules/.installed
	cd api && node_modules/.bin/typedoc --logLevel Warn
	@printf 'pages: docs/api/index.html\n'

api/node_modules/.installed: api/package.json api/package-lock.json
	npm --prefix api ci --no-audit --no-fund --loglevel=error
	@touch $@
