# fish completion for govscript
# Made by `govscript docs` from the command's declarations; changes here are lost.

set -g __govscript_paths \
    'run' \
    'repl' \
    'runs' \
    'runs list' \
    'runs show' \
    'runs retry' \
    'runs resolve' \
    'runs export' \
    'runs forget' \
    'runs watch' \
    'runs prune' \
    'runs drop' \
    'report' \
    'schedule' \
    'schedule add' \
    'schedule list' \
    'schedule show' \
    'schedule run' \
    'schedule remove' \
    'schedule history' \
    'schedule check' \
    'check' \
    'check-data' \
    'test' \
    'limits' \
    'state' \
    'state status' \
    'state init' \
    'state doctor' \
    'auth' \
    'auth login' \
    'auth status' \
    'auth logout' \
    'config' \
    'config show' \
    'doctor' \
    'help' \
    'init' \
    'emulator'

set -g __govscript_with_value \
    ' -e' \
    ' --execute' \
    ' --faults' \
    ' --profile' \
    ' --config' \
    ' --memory-limit' \
    ' --allow-read' \
    ' --allow-write' \
    ' --timeout' \
    ' --patience' \
    ' --trace-har' \
    ' --plan' \
    ' --apply' \
    ' --report-json' \
    ' --grace' \
    ' --wait-lock' \
    ' --retries' \
    ' --retry-pause' \
    ' --jitter' \
    ' --expect' \
    ' --notify' \
    ' --metrics-file' \
    ' --schedule' \
    ' --only-at' \
    ' --log-file' \
    ' --log-format' \
    ' --log-level' \
    ' --log-max-size' \
    ' --log-max-age' \
    ' --log-keep' \
    'run -e' \
    'run --execute' \
    'run --faults' \
    'run --profile' \
    'run --config' \
    'run --memory-limit' \
    'run --allow-read' \
    'run --allow-write' \
    'run --timeout' \
    'run --patience' \
    'run --trace-har' \
    'run --plan' \
    'run --apply' \
    'run --report-json' \
    'run --grace' \
    'run --wait-lock' \
    'run --retries' \
    'run --retry-pause' \
    'run --jitter' \
    'run --expect' \
    'run --notify' \
    'run --metrics-file' \
    'run --schedule' \
    'run --only-at' \
    'run --log-file' \
    'run --log-format' \
    'run --log-level' \
    'run --log-max-size' \
    'run --log-max-age' \
    'run --log-keep' \
    'repl --faults' \
    'repl --profile' \
    'repl --config' \
    'repl --memory-limit' \
    'repl --allow-read' \
    'repl --allow-write' \
    'repl --keys' \
    'runs --since' \
    'runs --profile' \
    'runs list --since' \
    'runs list --profile' \
    'runs show --profile' \
    'runs retry --profile' \
    'runs retry --kind' \
    'runs resolve --profile' \
    'runs export --profile' \
    'runs export --format' \
    'runs forget --profile' \
    'runs prune --older-than' \
    'runs drop --profile' \
    'report --html' \
    'report --json' \
    'schedule add --at' \
    'schedule add --zone' \
    'schedule add --profile' \
    'schedule add --log-file' \
    'schedule add --run' \
    'schedule add --jitter' \
    'schedule add --credential' \
    'schedule add --user' \
    'schedule history --last' \
    'check --allow-read' \
    'check --allow-write' \
    'check-data --dataset' \
    'check-data --mode' \
    'check-data --allow' \
    'check-data --rejects' \
    'check-data --profile' \
    'check-data --config' \
    'test --filter' \
    'test --seed' \
    'test --case-timeout' \
    'test --junit' \
    'limits --profile' \
    'limits --config' \
    'state --profile' \
    'state --config' \
    'state status --profile' \
    'state status --config' \
    'state init --profile' \
    'state init --config' \
    'state init --grant' \
    'state init --from' \
    'state doctor --profile' \
    'state doctor --config' \
    'auth login --profile' \
    'auth login --config' \
    'auth status --profile' \
    'auth status --config' \
    'auth logout --profile' \
    'auth logout --config' \
    'config --profile' \
    'config --config' \
    'config show --profile' \
    'config show --config' \
    'doctor --profile' \
    'doctor --config' \
    'emulator --port' \
    'emulator --rate' \
    'emulator --delay' \
    'emulator --faults' \
    'emulator --seed' \
    'emulator --state'

# Prints the command that the line is about, and the number of words after it.
function __govscript_state
    set -l path
    set -l number 0
    set -l expects 0
    set -l tokens (commandline -opc)
    for word in $tokens[2..]
        if test $expects = 1
            set expects 0
            continue
        end
        switch $word
            case '--*=*'
            case '-?*'
                contains -- "$path $word" $__govscript_with_value; and set expects 1
            case '*'
                set -l further (string trim -- "$path $word")
                if test $number = 0; and contains -- $further $__govscript_paths
                    set path $further
                else
                    set number (math $number + 1)
                end
        end
    end
    printf '%s\n' "$path" $number
end

# Whether the line is about a command.
function __govscript_in -a path
    set -l state (__govscript_state)
    test "$state[1]" = "$path"
end

# Whether it is, and so many words come before the current one.
function __govscript_at -a path number
    set -l state (__govscript_state)
    test "$state[1]" = "$path" -a "$state[2]" = "$number"
end

# Whether it is, and the script's name is still to come.
function __govscript_before -a path
    __govscript_at "$path" 0
end

# Whether it is, and the script's own words follow.
function __govscript_after -a path
    __govscript_in "$path"; and not __govscript_at "$path" 0
end

# Prints the lines that the program itself knows: names of runs, profiles, topics.
function __govscript_ask
    set -l tokens (commandline -opc)
    $tokens[1] $argv 2>/dev/null
end

# Prints folders, and files with one of the endings.
function __govscript_files
    set -l word (commandline -ct)
    __fish_complete_directories $word ''
    for ending in $argv
        for file in $word*.$ending
            printf '%s\n' $file
        end
    end
end

complete -c govscript -f

complete -c govscript -n '__govscript_before ""' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_before ""' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_before ""' -s e -l execute -d 'Run this code instead of a file.' -r
complete -c govscript -n '__govscript_before ""' -l sandbox -d 'Run against the built-in emulator; its data is kept between runs.'
complete -c govscript -n '__govscript_before ""' -l fresh-sandbox -d 'Empty the sandbox (data and run history) first.'
complete -c govscript -n '__govscript_before ""' -l faults -d 'Simulate failures in the sandbox, for example go:drop-after=5% (see: govscript help faults).' -r
complete -c govscript -n '__govscript_before ""' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_before ""' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_before ""' -l memory-limit -d 'Memory that the script may use: 64M, 2G.' -r
complete -c govscript -n '__govscript_before ""' -l allow-read -d 'Let the script read this file or folder (repeatable).' -r -F
complete -c govscript -n '__govscript_before ""' -l allow-write -d 'Let the script write this file or folder (repeatable).' -r -F
complete -c govscript -n '__govscript_before ""' -l allow-run -d 'Let the script run other programs (os.execute, io.popen).'
complete -c govscript -n '__govscript_before ""' -l allow-all -d 'Let the script do everything that plain Lua 5.4 can.'
complete -c govscript -n '__govscript_before ""' -l dry-run -d 'List the writes instead of sending them; reads are sent.'
complete -c govscript -n '__govscript_before ""' -s v -l verbose -d 'Show log.debug messages too.'
complete -c govscript -n '__govscript_before ""' -l timeout -d 'End the script after this time, with exit code 124: 90s, 5m, 2h.' -r
complete -c govscript -n '__govscript_before ""' -l patience -d 'Stop if a service keeps failing for this long.' -r
complete -c govscript -n '__govscript_before ""' -l trace -d 'Show every request: times, waits for the rate limit, headers without keys.'
complete -c govscript -n '__govscript_before ""' -l trace-har -d 'Write every request to a HAR file, which browsers can open.' -r -f -a '(__govscript_files har)'
complete -c govscript -n '__govscript_before ""' -l plan -d 'With --dry-run: save what would be written, to be applied later.' -r -f -a '(__govscript_files json)'
complete -c govscript -n '__govscript_before ""' -l apply -d 'Run the script of a saved plan, and stop before any write that is not in it.' -r -f -a '(__govscript_files json)'
complete -c govscript -n '__govscript_before ""' -l report-json -d 'Write the record of this start to a JSON file, however it ends.' -r
complete -c govscript -n '__govscript_before ""' -l summary -d 'Print a summary at the end (default: after a long run, or one with trouble).'
complete -c govscript -n '__govscript_before ""' -l no-summary -d 'Print a summary at the end (default: after a long run, or one with trouble).'
complete -c govscript -n '__govscript_before ""' -l grace -d 'How long to wait for requests in progress after Ctrl-C.' -r
complete -c govscript -n '__govscript_before ""' -l lock -d 'Refuse to start a script that is running with the same profile (default: --lock).'
complete -c govscript -n '__govscript_before ""' -l no-lock -d 'Refuse to start a script that is running with the same profile (default: --lock).'
complete -c govscript -n '__govscript_before ""' -l wait-lock -d 'Wait this long for the script that is running.' -r
complete -c govscript -n '__govscript_before ""' -l retries -d 'Start again this often after exit codes 69 and 75, each time later.' -r
complete -c govscript -n '__govscript_before ""' -l retry-pause -d 'The pause before the first retry; it doubles.' -r
complete -c govscript -n '__govscript_before ""' -l jitter -d 'Wait a random time up to this before the script starts.' -r
complete -c govscript -n '__govscript_before ""' -l fail-if-nothing -d 'Exit with 4 if no item and no write was done.'
complete -c govscript -n '__govscript_before ""' -l expect -d 'Exit with 5 unless this is true: failed=0,duration<2h (see: govscript help cron).' -r
complete -c govscript -n '__govscript_before ""' -l notify -d 'Tell of start and end: https://hc-ping.com/…, json:https://…, mailto:… (repeatable).' -r
complete -c govscript -n '__govscript_before ""' -l metrics-file -d 'Write metrics for node_exporter to this file.' -r
complete -c govscript -n '__govscript_before ""' -l schedule -d 'Count this start among those of a schedule.' -r
complete -c govscript -n '__govscript_before ""' -l only-at -d 'Do nothing unless it is one of these times.' -r
complete -c govscript -n '__govscript_before ""' -l log-file -d 'Append the log to this file; only errors still go to standard error.' -r
complete -c govscript -n '__govscript_before ""' -l log-format -d 'text, json or plain (also: GOVSCRIPT_LOG_FORMAT).' -r -f -a 'text json plain'
complete -c govscript -n '__govscript_before ""' -l log-level -d 'Levels of all or of single categories: warning; script=debug,progress=off.' -r
complete -c govscript -n '__govscript_before ""' -s q -l quiet -d 'Show warnings and errors only.'
complete -c govscript -n '__govscript_before ""' -l log-max-size -d 'Put the log file aside when it is larger than this.' -r
complete -c govscript -n '__govscript_before ""' -l log-max-age -d 'Put the log file aside when it is older than this, for example 30d.' -r
complete -c govscript -n '__govscript_before ""' -l log-keep -d 'How many log files to keep besides the current one.' -r
complete -c govscript -n '__govscript_before ""' -l log-output -d 'Write what the script prints to the log too, with the time.'
complete -c govscript -n '__govscript_at "" 0' -a run -d 'Run a script.'
complete -c govscript -n '__govscript_at "" 0' -a repl -d 'Interactive prompt.'
complete -c govscript -n '__govscript_at "" 0' -a runs -d 'List starts of scripts, and manage resumable runs (bulk.each).'
complete -c govscript -n '__govscript_at "" 0' -a report -d 'Show what a start of a script did: as text, a web page, or JSON.'
complete -c govscript -n '__govscript_at "" 0' -a schedule -d 'Start scripts at certain times, and see how they did.'
complete -c govscript -n '__govscript_at "" 0' -a check -d 'Find mistakes in scripts without running them.'
complete -c govscript -n '__govscript_at "" 0' -a check-data -d 'Check CSV files before they are published on data.gov.sg.'
complete -c govscript -n '__govscript_at "" 0' -a test -d 'Run the tests of scripts.'
complete -c govscript -n '__govscript_at "" 0' -a limits -d 'Show current rate-limit usage across all processes.'
complete -c govscript -n '__govscript_at "" 0' -a state -d 'Set up and look at the database that several machines share.'
complete -c govscript -n '__govscript_at "" 0' -a auth -d 'Manage API keys.'
complete -c govscript -n '__govscript_at "" 0' -a config -d 'Show the configuration.'
complete -c govscript -n '__govscript_at "" 0' -a doctor -d 'Check that everything a script needs is in order.'
complete -c govscript -n '__govscript_at "" 0' -a help -d 'Explain a function, module, topic or subcommand.'
complete -c govscript -n '__govscript_at "" 0' -a init -d 'Create a project folder with a starter script and editor settings.'
complete -c govscript -n '__govscript_at "" 0' -a emulator -d 'Serve data.gov.sg, GoGovSG and ForSG on this machine, for trying scripts.'
complete -c govscript -n '__govscript_at "" 0' -f -a '(__govscript_files lua)'
complete -c govscript -n '__govscript_after ""' -F
complete -c govscript -n '__govscript_before "run"' -s e -l execute -d 'Run this code instead of a file.' -r
complete -c govscript -n '__govscript_before "run"' -l sandbox -d 'Run against the built-in emulator; its data is kept between runs.'
complete -c govscript -n '__govscript_before "run"' -l fresh-sandbox -d 'Empty the sandbox (data and run history) first.'
complete -c govscript -n '__govscript_before "run"' -l faults -d 'Simulate failures in the sandbox, for example go:drop-after=5% (see: govscript help faults).' -r
complete -c govscript -n '__govscript_before "run"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_before "run"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_before "run"' -l memory-limit -d 'Memory that the script may use: 64M, 2G.' -r
complete -c govscript -n '__govscript_before "run"' -l allow-read -d 'Let the script read this file or folder (repeatable).' -r -F
complete -c govscript -n '__govscript_before "run"' -l allow-write -d 'Let the script write this file or folder (repeatable).' -r -F
complete -c govscript -n '__govscript_before "run"' -l allow-run -d 'Let the script run other programs (os.execute, io.popen).'
complete -c govscript -n '__govscript_before "run"' -l allow-all -d 'Let the script do everything that plain Lua 5.4 can.'
complete -c govscript -n '__govscript_before "run"' -l dry-run -d 'List the writes instead of sending them; reads are sent.'
complete -c govscript -n '__govscript_before "run"' -s v -l verbose -d 'Show log.debug messages too.'
complete -c govscript -n '__govscript_before "run"' -l timeout -d 'End the script after this time, with exit code 124: 90s, 5m, 2h.' -r
complete -c govscript -n '__govscript_before "run"' -l patience -d 'Stop if a service keeps failing for this long.' -r
complete -c govscript -n '__govscript_before "run"' -l trace -d 'Show every request: times, waits for the rate limit, headers without keys.'
complete -c govscript -n '__govscript_before "run"' -l trace-har -d 'Write every request to a HAR file, which browsers can open.' -r -f -a '(__govscript_files har)'
complete -c govscript -n '__govscript_before "run"' -l plan -d 'With --dry-run: save what would be written, to be applied later.' -r -f -a '(__govscript_files json)'
complete -c govscript -n '__govscript_before "run"' -l apply -d 'Run the script of a saved plan, and stop before any write that is not in it.' -r -f -a '(__govscript_files json)'
complete -c govscript -n '__govscript_before "run"' -l report-json -d 'Write the record of this start to a JSON file, however it ends.' -r
complete -c govscript -n '__govscript_before "run"' -l summary -d 'Print a summary at the end (default: after a long run, or one with trouble).'
complete -c govscript -n '__govscript_before "run"' -l no-summary -d 'Print a summary at the end (default: after a long run, or one with trouble).'
complete -c govscript -n '__govscript_before "run"' -l grace -d 'How long to wait for requests in progress after Ctrl-C.' -r
complete -c govscript -n '__govscript_before "run"' -l lock -d 'Refuse to start a script that is running with the same profile (default: --lock).'
complete -c govscript -n '__govscript_before "run"' -l no-lock -d 'Refuse to start a script that is running with the same profile (default: --lock).'
complete -c govscript -n '__govscript_before "run"' -l wait-lock -d 'Wait this long for the script that is running.' -r
complete -c govscript -n '__govscript_before "run"' -l retries -d 'Start again this often after exit codes 69 and 75, each time later.' -r
complete -c govscript -n '__govscript_before "run"' -l retry-pause -d 'The pause before the first retry; it doubles.' -r
complete -c govscript -n '__govscript_before "run"' -l jitter -d 'Wait a random time up to this before the script starts.' -r
complete -c govscript -n '__govscript_before "run"' -l fail-if-nothing -d 'Exit with 4 if no item and no write was done.'
complete -c govscript -n '__govscript_before "run"' -l expect -d 'Exit with 5 unless this is true: failed=0,duration<2h (see: govscript help cron).' -r
complete -c govscript -n '__govscript_before "run"' -l notify -d 'Tell of start and end: https://hc-ping.com/…, json:https://…, mailto:… (repeatable).' -r
complete -c govscript -n '__govscript_before "run"' -l metrics-file -d 'Write metrics for node_exporter to this file.' -r
complete -c govscript -n '__govscript_before "run"' -l schedule -d 'Count this start among those of a schedule.' -r
complete -c govscript -n '__govscript_before "run"' -l only-at -d 'Do nothing unless it is one of these times.' -r
complete -c govscript -n '__govscript_before "run"' -l log-file -d 'Append the log to this file; only errors still go to standard error.' -r
complete -c govscript -n '__govscript_before "run"' -l log-format -d 'text, json or plain (also: GOVSCRIPT_LOG_FORMAT).' -r -f -a 'text json plain'
complete -c govscript -n '__govscript_before "run"' -l log-level -d 'Levels of all or of single categories: warning; script=debug,progress=off.' -r
complete -c govscript -n '__govscript_before "run"' -s q -l quiet -d 'Show warnings and errors only.'
complete -c govscript -n '__govscript_before "run"' -l log-max-size -d 'Put the log file aside when it is larger than this.' -r
complete -c govscript -n '__govscript_before "run"' -l log-max-age -d 'Put the log file aside when it is older than this, for example 30d.' -r
complete -c govscript -n '__govscript_before "run"' -l log-keep -d 'How many log files to keep besides the current one.' -r
complete -c govscript -n '__govscript_before "run"' -l log-output -d 'Write what the script prints to the log too, with the time.'
complete -c govscript -n '__govscript_before "run"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_before "run"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "run" 0' -f -a '(__govscript_files lua)'
complete -c govscript -n '__govscript_after "run"' -F
complete -c govscript -n '__govscript_in "repl"' -l sandbox -d 'Run against the built-in emulator; its data is kept between runs.'
complete -c govscript -n '__govscript_in "repl"' -l fresh-sandbox -d 'Empty the sandbox (data and run history) first.'
complete -c govscript -n '__govscript_in "repl"' -l faults -d 'Simulate failures in the sandbox, for example go:drop-after=5% (see: govscript help faults).' -r
complete -c govscript -n '__govscript_in "repl"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "repl"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "repl"' -l memory-limit -d 'Memory that the script may use: 64M, 2G.' -r
complete -c govscript -n '__govscript_in "repl"' -l allow-read -d 'Let the script read this file or folder (repeatable).' -r -F
complete -c govscript -n '__govscript_in "repl"' -l allow-write -d 'Let the script write this file or folder (repeatable).' -r -F
complete -c govscript -n '__govscript_in "repl"' -l allow-run -d 'Let the script run other programs (os.execute, io.popen).'
complete -c govscript -n '__govscript_in "repl"' -l allow-all -d 'Let the script do everything that plain Lua 5.4 can.'
complete -c govscript -n '__govscript_in "repl"' -l dry-run -d 'List the writes instead of sending them; reads are sent.'
complete -c govscript -n '__govscript_in "repl"' -s v -l verbose -d 'Show log.debug messages too.'
complete -c govscript -n '__govscript_in "repl"' -l yes -d 'Do not ask before writes to production.'
complete -c govscript -n '__govscript_in "repl"' -l keys -d 'Key bindings; without this option ~/.editrc decides.' -r -f -a 'emacs vi'
complete -c govscript -n '__govscript_in "repl"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "repl"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "repl" 0' -f -a '(__govscript_files lua)'
complete -c govscript -n '__govscript_in "runs"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "runs"' -l since -d 'Only starts within this time: 12h, 7d.' -r
complete -c govscript -n '__govscript_in "runs"' -l profile -d 'Only those of this profile.' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "runs"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_at "runs" 0' -a list -d 'List starts of scripts and resumable runs, the most recent first.'
complete -c govscript -n '__govscript_at "runs" 0' -a show -d 'Show a run or a start: progress, and what failed or is uncertain.'
complete -c govscript -n '__govscript_at "runs" 0' -a retry -d 'Mark failed items to be retried the next time the script runs.'
complete -c govscript -n '__govscript_at "runs" 0' -a resolve -d 'Mark an uncertain item as done or to be redone, after checking the service.'
complete -c govscript -n '__govscript_at "runs" 0' -a export -d 'Print every item of a run, in input order.'
complete -c govscript -n '__govscript_at "runs" 0' -a forget -d 'Delete a run\'s record, so that the name starts from scratch.'
complete -c govscript -n '__govscript_at "runs" 0' -a watch -d 'Follow a start of a script until it ends.'
complete -c govscript -n '__govscript_at "runs" 0' -a prune -d 'Delete records of old starts, and resumable runs that are finished.'
complete -c govscript -n '__govscript_at "runs" 0' -a drop -d 'Take an item out of a run\'s counts.'
complete -c govscript -n '__govscript_in "runs list"' -l since -d 'Only starts within this time: 12h, 7d.' -r
complete -c govscript -n '__govscript_in "runs list"' -l profile -d 'Only those of this profile.' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "runs list"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_in "runs list"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs list"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "runs show"' -l profile -d 'Its profile, if several profiles have a run of this name.' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "runs show"' -l failed -d 'List every failed and uncertain item.'
complete -c govscript -n '__govscript_in "runs show"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_in "runs show"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs show"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "runs show" 0' -f -a '(__govscript_ask __complete runs)'
complete -c govscript -n '__govscript_in "runs retry"' -l profile -d 'Its profile, if several profiles have a run of this name.' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "runs retry"' -l kind -d 'Only failures of this kind.' -r -f -a 'usage data auth not_found conflict rejected rate_limited unreachable server ingestion timeout cancelled permission uncertain internal'
complete -c govscript -n '__govscript_in "runs retry"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs retry"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "runs retry" 0' -f -a '(__govscript_ask __complete runs)'
complete -c govscript -n '__govscript_in "runs resolve"' -l profile -d 'Its profile, if several profiles have a run of this name.' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "runs resolve"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs resolve"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "runs resolve" 0' -f -a '(__govscript_ask __complete runs)'
complete -c govscript -n '__govscript_at "runs resolve" 2' -f -a 'done redo'
complete -c govscript -n '__govscript_in "runs export"' -l profile -d 'Its profile, if several profiles have a run of this name.' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "runs export"' -l format -d 'csv or json (one object per line).' -r -f -a 'csv json'
complete -c govscript -n '__govscript_in "runs export"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs export"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "runs export" 0' -f -a '(__govscript_ask __complete runs)'
complete -c govscript -n '__govscript_in "runs forget"' -l profile -d 'Its profile, if several profiles have a run of this name.' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "runs forget"' -l force -d 'Even if items are unfinished or uncertain.'
complete -c govscript -n '__govscript_in "runs forget"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs forget"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "runs forget" 0' -f -a '(__govscript_ask __complete runs)'
complete -c govscript -n '__govscript_in "runs watch"' -l exit-status -d 'End with the exit code of the start; 137 if it was killed.'
complete -c govscript -n '__govscript_in "runs watch"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs watch"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "runs prune"' -l older-than -d 'Delete what was last active longer ago than this.' -r
complete -c govscript -n '__govscript_in "runs prune"' -l starts-only -d 'Keep all resumable runs.'
complete -c govscript -n '__govscript_in "runs prune"' -l dry-run -d 'Show what would be deleted.'
complete -c govscript -n '__govscript_in "runs prune"' -l force -d 'Also resumable runs that are not finished.'
complete -c govscript -n '__govscript_in "runs prune"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs prune"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "runs drop"' -l profile -d 'Its profile, if several profiles have a run of this name.' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "runs drop"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "runs drop"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "runs drop" 0' -f -a '(__govscript_ask __complete runs)'
complete -c govscript -n '__govscript_in "report"' -l html -d 'Write a web page to this file.' -r
complete -c govscript -n '__govscript_in "report"' -l json -d 'Write the record as JSON to this file; - for standard output.' -r
complete -c govscript -n '__govscript_in "report"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "report"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "schedule"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "schedule"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "schedule"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_at "schedule" 0' -a add -d 'Start a script at certain times, by cron or systemd.'
complete -c govscript -n '__govscript_at "schedule" 0' -a list -d 'List the schedules: the last start, the next one, and what is late.'
complete -c govscript -n '__govscript_at "schedule" 0' -a show -d 'Show a schedule: its next five starts, and its entry or units.'
complete -c govscript -n '__govscript_at "schedule" 0' -a run -d 'Start a schedule\'s script now, as its entry would.'
complete -c govscript -n '__govscript_at "schedule" 0' -a remove -d 'Remove a schedule; its log and history stay.'
complete -c govscript -n '__govscript_at "schedule" 0' -a history -d 'List the starts of a schedule, the latest last.'
complete -c govscript -n '__govscript_at "schedule" 0' -a check -d 'Look whether schedules can start, and whether any is late.'
complete -c govscript -n '__govscript_in "schedule add"' -l at -d 'When to start it.' -r
complete -c govscript -n '__govscript_in "schedule add"' -l zone -d 'The time zone of the times (default: this machine\'s).' -r
complete -c govscript -n '__govscript_in "schedule add"' -l systemd -d 'Write a systemd service and timer instead of a crontab entry.'
complete -c govscript -n '__govscript_in "schedule add"' -l print -d 'Show what would be written, and write nothing.'
complete -c govscript -n '__govscript_in "schedule add"' -l once -d 'Remove the entry after the first start.'
complete -c govscript -n '__govscript_in "schedule add"' -l profile -d 'The profile (see: govscript run --help).' -r
complete -c govscript -n '__govscript_in "schedule add"' -l log-file -d 'The log file (default: NAME.log in this folder).' -r
complete -c govscript -n '__govscript_in "schedule add"' -l run -d 'Options of govscript run, as one text.' -r
complete -c govscript -n '__govscript_in "schedule add"' -l jitter -d 'Start up to this much later, at random.' -r
complete -c govscript -n '__govscript_in "schedule add"' -l credential -d 'With --systemd: a key for LoadCredential (repeatable).' -r
complete -c govscript -n '__govscript_in "schedule add"' -l user -d 'With --systemd, as root: who it runs as.' -r
complete -c govscript -n '__govscript_in "schedule add"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "schedule add"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "schedule list"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_in "schedule list"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "schedule list"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "schedule show"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "schedule show"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "schedule run"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "schedule run"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "schedule remove"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "schedule remove"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "schedule history"' -l last -d 'How many starts to show.' -r
complete -c govscript -n '__govscript_in "schedule history"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_in "schedule history"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "schedule history"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "schedule check"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "schedule check"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "check"' -l json -d 'Print JSON: file, line, column, severity, code and message of each finding.'
complete -c govscript -n '__govscript_in "check"' -l allow-read -d 'The script will be run with this --allow-read (repeatable).' -r -F
complete -c govscript -n '__govscript_in "check"' -l allow-write -d 'The script will be run with this --allow-write (repeatable).' -r -F
complete -c govscript -n '__govscript_in "check"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "check"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "check"' -f -a '(__govscript_files lua)'
complete -c govscript -n '__govscript_in "check-data"' -l dataset -d 'The dataset that the file is for: its id, or its page\'s URL.' -r
complete -c govscript -n '__govscript_in "check-data"' -l mode -d 'What the file\'s rows are for: replace or append.' -r -f -a 'replace append'
complete -c govscript -n '__govscript_in "check-data"' -l new-columns -d 'The file may have other columns than the dataset whose rows it replaces.'
complete -c govscript -n '__govscript_in "check-data"' -l allow -d 'Take errors of this kind for warnings (repeatable).' -r -f -a 'empty-file too-large no-rows not-csv separator separator-line blank-header duplicate-header header-style missing-column unknown-column column-case column-order fewer-rows not-compared ragged-row blank-row quote-inside not-utf8 control-character line-break invisible-character curly-quote white-space not-a-number becomes-text missing-value date-form ambiguous-date date-serial spreadsheet-error scientific-notation lost-zeros thousands-comma percent-sign currency-sign accounting-number odd-sign decimal-comma digit-groups ambiguous-number leading-apostrophe formula empty-column'
complete -c govscript -n '__govscript_in "check-data"' -l json -d 'Print JSON: counts and findings of each file.'
complete -c govscript -n '__govscript_in "check-data"' -l rejects -d 'Write the rows that have errors to this file, with their reasons.' -r -f -a '(__govscript_files csv)'
complete -c govscript -n '__govscript_in "check-data"' -l sandbox -d 'Ask the sandbox about the dataset.'
complete -c govscript -n '__govscript_in "check-data"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "check-data"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "check-data"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "check-data"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "check-data"' -f -a '(__govscript_files csv)'
complete -c govscript -n '__govscript_in "test"' -l filter -d 'Run only the cases whose name or file holds these words.' -r
complete -c govscript -n '__govscript_in "test"' -l seed -d 'What random faults, delays and names follow from.' -r
complete -c govscript -n '__govscript_in "test"' -l update -d 'Keep what test.snapshot finds now, instead of comparing it.'
complete -c govscript -n '__govscript_in "test"' -l ci -d 'Fail if a snapshot is missing, instead of writing it; the default where the variable CI is set.'
complete -c govscript -n '__govscript_in "test"' -l case-timeout -d 'Stop a case that takes longer than this, in real time: 90s, 5m; 0 for no limit.' -r
complete -c govscript -n '__govscript_in "test"' -l junit -d 'Write the results to a file in JUnit\'s form, for build servers.' -r -f -a '(__govscript_files xml)'
complete -c govscript -n '__govscript_in "test"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "test"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "test"' -f -a '(__govscript_files lua)'
complete -c govscript -n '__govscript_in "limits"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "limits"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "limits"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_in "limits"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "limits"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "state"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "state"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "state"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "state"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "state"' -l watch -d 'Look twice, and say which machines are alive.'
complete -c govscript -n '__govscript_in "state"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_at "state" 0' -a status -d 'Show which machines have which slots.'
complete -c govscript -n '__govscript_at "state" 0' -a init -d 'Make the tables that machines share, or migrate them.'
complete -c govscript -n '__govscript_at "state" 0' -a doctor -d 'Check the database that several machines share.'
complete -c govscript -n '__govscript_in "state status"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "state status"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "state status"' -l watch -d 'Look twice, and say which machines are alive.'
complete -c govscript -n '__govscript_in "state status"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_in "state status"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "state status"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "state init"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "state init"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "state init"' -l grant -d 'Let this role use the tables (repeatable).' -r
complete -c govscript -n '__govscript_in "state init"' -l print -d 'Print the SQL instead of running it.'
complete -c govscript -n '__govscript_in "state init"' -l from -d 'With --print: the version that the database has; 0 for none.' -r
complete -c govscript -n '__govscript_in "state init"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "state init"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "state doctor"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "state doctor"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "state doctor"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "state doctor"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "auth"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "auth"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "auth" 0' -a login -d 'Store a service\'s API key for a profile.'
complete -c govscript -n '__govscript_at "auth" 0' -a status -d 'Show each service\'s address, key source, account and response time.'
complete -c govscript -n '__govscript_at "auth" 0' -a logout -d 'Remove keys that `auth login` stored.'
complete -c govscript -n '__govscript_in "auth login"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "auth login"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "auth login"' -l no-check -d 'Store the key without asking the service.'
complete -c govscript -n '__govscript_in "auth login"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "auth login"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "auth login" 0' -f -a 'datagov go forsg datagov-public'
complete -c govscript -n '__govscript_in "auth status"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "auth status"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "auth status"' -l json -d 'Print JSON.'
complete -c govscript -n '__govscript_in "auth status"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "auth status"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "auth logout"' -l all -d 'Remove the keys of every service.'
complete -c govscript -n '__govscript_in "auth logout"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "auth logout"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "auth logout"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "auth logout"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "auth logout" 0' -f -a 'datagov go forsg datagov-public'
complete -c govscript -n '__govscript_in "config"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "config"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "config"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "config"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "config"' -l json -d 'Print JSON: setting, value and source of each.'
complete -c govscript -n '__govscript_at "config" 0' -a show -d 'Show each setting in force and where it came from.'
complete -c govscript -n '__govscript_in "config show"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "config show"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "config show"' -l json -d 'Print JSON: setting, value and source of each.'
complete -c govscript -n '__govscript_in "config show"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "config show"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "doctor"' -l profile -d 'production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).' -r -f -a '(__govscript_ask __complete profiles)'
complete -c govscript -n '__govscript_in "doctor"' -l config -d 'The configuration file (also: GOVSCRIPT_CONFIG).' -r -f -a '(__govscript_files toml)'
complete -c govscript -n '__govscript_in "doctor"' -l offline -d 'Do not contact the services.'
complete -c govscript -n '__govscript_in "doctor"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "doctor"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "help"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "help"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_in "help"' -f -a '(__govscript_ask __complete topics)'
complete -c govscript -n '__govscript_in "init"' -l update -d 'Renew the annotations in .govscript/meta and the list of globals in .luacheckrc.'
complete -c govscript -n '__govscript_in "init"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "init"' -s h -l help -d 'Show help information.'
complete -c govscript -n '__govscript_at "init" 0' -f -a '(__fish_complete_directories (commandline -ct))'
complete -c govscript -n '__govscript_in "emulator"' -l port -d 'The port; 0 for any free one.' -r
complete -c govscript -n '__govscript_in "emulator"' -l rate -d 'Requests per second for each key; 0 for no limit.' -r
complete -c govscript -n '__govscript_in "emulator"' -l delay -d 'Delay each answer by up to this many milliseconds.' -r
complete -c govscript -n '__govscript_in "emulator"' -l faults -d 'Simulate failures: go:drop-after=5%,datagov:hang-ingestion@1' -r
complete -c govscript -n '__govscript_in "emulator"' -l seed -d 'Seed of the random failures.' -r
complete -c govscript -n '__govscript_in "emulator"' -l state -d 'Keep the data in this folder.' -r -f -a '(__fish_complete_directories (commandline -ct))'
complete -c govscript -n '__govscript_in "emulator"' -l version -d 'Show the version.'
complete -c govscript -n '__govscript_in "emulator"' -s h -l help -d 'Show help information.'
