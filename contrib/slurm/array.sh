#!/bin/bash
#SBATCH --job-name=mailsweep
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=2G
#SBATCH --requeue
# array.sh MANIFEST RESULTS KEY [OPTIONS OF THE MERGE]: one archive, read by an array of tasks, and merged when all have ended.
#
# Run it where jobs are handed in; it hands itself in. All nodes must see the mail, MANIFEST, RESULTS and KEY at the same paths.
# SCAN_OPTIONS: options of the scans, in words. TASKS: how many tasks there may be (1000; MaxArraySize of the cluster is above it);
# where there are more shards, each task reads every TASKS-th. AT_ONCE: how many of them run at the same time (50).
set -u
umask 077

# Status 3: read as far as it can be, and the merge says what could not. A shard that was stopped or killed is tried twice more; with
# status 2, of wrong options or of mail that changed since it was listed, it would end so again.
read_shard() { # MANIFEST:N RESULTS KEY
  local status=0 attempt
  for attempt in 1 2 3; do
    # shellcheck disable=SC2086  # words, as is said above
    mailsweep scan --shard "$1" --results "$2" --state-key "$3" --jobs "${SLURM_CPUS_PER_TASK:-1}" ${SCAN_OPTIONS:-}
    status=$?
    case $status in
      0 | 3) return 0 ;;
      2) break ;;
    esac
    echo "array.sh: attempt $attempt: status $status" >&2
  done
  return "$status"
}

case ${1:-} in
  --read) # MANIFEST RESULTS KEY SHARDS TASKS
    failed=0
    for ((shard = SLURM_ARRAY_TASK_ID; shard < $5; shard += $6)); do
      read_shard "$2:$shard" "$3" "$4" || { failed=$?; echo "array.sh: shard $shard came to no end: status $failed" >&2; }
    done
    exit "$failed"
    ;;
  --merge) # RESULTS KEY [OPTIONS OF THE MERGE]
    results=$2 key=$3
    shift 3
    exec mailsweep merge --state-key "$key" "$@" -- "$results"
    ;;
esac

if [ $# -lt 3 ]; then
  echo "usage: array.sh MANIFEST RESULTS KEY [OPTIONS OF THE MERGE]" >&2
  exit 2
fi
manifest=$1 results=$2 key=$3
shift 3
# made at first use, it would be made by all tasks at once
[ -f "$key" ] || { echo "array.sh: there is no key $key; make it first: (umask 077; openssl rand -hex 32 >$key)" >&2; exit 2; }
shards=$(wc -l <"$manifest") || exit 2
[ "$shards" -gt 0 ] || { echo "array.sh: there is no shard in $manifest" >&2; exit 2; }
tasks=${TASKS:-1000}
[ "$tasks" -le "$shards" ] || tasks=$shards
array=$(sbatch --parsable --array="0-$((tasks - 1))%${AT_ONCE:-50}" "$0" --read "$manifest" "$results" "$key" "$((shards))" "$tasks") || exit 4
# of a federation of clusters an answer names its own, behind a semicolon
merge=$(sbatch --parsable --dependency="afterok:${array%%;*}" --kill-on-invalid-dep=yes "$0" --merge "$results" "$key" "$@") || exit 4
echo "array.sh: $((shards)) shards in $tasks tasks of job ${array%%;*}; job ${merge%%;*} merges them"
