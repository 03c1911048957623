#!/usr/bin/env bash
# Two users on one machine: neither makes the other run code, or reads what was not shared. As root, on a machine that may
# get two users (they are removed again):
#
#     experiments/durability/two_users.sh          # PYTHON=... for the interpreter that has migsim
set -euo pipefail
python=${PYTHON:-python3}
one=migsim-one two=migsim-two
place=$(mktemp -d)
chmod 755 "$place"
trap 'userdel "$one" 2>/dev/null || true; userdel "$two" 2>/dev/null || true; rm -rf "$place"' EXIT
useradd --no-create-home "$one"
useradd --no-create-home "$two"
install -d -m 700 -o "$one" "$place/one"
install -d -m 700 -o "$two" "$place/two"
install -d -m 1777 "$place/tmp"
wrong=0

as() { # user command...: as that user, with a home of its own and the shared temporary folder
    local user=$1; shift
    runuser -u "$user" -- env -i PATH="$PATH" PYTHONPATH="${PYTHONPATH:-}" PYTHONDONTWRITEBYTECODE=1 HOME="$place/${user#migsim-}" \
        TMPDIR="$place/tmp" "$@"
}
holds() { # what command...: it must succeed
    if "${@:2}" >"$place/said" 2>&1; then echo "holds: $1"; else echo "WRONG: $1"; cat "$place/said"; wrong=1; fi
}
refused() { # what command...: it must fail
    if "${@:2}" >"$place/said" 2>&1; then echo "WRONG: $1"; wrong=1; else echo "holds: $1"; fi
}
folder() { # where a user's machine code would be kept when its home cannot be written
    as "$1" XDG_CACHE_HOME=/proc/nowhere "$python" -c 'from migsim.code_folder import cache_folder; print(cache_folder())'
}

# 1. A folder of machine code that another user made, under every name it may have, is not used.
kept=$(folder "$one")
case $kept in "$place/tmp"/*) ;; *) echo "note: machine code is kept at $kept" ;; esac
theirs=$(as "$two" "$python" -c "print('''$kept'''.replace('$(id -u "$one")', '$(id -u "$two")').replace('$one', '$two'))")
for planted in "$theirs" "$(dirname "$theirs")"; do
    case $planted in "$place/tmp"/*) ;; *) continue ;; esac
    rm -rf "$planted"
    as "$one" mkdir -p -m 777 "$planted"
    holds "a planted folder $(basename "$planted") is not used" \
        bash -c "[ \"\$(stat -c %U \"$(folder "$two")\" 2>/dev/null || echo nobody)\" != $one ]"
    rm -rf "$planted"
    as "$one" mkdir -p -m 777 "$place/tmp/mine"
    as "$one" mkdir -p "$(dirname "$planted")" && as "$one" ln -s "$place/tmp/mine" "$planted"
    holds "a planted link $(basename "$planted") is not followed" \
        bash -c "case \"$(folder "$two")\" in *mine*) exit 1 ;; esac"
    rm -rf "$planted" "$place/tmp/mine"
done

# 2. What one user keeps is shut to the other.
kept=$(folder "$one")
[ -d "$kept" ] && refused "the other's machine code cannot be listed" as "$two" ls "$kept"
[ -d "$kept" ] && refused "nothing can be put among it" as "$two" touch "$kept/planted.nbi"

# 3. Results in a folder that is not shared cannot be read; a link planted in a shared one is not written through.
as "$one" "$python" -m migsim new "$place/one/market.toml" >/dev/null
holds "its owner can read it" as "$one" "$python" -m migsim check "$place/one/market.toml"
refused "a market in a home that is shut cannot be read" as "$two" "$python" -m migsim check "$place/one/market.toml"
install -d -m 1777 "$place/shared"
as "$two" bash -c "echo precious > $place/two/precious"
as "$one" bash -c "mkdir $place/shared/out && chmod 777 $place/shared/out && ln -s $place/two $place/shared/out/figures &&
    echo '{\"kind\": \"migsim comparison\", \"files\": [\"figures/precious\"]}' > $place/shared/out/manifest.json"
writing="
import sys
from pathlib import Path
from migsim.report.place import COMPARISON, staged
with staged(Path(sys.argv[1]), COMPARISON) as folder:
    (folder / 'report.html').write_text('new')"
holds "results can be written into a folder of one's own" as "$two" "$python" -c "$writing" "$place/two/out"
refused "a made-up manifest with a link does not lead into a home" as "$two" "$python" -c "$writing" "$place/shared/out"
holds "nothing in the home was touched" as "$two" grep -q precious "$place/two/precious"
exit $wrong
