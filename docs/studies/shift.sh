#!/bin/sh
# Temporal shift (docs/evaluation.md): trains an MDM and an ARM of the same shape on the embedded speeches of
# 1790 to 1989 and scores them on the speeches of every later decade. About 15 minutes on
# two idle cores (an estimate).
set -eu
cd "$(dirname "$0")/../.."
results=${1:-results/shift-study}
mkdir -p "$results"

pretrain() {
  ./smdm pretrain --results "$results" --data sotu:1790-1989 --layers 4 --embd 96 --block-size 128 --batch-size 16 \
    --validate-every 500 --validation-sequences 64 --resume "$@"
}
pretrain --name mdm --objective mdm --mc-samples 4 --times low-discrepancy --weighting uniform --steps 1600
pretrain --name arm --objective arm --steps 800
./smdm shift MDM="$results/mdm" ARM="$results/arm" --trained-until 1989 --sequences 100 --mc-num 16 \
  --results "$results" --name shift
cp "$results/shift/bits-per-byte.png" docs/temporal-shift.png
