#!/bin/sh
# Quality against cost of sampling (docs/sampling.md): trains an MDM, an ARM of the same shape and a larger
# ARM that judges, on the embedded speeches, and draws the frontier. About 35 minutes on two cores.
set -eu
cd "$(dirname "$0")/../.."
results=${1:-results/frontier-study}
mkdir -p "$results"

pretrain() {
  ./smdm pretrain --results "$results" --block-size 128 --batch-size 32 --micro-batch-size 16 --resume \
    --validate-every 500 --validation-sequences 64 --precision bf16 "$@"
}
pretrain --name mdm --objective mdm --mc-samples 8 --times low-discrepancy --weighting uniform --layers 4 --embd 128 --steps 2000
pretrain --name arm --objective arm --layers 4 --embd 128 --steps 1000
pretrain --name judge --objective arm --layers 6 --embd 192 --heads 6 --steps 400 --seed 7
./smdm frontier --mdm "$results/mdm" --arm "$results/arm" --judge "$results/judge" --results "$results" --count 64
