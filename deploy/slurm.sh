#!/bin/sh
# Writes a site by an array job of Slurm: each task writes a part into the folder that all nodes
# share, a last job puts the parts together. From a node where sbatch is:
#
#   sh slurm.sh submit 8
#
# All tasks ask the same database. One query each and four tasks at once (%4) are together what
# quickpage sends by itself; for a table, which no database has to answer for, take `%4` out.
#SBATCH --job-name=quickpage
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --output=%x-%j.log
set -eu

QUICKPAGE_CONFIG="${QUICKPAGE_CONFIG:-/shared/quickpage/quickpage.toml}"
SITE="${SITE:-/shared/quickpage/site}"
export QUICKPAGE_CONFIG SITE

case "${1:-}" in
submit)
    parts=$(sbatch --parsable --array="1-${2:?how many parts}%4" "$0" part "$2")
    # Whatever became of the parts: the merge says which are missing, or which types they left out.
    sbatch --dependency="afterany:$parts" "$0" merge
    ;;
part)
    quickpage create-index --output-dir "$SITE" --max-queries 1 --shard "$SLURM_ARRAY_TASK_ID/$2"
    ;;
merge)
    quickpage create-index --output-dir "$SITE" --merge
    ;;
*)
    echo "usage: $0 submit N" >&2
    exit 2
    ;;
esac
