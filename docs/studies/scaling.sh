#!/bin/sh
# The study of docs/scaling.md: four budgets, five sizes, both objectives on the embedded speeches, as scaling.json has
# it, and the smallest budget once more from another seed. A run that is finished is skipped and one that was stopped
# goes on, so that it may be started again at any time. 50 runs; about 1½ hours on two cores that do nothing else.
set -eu
cd "$(dirname "$0")/../.."
results=${1:-results/scaling-study}
for study in scaling scaling-seeds; do
  plan=$results
  [ $study = scaling ] || plan=$results-seeds
  [ -e "$plan/plan.json" ] || ./smdm scaling plan --config docs/studies/$study.json --out "$plan"
  ./smdm scaling run "$plan"
done
./smdm scaling fit "$results" "$results-seeds"
mkdir -p results/reference
{
  echo "# written by docs/studies/scaling.sh; fit it by ./smdm scaling fit results/reference/scaling-runs.csv"
  sed -n '2,$p' "$results/runs.csv"
  sed -n '3,$s/$/-seed-3408/p' "$results-seeds/runs.csv"
} >results/reference/scaling-runs.csv
