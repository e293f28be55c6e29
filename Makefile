# Everything one does with Osool. `make` alone explains the targets; infra/local/ holds what they do.

.DEFAULT_GOAL := help
# By exec, so that what ends make ends the tool, which then stops what it started.
LOCAL := infra/local/setup && exec env PYTHONPATH=infra .local/venv/bin/python -B -m local

.PHONY: help
help: ## Explains these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PROPERTIES=path make up     uses another listing file than the shipped catalogue"
	@echo "  ANTHROPIC_API_KEY=… make up lets a model answer; infra/docs/operations.md lists all such settings"

.PHONY: run
run: ## Builds and starts everything here, until Ctrl-C
	@$(LOCAL) run

.PHONY: up
up: ## The same in the background
	@$(LOCAL) up

.PHONY: down
down: ## Stops what `make up` started; data stay
	@$(LOCAL) down

.PHONY: url
url: ## Prints the API's base URL
	@$(LOCAL) url

.PHONY: env
env: ## Prints a function's environment: make env FUNCTION=chat
	@$(LOCAL) environment "$(FUNCTION)"

.PHONY: logs
logs: ## Follows the logs of functions, emulator and Postgres
	@$(LOCAL) logs

.PHONY: watch
watch: ## Serves the HTTP functions from their sources, rebuilt when saved
	@$(LOCAL) watch

.PHONY: ingest
ingest: ## Ingests a listing file into what runs: make ingest FILE=listings.json
	@$(LOCAL) ingest "$(FILE)"

.PHONY: test
test: ## Runs every test on a stack of its own; some: make test TESTS="-p shared money"
	@$(LOCAL) test -- $(TESTS)

.PHONY: fuzz
fuzz: ## Feeds made-up inputs to what reads strangers' words: make fuzz, make fuzz TARGETS=gate DURATION=600
	@$(LOCAL) fuzz $(TARGETS)

.PHONY: check
check: ## Format, lints, dependencies, template, documentation, checked queries, registry contract
	@$(LOCAL) check

.PHONY: queries
queries: ## Makes .sqlx/ anew, after a query or a migration has changed
	@$(LOCAL) queries

.PHONY: registry
registry: ## Makes infra/registry/Registry.json anew, after the contract has changed; tests it and prints what it costs
	@$(LOCAL) registry

.PHONY: judge
judge: ## Judges understanding and search by labelled sets: make judge, make judge SETS=directory, FAILURES=1 lists what failed
	@$(LOCAL) judge $(SETS)

.PHONY: bench
bench: ## Measures what ships: cold starts, sizes, latencies, ingestion
	@$(LOCAL) bench

.PHONY: sizes
sizes: ## Measures search and ingestion as the listings grow: make sizes, make sizes UNITS="3500 100000 1000000"
	@$(LOCAL) sizes $(UNITS)

.PHONY: deploy
deploy: ## Builds what ships and deploys it to AWS: make deploy STAGE=staging
	@$(LOCAL) deploy "$(STAGE)"

.PHONY: redrive
redrive: ## Brings dead letters back into their queue, here or in AWS: make redrive QUEUE=notices STAGE=staging
	@$(LOCAL) redrive "$(QUEUE)" "$(STAGE)"

.PHONY: clean
clean: ## Stops everything, deletes data and what was built; the tools stay
	@$(LOCAL) clean
