#!/bin/sh
# Which peak learning rate is best at which width (docs/scaling.md): three widths, five rates, both objectives,
# 400 steps each. A run that is finished is skipped. 30 runs of 10 to 30 seconds of one core each, two at a time.
cd "$(dirname "$0")/../.." || exit 1
results=${1:-results/learning-rate}
export OMP_NUM_THREADS=1

sweep() { # OBJECTIVE OPTIONS…
  objective=$1
  shift
  for embd in 16 32 64; do
    for rate in 2e-3 4e-3 8e-3 1.6e-2 3.2e-2; do
      ./smdm pretrain --objective "$objective" "$@" --layers 2 --heads $((embd / 8)) --embd $embd --block-size 128 \
        --batch-size 16 --steps 400 --lr $rate --validation-sequences 256 \
        --results "$results" --name "$objective-$embd-$rate" --resume || exit
    done
  done
}

sweep arm &
sweep mdm --mc-samples 8 --times low-discrepancy --weighting uniform
wait $!
