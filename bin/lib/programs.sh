# Runs the test programs that bin/test.d/compile listed.
# shellcheck shell=bash

# run_programs "condition of awk over package ($1) and kind ($2)" [words for the programs…]
run_programs() {
    local condition=$1 package name program folder status=0 found=""; shift
    # Fresh when the whole suite runs; needed when a stage runs alone.
    bin/test.d/compile >"$LOCAL/test-logs/compile-again.log" 2>&1 || { cat "$LOCAL/test-logs/compile-again.log"; return 1; }
    while IFS=$'\t' read -r package _ name program folder; do
        found=1
        say "$package: $name"
        # As cargo would: in the folder of the package.
        (cd "$folder" && CARGO_MANIFEST_DIR=$folder "$program" "$@" </dev/null) || status=1
    done < <(awk -F '\t' "$condition" "$LOCAL/test/programs")
    [ -n "$found" ] || { echo "there is no such test program yet"; return 1; }
    return $status
}
