# What the benchmark scripts share. Sourced from the project's folder with `folder` set: where their files go.
# Environment: MQLOAD_SOURCE, the load generator's source (default ../shared/mqload.c beside the project)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
mqload=$folder/mqload
bench=(dotnet bench/Heliograph.Bench/bin/Release/net10.0/Heliograph.Bench.dll)
heliograph=(dotnet src/Heliograph.Cli/bin/Release/net10.0/heliograph.dll)
apt_log=$folder/apt.log
. .ci/packages.sh

# Empties the folder, and builds the load generator, the benchmarks and the program. Installs a compiler (on Debian, as root).
build_all() {
  local source=${MQLOAD_SOURCE:-../shared/mqload.c} project
  rm -rf "$folder"
  mkdir -p "$folder"
  [[ -f $source ]] || { echo "no $source: set MQLOAD_SOURCE" >&2; exit 2; }
  need gcc gcc
  need stdio.h libc6-dev
  gcc -O2 -march=native -pthread -o "$mqload" "$source" 2>"$folder/gcc.log" || { cat "$folder/gcc.log" >&2; exit 1; }
  for project in bench/Heliograph.Bench src/Heliograph.Cli; do
    dotnet build "$project" -c Release -v quiet >"$folder/build.log" || { cat "$folder/build.log" >&2; exit 1; }
  done
}

# The file that people download, in `native`: HELIOGRAPH_NATIVE, or what ./publish makes.
find_native() {
  native=${HELIOGRAPH_NATIVE:-}
  [[ -z $native ]] || return 0
  ./publish linux-x64
  native=$(echo artifacts/publish/heliograph-*-linux-x64)
}

# stop_process PID [SIGNAL]: ends it and waits for its end.
stop_process() {
  [[ -n $1 ]] || return 0
  kill "-${2:-TERM}" "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# await_line PATTERN FILE PID: returns when the output of a process has the line.
await_line() {
  until grep -q "$1" "$2"; do
    kill -0 "$3" 2>/dev/null || { cat "$2" >&2; exit 1; }
    sleep 0.05
  done
}

# field NAME JSON
field() { sed -n "s/.*\"$1\":\([^,}]*\).*/\1/p" <<<"$2"; }

# column FILE NAME: the field of each line.
column() { sed -n "s/.*\"$2\":\([^,}]*\).*/\1/p" "$1"; }

median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'; }

# middle FILE NAME: the median of a field of its lines.
middle() { column "$1" "$2" | median; }
