#!/bin/sh
# The study of docs/scaling.md: four budgets, five sizes, both objectives on the embedded speeches, as scaling.json has
# it, the smallest budget once more from another seed, and larger ARMs where the minimum was above the largest. A run
# that is finished is skipped and one that was stopped goes on, so that it may be started again at any time. 53 runs;
# about 1½ hours on two cores that do nothing else.
set -eu
cd "$(dirname "$0")/../.."
results=${1:-results/scaling-study}
for study in scaling scaling-seeds scaling-larger; do
  plan=$results${study#scaling}
  [ -e "$plan/plan.json" ] || ./smdm scaling plan --config docs/studies/$study.json --out "$plan"
  ./smdm scaling run "$plan"
done
./smdm scaling fit "$results" "$results-seeds" "$results-larger"
mkdir -p results/reference
{
  echo "# written by docs/studies/scaling.sh; fit it by ./smdm scaling fit results/reference/scaling-runs.csv"
  sed -n '2,$p' "$results/runs.csv"
  sed -n '3,$s/$/-seed-3408/p' "$results-seeds/runs.csv"
  sed -n '3,$s/$/-larger/p' "$results-larger/runs.csv"
} >results/reference/scaling-runs.csv
