#!/bin/bash
# Extracts the features of a folder of images with a Slurm array: every task takes its share of the files, all write to one store.
#
#   TRANSFER_PHOTOS=/data/photos TRANSFER_STORE=/data/store TRANSFER_RESULTS=/data/results sbatch --array=0-15 slurm-array.sh
#
# What follows the script's name goes to `transfer extract`: sbatch --array=0-15 slurm-array.sh --model vgg16.onnx --dtype float16
#
# All three folders have to be on a file system that every node sees. A file's share depends on its path below TRANSFER_PHOTOS and on
# nothing else, so tasks never need to speak with each other. A task that was killed, or whose node died, goes on where it stopped when it
# is requeued: `scontrol requeue JOB_TASK`, or by Slurm itself after a fault of the node.
# Resubmitting single tasks as a new array (--array=7) needs the number of shares of the first one: add `--shards 16`.
#
#SBATCH --job-name=transfer-extract
#SBATCH --array=0-3
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=transfer-extract-%A_%a.log
# A minute before the time is up: as Ctrl-C, which finishes the batch, closes the shard and says what is left.
#SBATCH --signal=B:INT@60

set -euo pipefail

: "${TRANSFER_PHOTOS:?Say which folder of images with TRANSFER_PHOTOS=FOLDER.}"
: "${TRANSFER_STORE:?Say where features are kept with TRANSFER_STORE=FOLDER, one folder for all tasks.}"
: "${TRANSFER_RESULTS:?Say where the tables go with TRANSFER_RESULTS=FOLDER.}"
mkdir -p "$TRANSFER_STORE" "$TRANSFER_RESULTS"

# exec: the program gets Slurm's signals itself.
exec "${TRANSFER:-transfer}" extract "$TRANSFER_PHOTOS" \
    --cache "$TRANSFER_STORE" \
    --out "$TRANSFER_RESULTS/features-$SLURM_ARRAY_TASK_ID.${TRANSFER_FORMAT:-parquet}" \
    --outcomes "$TRANSFER_RESULTS/outcomes-$SLURM_ARRAY_TASK_ID.csv" \
    "$@"
