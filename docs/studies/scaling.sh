#!/bin/sh
# The study of docs/scaling.md: four budgets, five sizes, both objectives on the embedded speeches, as scaling.json has
# it. A run that is finished is skipped and one that was stopped goes on, so that it may be started again at any time.
# 40 runs; about 2 hours on two cores that do nothing else.
set -eu
cd "$(dirname "$0")/../.."
results=${1:-results/scaling-study}
[ -e "$results/plan.json" ] || ./smdm scaling plan --config docs/studies/scaling.json --out "$results"
./smdm scaling run "$results"
./smdm scaling fit "$results"
mkdir -p results/reference
sed '1s/.*/# written by docs\/studies\/scaling.sh; fit it by .\/smdm scaling fit results\/reference\/scaling-runs.csv/' \
  "$results/runs.csv" >results/reference/scaling-runs.csv
