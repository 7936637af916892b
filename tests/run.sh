#!/bin/sh
# Install what is missing, build, and run the tests.
#
#   sh tests/run.sh [unit|sanitize|lint|install]...     default: all four
#
# unit      Release build with warnings as errors, every test of ctest; those of the clusters without vector instructions
# sanitize  the layers' tests under AddressSanitizer and UBSan, the parallel ones under ThreadSanitizer, by Clang
# lint      clang-format, clang-tidy, shellcheck, Python syntax
# install   cmake --install, moved and used from elsewhere; examples of docs/ against it; a build without the viewer
#
# AGGLO_BUILD: build folder, default build/ (the sanitizers build beside it); AGGLO_JOBS: parallel jobs, default all cores.
# Ends with 'N passed, N failed, N skipped'; exit code 1 when anything failed.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=${AGGLO_BUILD:-$root/build}
jobs=${AGGLO_JOBS:-$(nproc)}
logs=$build/logs
passed=0 failed=0 skipped=0
fixed=  # what keeps the address layout as it is, where a sanitizer needs that
# A clone in another folder finds what was compiled in this one.
export CCACHE_BASEDIR="$root" CCACHE_SLOPPINESS=pch_defines,time_macros CMAKE_BUILD_PARALLEL_LEVEL="$jobs"

for stage in "$@"; do
  case $stage in
    unit | sanitize | lint | install) ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
[ $# -gt 0 ] || set -- unit sanitize lint install

now() { date +%s; }
say() { printf '%s\n' "$*"; }

# check NAME COMMAND...: one check; its output goes to a log, shown when it fails.
check() {
  name=$1; shift
  log=$logs/$(printf '%s' "$name" | tr -c 'A-Za-z0-9_.\n' '-').log
  begin=$(now)
  if "$@" >"$log" 2>&1 </dev/null; then
    passed=$((passed + 1))
    say "ok       $name ($(($(now) - begin)) s)"
  else
    failed=$((failed + 1))
    say "FAILED   $name ($(($(now) - begin)) s); the end of $log:"
    tail -n 60 "$log" | sed 's/^/  | /'
    return 1
  fi
}
skip() { skipped=$((skipped + 1)); say "skipped  $1: $2"; }

configure() { # FOLDER OPTIONS...
  folder=$1; shift
  cmake -S "$root" -B "$folder" -G Ninja "$@"
}
configure_release() { # agglo-mpi is two small files more: built wherever Open MPI is
  mpi=OFF
  command -v mpicxx >/dev/null 2>&1 && command -v mpirun >/dev/null 2>&1 && mpi=ON
  configure "$build" -DCMAKE_BUILD_TYPE=Release -DAGGLO_WERROR=ON -DAGGLO_TESTS=ON -DAGGLO_VIEWER=ON -DAGGLO_MPI=$mpi
}
build_release() { configure_release && ninja -C "$build" -j "$jobs" -k 0; }
release_is_built() { [ -n "${built:-}" ] || { check "build (Release, warnings are errors)" build_release && built=1; }; }

# The totals of a ctest run, from its JUnit file.
count_ctest() {
  head=$(tr '\n\t' '  ' <"$1" | sed -n 's/.*<testsuite \([^>]*\)>.*/ \1/p')
  total=$(say "$head" | sed -n 's/.* tests="\([0-9]*\)".*/\1/p')
  bad=$(say "$head" | sed -n 's/.* failures="\([0-9]*\)".*/\1/p')
  left=$(say "$head" | sed -n 's/.* skipped="\([0-9]*\)".*/\1/p')
  if [ -z "$total" ] || [ "$total" -eq 0 ]; then
    failed=$((failed + 1)); say "FAILED   ctest ran no test"
    return
  fi
  failed=$((failed + bad)) skipped=$((skipped + left)) passed=$((passed + total - bad - left))
}

run_ctest() { # FOLDER OPTIONS...; each test counts as a check
  junit=$1/ctest.xml
  rm -f "$junit"
  $fixed ctest --test-dir "$@" -j "$jobs" --output-on-failure --output-junit "$junit" </dev/null |
    grep -v -e '^ *Start ' -e '   Passed  '
  count_ctest "$junit"
}
names_of() { # a pattern for ctest: the tests of these executables
  # shellcheck disable=SC2068  # a list
  printf '^(%s)\\.' "$(printf '%s\n' $@ | sed 's/^test_//' | paste -s -d '|')"
}

unit() {
  release_is_built || return
  run_ctest "$build" --timeout 300
  # shellcheck disable=SC2046  # a list of targets
  check "build for one lane" build_scalar $(tests_of cluster) &&
    run_ctest "$build-scalar" --timeout 300 -R "$(names_of "$(tests_of cluster)")"
}
build_scalar() { # what vector instructions compute, computed without any
  configure "$build-scalar" -DCMAKE_BUILD_TYPE=Release -DAGGLO_WERROR=ON -DAGGLO_VIEWER=OFF -DAGGLO_SIMD=OFF &&
    ninja -C "$build-scalar" -j "$jobs" -k 0 "$@"
}

# Clang compiles the sanitizer builds, so every warning of both compilers is seen.
configure_sanitizer() { # FOLDER SANITIZERS OPTIONS...
  folder=$1 sanitizers=$2; shift 2
  configure "$folder" -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_FLAGS_RELEASE='-O1 -g1' -DAGGLO_WERROR=ON "-DAGGLO_SANITIZE=$sanitizers" "$@"
}
build_sanitized() { # FOLDER SANITIZERS OPTIONS -- TARGETS
  folder=$1 sanitizers=$2; shift 2
  configure_sanitizer "$folder" "$sanitizers" "$1" && shift && ninja -C "$folder" -j "$jobs" -k 0 "$@"
}
tests_of() { # the test executables of the tree, by folder name; those of the clusters have a folder for each
  for name in "$@"; do
    for folder in "$root/tests/$name" "$root/tests/$name"/*/; do
      [ -n "$(find "$folder" -maxdepth 1 -name '*_test.cpp' 2>/dev/null | head -n 1)" ] &&
        printf 'test_%s ' "$(basename "$folder")"
    done
  done
}

sanitize() {
  quirks=$root/tests/sanitize
  export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1"
  export LSAN_OPTIONS="suppressions=$quirks/leaks.txt:print_suppressions=0"
  export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1"
  export TSAN_OPTIONS="suppressions=$quirks/threads.txt:halt_on_error=1"
  setarch -R true 2>/dev/null && fixed='setarch -R'
  tests=$(tests_of core cluster indicators access io app viewer)
  # shellcheck disable=SC2086  # lists of targets
  check "build for AddressSanitizer and UBSan" \
    build_sanitized "$build-asan" address,undefined -DAGGLO_VIEWER=ON $tests &&
    run_ctest "$build-asan" --timeout 900 -R "$(names_of "$tests")part_"
  check "ThreadSanitizer reports a planted race" planted_race
  tests=$(tests_of core cluster indicators access viewer)
  # shellcheck disable=SC2086
  check "build for ThreadSanitizer" \
    build_sanitized "$build-tsan" thread "-DCMAKE_CXX_FLAGS=-I$quirks/include" $tests &&
    run_ctest "$build-tsan" --timeout 900 -R "$(names_of "$tests")part_"
  fixed=
}
planted_race() {
  program=$logs/planted_race
  clang++ -std=c++20 -O1 -g1 -fsanitize=thread -I"$quirks/include" -I"$root/include" -I"$root/src" \
    "$quirks/planted_race.cpp" "$root/src/core/parallel.cpp" -o "$program" || return
  ! $fixed "$program" && grep -q 'ThreadSanitizer: data race' "$logs/ThreadSanitizer-reports-a-planted-race.log"
}
format_check() {
  find "$root/src" "$root/include" "$root/tests" \( -name '*.cpp' -o -name '*.hpp' \) -print0 |
    xargs -0 -n 20 -P "$jobs" clang-format --dry-run --Werror
}
tidy() { # assertions stay on: the analyser believes them; it gives up a function after 40,000 steps of 225,000
  steps='--extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=40000'
  # shellcheck disable=SC2086  # several options
  find "$root/src/core" "$root/src/cluster" "$root/src/access" "$root/src/indicators" -name '*.cpp' -print0 |
    xargs -0 -n 1 -P "$jobs" timeout 300 clang-tidy --quiet --extra-arg=-UNDEBUG --extra-arg=-Wno-unknown-warning-option $steps -p "$build" >"$logs/clang-tidy.txt" 2>&1
  result=$?
  grep -E '(error|warning): ' "$logs/clang-tidy.txt" | sort -u
  return $result
}
shell_check() { find "$root" -path "$root/build*" -prune -o -name '*.sh' -print0 | xargs -0 shellcheck; }
python_check() {
  find "$root/tests" "$root/data" "$root/docs" -name '*.py' -print0 |
    xargs -0 python3 -B -c 'import sys; [compile(open(f, encoding="utf-8").read(), f, "exec") for f in sys.argv[1:]]'
}
lint() {
  if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
    check "clang-format" format_check
  else
    skip "clang-format" "the sources are laid out by clang-format 14, which is not here"
  fi
  check "shellcheck" shell_check
  check "Python syntax" python_check
  configure_release >"$logs/configure.log" 2>&1 || cat "$logs/configure.log"
  check "clang-tidy" tidy
}

install_stage() {
  release_is_built || return
  for step in relocated completion manual consumer examples; do
    check "install: $step" sh "$root/tests/install/check.sh" "$root" "$build" "$step"
  done
  check "demo script" sh "$root/tests/install/check.sh" "$root" "$build" demo
  check "build without the viewer" sh "$root/tests/install/check.sh" "$root" "$build" no_viewer
}

sh "$root/third_party/install.sh" all || say "going on with what is there"
mkdir -p "$logs"
whole=$(now)
for stage in "$@"; do
  say "== $stage"
  stage_begin=$(now)
  case $stage in install) install_stage ;; *) "$stage" ;; esac
  say "== $stage took $(($(now) - stage_begin)) s"
done
say "all took $(($(now) - whole)) s"
say "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
