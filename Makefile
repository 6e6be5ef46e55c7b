# The everyday commands. The work is in bin/, which also runs without make.
.PHONY: help run dev stop reset build release test bench topology

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

run: ## A working service desk with demo data at http://localhost:3000
	@bin/run

dev: ## The same, rebuilt and restarted on every change
	@bin/dev

stop: ## Stop the server and its private services
	@bin/stop

reset: ## Stop, and forget all data
	@bin/reset

build: ## Build for development
	@bin/build

release: ## Build for production: target/release/nestogy and target/site
	@bin/build --release

test: ## Every check and every test, on services of their own
	@bin/test

bench: ## Measure the release build beside its yardsticks: docs/performance.md
	@bin/bench

topology: ## Several servers on this machine, attacked: docs/reliability.md
	@bin/topology
