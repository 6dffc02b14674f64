#!/bin/sh
# The study of docs/objectives.md: training variants of equal cost, three seeds each. A run that is
# finished is skipped and one that was stopped goes on, so that it may be started again at any time.
# 24 runs of 3 to 5 minutes of one core each.
cd "$(dirname "$0")/../.." || exit 1
results=${1:-results/objectives}

run() { # NAME SEED OPTIONS…
  name=$1-$2 seed=$2
  shift 2
  ./smdm pretrain --objective mdm --block-size 128 --batch-size 8 --steps 1000 --lr 2e-3 \
    --validate-every 250 --validation-sequences 256 --mc-samples 16 \
    --results "$results" --name "$name" --seed "$seed" --resume "$@" || exit
}

for seed in 1 2 3; do
  run paper $seed
  run low-discrepancy $seed --times low-discrepancy
  run stratified $seed --mask-count stratified
  run low-stratified $seed --times low-discrepancy --mask-count stratified
  run uniform-weights $seed --weighting uniform
  run uniform-low $seed --weighting uniform --times low-discrepancy
  run uniform-low-stratified $seed --weighting uniform --times low-discrepancy --mask-count stratified
  run uniform-low-bf16 $seed --weighting uniform --times low-discrepancy --precision bf16
done
