#!/bin/bash
# Tries slurm-array.sh on this machine: installs Slurm from Debian's packages, starts it with four nodes, extracts one folder with four tasks
# that write to one store, kills one task with signal 9 while it works, requeues it, and checks that the union is exact.
#
#   sudo Cluster/try-slurm.sh PHOTOS TRANSFER [FOLDER]
#
#   PHOTOS    a folder of images; up to IMAGES (default 2000) of them are copied, and six defects are planted among them
#   TRANSFER  the published program, such as Cli/bin/Release/net10.0/transfer
#   FOLDER    where everything happens; default a new temporary folder, removed at the end
#
# Needs Debian or Ubuntu and root (for the packages and for Slurm's daemons, which get ports, keys and folders of their own and are stopped at
# the end). No service of the system is touched.
set -euo pipefail

photos=$(realpath "${1:?Say which folder of images: try-slurm.sh PHOTOS TRANSFER [FOLDER]}")
program=$(realpath "${2:?Say which program: try-slurm.sh PHOTOS TRANSFER [FOLDER]}")
here=$(dirname "$(realpath "$0")")
images=${IMAGES:-2000}
nodes=4

if [ $# -ge 3 ]; then mkdir -p "$3"; work=$(realpath "$3"); else work=$(mktemp -d); fi
daemons=()

finish() {
    local code=$?
    for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${daemons[@]}"; do wait "$pid" 2>/dev/null || true; done
    if [ -f "$work/munge.pid" ]; then kill "$(cat "$work/munge.pid")" 2>/dev/null || true; fi
    if [ $# -lt 3 ] && [ $code -eq 0 ]; then rm -rf "$work"; else echo "Everything is left in $work."; fi
    exit $code
}
trap 'finish "$@"' EXIT

fail() { echo "FAILED: $*" >&2; exit 1; }

say() { printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$*"; }

install_slurm() {
    if ! command -v slurmctld slurmd sbatch munged >/dev/null; then
        say "Installing Slurm"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurmctld slurmd slurm-client munge >"$work/apt.log"
    fi
    say "$(slurmd -V)"
}

start_slurm() {
    local host i
    host=$(hostname -s)
    mkdir -p "$work/state" "$work/spool"
    chmod 755 "$work"
    # A key and a socket of our own. Slurm's tasks run as root here, and so does munge.
    dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 status=none
    chmod 600 "$work/munge.key"
    munged --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munge.pid" \
        --log-file="$work/munge.log" --seed-file="$work/munge.seed"
    cat >"$work/slurm.conf" <<CONF
ClusterName=transfer
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket,cred_expire=10
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool/%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
ReturnToService=2
MinJobAge=3600
KillWait=2
CONF
    for ((i = 1; i <= nodes; i++)); do
        echo "NodeName=node$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((26900 + i)) CPUs=1 State=UNKNOWN"
    done >>"$work/slurm.conf"
    echo "PartitionName=main Nodes=node[1-$nodes] Default=YES MaxTime=INFINITE State=UP" >>"$work/slurm.conf"
    export SLURM_CONF=$work/slurm.conf
    slurmctld -D >"$work/slurmctld.out" 2>&1 & daemons+=($!)
    for ((i = 1; i <= nodes; i++)); do
        mkdir -p "$work/spool/node$i"
        slurmd -D -N "node$i" >"$work/slurmd-node$i.out" 2>&1 & daemons+=($!)
    done
    for ((i = 0; i < 60; i++)); do
        if [ "$(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l)" = "$nodes" ]; then
            say "$nodes nodes are idle: $(sinfo -h -o '%N %D %t')"
            return
        fi
        sleep 1
    done
    sinfo -N || true
    fail "the nodes did not come up; see $work/*.log"
}

plant_photos() {
    mkdir -p "$work/photos/defects"
    (cd "$photos" && find . -type f \( -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' \) | LC_ALL=C sort | awk -v most="$images" '
        { all[NR] = $0 } END { step = NR > most ? NR / most : 1; for (i = 1; i <= NR; i += step) print all[int(i)] }' \
        | xargs -d '\n' cp --parents -t "$work/photos")
    local first
    first=$(find "$work/photos" -type f | LC_ALL=C sort | sed -n 1p)
    : >"$work/photos/defects/empty.jpg"
    for part in 1 2 3 4; do head -c $(($(stat -c %s "$first") * part / 8)) "$first" >"$work/photos/defects/truncated$part.jpg"; done
    echo "not an image" >"$work/photos/defects/text.jpg"
    say "$(find "$work/photos" -type f | wc -l) files, 6 of them defects"
}

# The process of a task, as its environment says.
process_of() {
    local process
    for process in /proc/[0-9]*; do
        if grep -qzx "SLURM_ARRAY_JOB_ID=$1" "$process/environ" 2>/dev/null \
            && grep -qzx "SLURM_ARRAY_TASK_ID=$2" "$process/environ" 2>/dev/null \
            && grep -qzx extract "$process/cmdline" 2>/dev/null; then
            basename "$process"
            return
        fi
    done
}

state_of() { scontrol -o show job "$1" | sed -n 's/.* JobState=\([A-Z_]*\) .*/\1/p'; }

shards() { find "$work/store" -name '*.arrow' 2>/dev/null | wc -l; }

await() {
    for ((i = 0; i < 3600; i++)); do
        if [ "$(state_of "$1")" = "$2" ]; then return; fi
        sleep 0.5
    done
    fail "task $1 is $(state_of "$1") and not $2"
}

install_slurm
start_slurm
plant_photos

say "One run over everything, into a store of its own"
mkdir -p "$work/one" "$work/results"
"$program" extract "$work/photos" --cache "$work/store-one" --batch-size 8 --out "$work/one/features.npy" --outcomes "$work/one/outcomes.csv" >"$work/one/log" 2>&1 \
    || fail "the single run: $(tail -n 1 "$work/one/log")"

say "Four tasks into one store"
export TRANSFER=$program TRANSFER_PHOTOS=$work/photos TRANSFER_STORE=$work/store TRANSFER_RESULTS=$work/results TRANSFER_FORMAT=npy
job=$(cd "$work" && sbatch --parsable --array=0-3 --cpus-per-task=1 --mem=0 "$here/slurm-array.sh" --batch-size 8)
victim=2
pid=
for ((i = 0; i < 600; i++)); do
    pid=$(process_of "$job" $victim)
    # In the midst of its work: seconds of computing, and no table yet.
    if [ -n "$pid" ] && [ "$(awk '{ print int(($14 + $15) / 100) }' "/proc/$pid/stat" 2>/dev/null || echo 0)" -ge "${KILL_AFTER:-4}" ]; then break; fi
    sleep 0.1
done
[ -n "$pid" ] || fail "task $victim never ran"
say "Running: $(squeue -h -t RUNNING -o '%K on %N' | sort | paste -sd ';' -)"
kill -9 "$pid"
say "Killed task $victim (process $pid, signal 9)"
await "${job}_$victim" FAILED
[ ! -e "$work/results/features-$victim.npy" ] || fail "task $victim had ended before it was killed; give more images with IMAGES=N"
say "Task $victim: $(scontrol -o show job "${job}_$victim" | grep -o 'JobState=[A-Z]* \|ExitCode=[0-9:]*' | tr '\n' ' ')and no table under its final name; $(shards) shards in the store"
scontrol requeue "${job}_$victim"
say "Requeued task $victim"
for task in 0 1 2 3; do await "${job}_$task" COMPLETED; done
say "All four are COMPLETED; task $victim was restarted $(scontrol -o show job "${job}_$victim" | grep -o 'Restarts=[0-9]*' | cut -d = -f 2) time(s)"

# Rows: path, class, view and outcome; the number in the matrix is each file's own matter.
rows() { tail -q -n +2 "$@" | sed 's/,[^,]*$//' | LC_ALL=C sort; }
rows "$work/one/features.csv" >"$work/one.rows"
rows "$work"/results/features-?.csv >"$work/four.rows"
cmp "$work/one.rows" "$work/four.rows" || fail "the rows of the four shares are not those of the single run"
[ -z "$(uniq -d "$work/four.rows")" ] || fail "rows are double: $(uniq -d "$work/four.rows" | sed -n 1,3p)"
tail -q -n +2 "$work/one/outcomes.csv" | LC_ALL=C sort >"$work/one.outcomes"
tail -q -n +2 "$work"/results/outcomes-?.csv | LC_ALL=C sort >"$work/four.outcomes"
cmp "$work/one.outcomes" "$work/four.outcomes" || fail "the outcomes of the four shares are not those of the single run"
say "Shares of $(wc -l "$work"/results/features-?.csv | awk '/csv/ { print $1 - 1 }' | paste -sd ' ' -) rows: together the $(wc -l <"$work/one.rows") of the single run, none missing, none double, outcomes equal"
say "Outcomes: $(cut -d , -f 4 "$work/four.rows" | sort | uniq -c | awk '{ n = $1; $1 = ""; print n $0 }' | paste -sd ';' -)"

"$program" extract "$work/photos" --cache "$work/store" --batch-size 8 --out "$work/results/all.npy" --outcomes "$work/results/all-outcomes.csv" >"$work/all.log" 2>&1 \
    || fail "the run over the shared store: $(tail -n 1 "$work/all.log")"
cmp "$work/results/all.csv" "$work/one/features.csv" || fail "the union in the store is not the single run's"
cmp "$work/results/all.npy" "$work/one/features.npy" || fail "the features of the four tasks are not those of the single run, bit by bit"
say "The shared store gives the single run's table and matrix, bit by bit; its last run said: $(grep -iE 'extract|cache' "$work/all.log" | tail -n 1)"
[ -z "$(find "$work/store" "$work/results" -name '*.tmp')" ] || fail "temporary files are left: $(find "$work/store" "$work/results" -name '*.tmp')"
say "No temporary files are left. OK"
