#!/bin/sh
# Whether small models learn to solve word problems that they have not read (docs/conversations.md): an ARM and an MDM
# of 0.6 million parameters learn from 20,000 problems and are asked 100 others before, at three quarters and at the end
# of the training. About 25 minutes on two cores. Started again, it goes on.
set -eu
cd "$(dirname "$0")/../.."
results=${1:-results/arithmetic}
mkdir -p "$results"
[ -e "$results/problems.txt" ] || ./smdm gsm8k --make 20000 --out "$results/problems.txt"
[ -e "$results/test.jsonl" ] || ./smdm gsm8k --make 100 --part test --out "$results/test.jsonl"

# An objective, its steps, and what it trains and samples with.
study() {
  objective=$1
  steps=$2
  options=$3
  sampling=$4
  ./smdm pretrain --resume --objective "$objective" --layers 4 --embd 96 --block-size 208 --batch-size 8 --steps 20 \
    --lr 2e-3 --validation-sequences 8 --name "$objective-base" --results "$results"
  # shellcheck disable=SC2086 # lists of words
  ./smdm finetune --resume --task gsm8k --data "$results/problems.txt" --checkpoint "$results/$objective-base" \
    --length 208 --steps "$steps" --batch-size 16 --micro-batch-size 16 --lr 2e-3 --save-every $((steps / 4)) \
    --name "$objective" --results "$results" $options
  for checkpoint in "$results/$objective-base"/checkpoints/* "$results/$objective"/checkpoints/*; do
    # shellcheck disable=SC2086
    ./smdm gsm8k "$checkpoint" --data "$results/test.jsonl" --length 208 --temperature 0 --guidance 0 $sampling \
      --name "$objective at $(basename "$checkpoint")" --out "$results/solved/$objective-$(basename "$checkpoint")"
  done
}

export OMP_NUM_THREADS=1 # one core for each
study arm 3500 "" "" >"$results/arm.log" 2>&1 &
arm=$!
study mdm 5000 "--times low-discrepancy --weighting uniform" "--steps 104" >"$results/mdm.log" 2>&1
wait "$arm"
cat "$results"/solved/*/table.md
