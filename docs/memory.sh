#!/bin/sh
# The table of docs/memory.md: predicted and measured peaks of short runs. About 5 minutes on 2 cores.
cd "$(dirname "$0")/.." || exit 1
results=${1:-results/memory}
mkdir -p "$results"

measure() { # NAME OPTIONS…
  name=$1
  shift
  set -- --name "$name" --results "$results" --steps 5 --validation-sequences 16 "$@"
  case $name in arm*) ;; *) set -- --mc-samples 2 "$@" ;; esac
  ./smdm pretrain "$@" --save-config "$results/$name.json" || exit
  predicted=$(./smdm info "$results/$name.json" | sed -n 's/^  in all *\([0-9.,]*\) MB$/\1/p' | tr -d ,)
  rm -rf "${results:?}/$name"
  ./smdm pretrain "$@" 2>/dev/null >&2 || exit
  measured=$(sed -n 's/.*"peakResidentBytes" : \([0-9]*\).*/\1/p' "$results/$name/manifest.json")
  awk "BEGIN { m = $measured / 1e6; printf \"| %-18s | %9.0f | %8.0f | %+5.1f%% |\\n\", \"$name\", $predicted, m, 100 * ($predicted / m - 1) }"
}

echo "| run                | predicted | measured | error  |"
echo "| ------------------ | --------: | -------: | -----: |"
measure mdm-small
measure mdm-wide --layers 6 --heads 8 --embd 512 --block-size 256 --batch-size 16
measure mdm-wide-again --layers 6 --heads 8 --embd 512 --block-size 256 --batch-size 16 --activation-checkpointing
measure mdm-wide-bf16 --layers 6 --heads 8 --embd 512 --block-size 256 --batch-size 16 --precision bf16
measure mdm-micro --layers 6 --heads 8 --embd 512 --block-size 256 --batch-size 16 --micro-batch-size 4
measure mdm-long --layers 8 --heads 4 --embd 256 --block-size 1024 --batch-size 8
measure arm --layers 8 --heads 4 --embd 256 --block-size 512 --batch-size 16 --objective arm
measure arm-again --layers 8 --heads 4 --embd 256 --block-size 512 --batch-size 16 --objective arm --activation-checkpointing
