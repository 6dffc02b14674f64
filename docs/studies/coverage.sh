#!/bin/sh
# How often the 95 % intervals of `scaling fit` hold the truth of simulated studies (docs/scaling.md), in percent: grids of
# several sizes, with evaluation error, seeds and what differs between budgets; without a floor; and with sizes that are
# wide, narrow or off the best one. About 5 minutes on two cores.
set -eu
cd "$(dirname "$0")/../.."
echo '| study | exponent of N | exponent of L | N | L | 10× on: N | L | E | α | β | bias of N |'
echo '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |'
for options in "4x5 --between 0" "4x5" "4x5 --between 0.005" "5x7 --between 0" "5x7" "5x7 --between 0.005" \
  "7x9 --between 0" "7x9" "7x9 --between 0.005" "5x7 --floor 0" "5x7 --width 4" "5x7 --width 64" \
  "5x7 --off-centre 0.5" "5x7 --off-centre 2"; do
  # shellcheck disable=SC2086 # a list of words
  ./smdm scaling power --markdown --studies 400 --grid $options |
    awk -F '|' -v study="$options" '
      /^\| ARM/ { gsub(/[ %]/, "", $6); row = row " | " $6; if ($3 ~ /^ ln N_opt +$/) bias = 100 * $8 }
      END { printf "| %s%s | %+.1f %% |\n", study, row, bias }'
done
