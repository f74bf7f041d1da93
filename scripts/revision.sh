#!/usr/bin/env bash
# Prints which state of the source this is: its commit, with a + where files have been changed since, and the day of the
# commit. Prints nothing where that is not known. The same commit gives the same words on every machine.
set -euo pipefail
cd "$(dirname "$0")/.."

# git archive puts both in here, as .gitattributes tells it, so that an archive of the source knows them too.
archived='$Format:%H %ct$'

# The repository of this folder alone: an archive may have been unpacked in another one. It may belong to another user
# than the one who installs.
here() { git -c safe.directory="$PWD" "$@" 2>/dev/null; }

if [[ $archived != *Format* ]]; then
    read -r commit seconds <<<"$archived"
    mark=
elif [[ -e .git ]] && read -r commit seconds < <(here log -1 --format='%H %ct'); then
    mark=$([[ -z $(here status --porcelain --untracked-files=no) ]] || echo +)
else
    exit 0
fi
echo "${commit:0:12}$mark $(date --utc --date="@$seconds" +%F)"
