#!/bin/sh
# How often the intervals of `scaling fit` hold the truth of simulated studies (docs/scaling.md): grids of several sizes,
# with evaluation error, seeds and what differs between budgets; without a floor; and with sizes that are wide or off
# the best one. About 5 minutes on two cores.
set -eu
cd "$(dirname "$0")/../.."
for grid in 4x5 5x7 7x9; do
  for options in "" "--between 0" "--between 0.005"; do
    printf '\n`--grid %s %s`\n\n' "$grid" "$options"
    # shellcheck disable=SC2086 # a list of words
    ./smdm scaling power --markdown --studies 400 --grid "$grid" $options
  done
done
for options in "--floor 0" "--width 64" "--width 4" "--off-centre 2" "--off-centre 0.5"; do
  printf '\n`--grid 5x7 %s`\n\n' "$options"
  # shellcheck disable=SC2086
  ./smdm scaling power --markdown --studies 400 --grid 5x7 $options
done
