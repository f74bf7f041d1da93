# bash completion for govscript                                    -*- shell-script -*-
# Made by `govscript docs` from the command's declarations; changes here are lost.
# shellcheck shell=bash

# Offers those of its arguments that begin as the current word does.
_govscript_words() {
    local word quoted
    for word; do
        [[ $word == "$typed"* ]] || continue
        # Between quotation marks a word stands as it is.
        if [[ -n $quote ]]; then quoted=$word; else printf -v quoted %q "$word"; fi
        COMPREPLY+=("${quoted#"$before"}")
    done
}

# Offers the lines that the program itself prints: names of runs, profiles, topics.
_govscript_ask() {
    local -a lines
    mapfile -t lines < <("${COMP_WORDS[0]/#\~/$HOME}" "$@" 2>/dev/null)
    _govscript_words "${lines[@]}"
}

# Offers folders, and files with one of the endings; without endings all files.
_govscript_files() {
    local file ending
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        if [[ $# == 0 || -d ${file/#\~/$HOME} ]]; then
            COMPREPLY+=("$file")
            continue
        fi
        for ending; do [[ $file == *."$ending" ]] && COMPREPLY+=("$file"); done
    done < <(compgen -f -- "$typed")
}

_govscript_folders() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$typed")
}

# What the command "$1" takes: subcommands, options, those options that have a value, and the number of the
# word after which all words are a script's own.
_govscript_facts() {
    case $1 in
        '')
            subcommands='run repl runs report schedule check check-data test limits state auth config doctor help init emulator'
            options='--version -h --help -e --execute --sandbox --fresh-sandbox --faults --profile --config --memory-limit --allow-read --allow-write --allow-run --allow-all --dry-run -v --verbose --timeout --patience --trace --trace-har --plan --apply --report-json --summary --no-summary --grace --lock --no-lock --wait-lock --retries --retry-pause --jitter --fail-if-nothing --expect --notify --metrics-file --schedule --only-at --log-file --log-format --log-level -q --quiet --log-max-size --log-max-age --log-keep --log-output'
            with_value='-e --execute --faults --profile --config --memory-limit --allow-read --allow-write --timeout --patience --trace-har --plan --apply --report-json --grace --wait-lock --retries --retry-pause --jitter --expect --notify --metrics-file --schedule --only-at --log-file --log-format --log-level --log-max-size --log-max-age --log-keep'
            rest=1
            ;;
        'run')
            subcommands=''
            options='-e --execute --sandbox --fresh-sandbox --faults --profile --config --memory-limit --allow-read --allow-write --allow-run --allow-all --dry-run -v --verbose --timeout --patience --trace --trace-har --plan --apply --report-json --summary --no-summary --grace --lock --no-lock --wait-lock --retries --retry-pause --jitter --fail-if-nothing --expect --notify --metrics-file --schedule --only-at --log-file --log-format --log-level -q --quiet --log-max-size --log-max-age --log-keep --log-output --version -h --help'
            with_value='-e --execute --faults --profile --config --memory-limit --allow-read --allow-write --timeout --patience --trace-har --plan --apply --report-json --grace --wait-lock --retries --retry-pause --jitter --expect --notify --metrics-file --schedule --only-at --log-file --log-format --log-level --log-max-size --log-max-age --log-keep'
            rest=1
            ;;
        'repl')
            subcommands=''
            options='--sandbox --fresh-sandbox --faults --profile --config --memory-limit --allow-read --allow-write --allow-run --allow-all --dry-run -v --verbose --yes --keys --version -h --help'
            with_value='--faults --profile --config --memory-limit --allow-read --allow-write --keys'
            rest=0
            ;;
        'runs')
            subcommands='list show retry resolve export forget watch prune drop'
            options='--version -h --help --since --profile --json'
            with_value='--since --profile'
            rest=0
            ;;
        'runs list')
            subcommands=''
            options='--since --profile --json --version -h --help'
            with_value='--since --profile'
            rest=0
            ;;
        'runs show')
            subcommands=''
            options='--profile --failed --json --version -h --help'
            with_value='--profile'
            rest=0
            ;;
        'runs retry')
            subcommands=''
            options='--profile --kind --version -h --help'
            with_value='--profile --kind'
            rest=0
            ;;
        'runs resolve')
            subcommands=''
            options='--profile --version -h --help'
            with_value='--profile'
            rest=0
            ;;
        'runs export')
            subcommands=''
            options='--profile --format --version -h --help'
            with_value='--profile --format'
            rest=0
            ;;
        'runs forget')
            subcommands=''
            options='--profile --force --version -h --help'
            with_value='--profile'
            rest=0
            ;;
        'runs watch')
            subcommands=''
            options='--exit-status --version -h --help'
            with_value=''
            rest=0
            ;;
        'runs prune')
            subcommands=''
            options='--older-than --starts-only --dry-run --force --version -h --help'
            with_value='--older-than'
            rest=0
            ;;
        'runs drop')
            subcommands=''
            options='--profile --version -h --help'
            with_value='--profile'
            rest=0
            ;;
        'report')
            subcommands=''
            options='--html --json --version -h --help'
            with_value='--html --json'
            rest=0
            ;;
        'schedule')
            subcommands='add list show run remove history check'
            options='--version -h --help --json'
            with_value=''
            rest=0
            ;;
        'schedule add')
            subcommands=''
            options='--at --zone --systemd --print --once --profile --log-file --run --jitter --credential --user --version -h --help'
            with_value='--at --zone --profile --log-file --run --jitter --credential --user'
            rest=0
            ;;
        'schedule list')
            subcommands=''
            options='--json --version -h --help'
            with_value=''
            rest=0
            ;;
        'schedule show')
            subcommands=''
            options='--version -h --help'
            with_value=''
            rest=0
            ;;
        'schedule run')
            subcommands=''
            options='--version -h --help'
            with_value=''
            rest=0
            ;;
        'schedule remove')
            subcommands=''
            options='--version -h --help'
            with_value=''
            rest=0
            ;;
        'schedule history')
            subcommands=''
            options='--last --json --version -h --help'
            with_value='--last'
            rest=0
            ;;
        'schedule check')
            subcommands=''
            options='--version -h --help'
            with_value=''
            rest=0
            ;;
        'check')
            subcommands=''
            options='--json --allow-read --allow-write --version -h --help'
            with_value='--allow-read --allow-write'
            rest=0
            ;;
        'check-data')
            subcommands=''
            options='--dataset --mode --new-columns --allow --json --rejects --sandbox --profile --config --version -h --help'
            with_value='--dataset --mode --allow --rejects --profile --config'
            rest=0
            ;;
        'test')
            subcommands=''
            options='--filter --seed --update --ci --case-timeout --junit --version -h --help'
            with_value='--filter --seed --case-timeout --junit'
            rest=0
            ;;
        'limits')
            subcommands=''
            options='--profile --config --json --version -h --help'
            with_value='--profile --config'
            rest=0
            ;;
        'state')
            subcommands='status init doctor'
            options='--version -h --help --profile --config --watch --json'
            with_value='--profile --config'
            rest=0
            ;;
        'state status')
            subcommands=''
            options='--profile --config --watch --json --version -h --help'
            with_value='--profile --config'
            rest=0
            ;;
        'state init')
            subcommands=''
            options='--profile --config --grant --print --from --version -h --help'
            with_value='--profile --config --grant --from'
            rest=0
            ;;
        'state doctor')
            subcommands=''
            options='--profile --config --version -h --help'
            with_value='--profile --config'
            rest=0
            ;;
        'auth')
            subcommands='login status logout'
            options='--version -h --help'
            with_value=''
            rest=0
            ;;
        'auth login')
            subcommands=''
            options='--profile --config --no-check --version -h --help'
            with_value='--profile --config'
            rest=0
            ;;
        'auth status')
            subcommands=''
            options='--profile --config --json --version -h --help'
            with_value='--profile --config'
            rest=0
            ;;
        'auth logout')
            subcommands=''
            options='--all --profile --config --version -h --help'
            with_value='--profile --config'
            rest=0
            ;;
        'config')
            subcommands='show'
            options='--version -h --help --profile --config --json'
            with_value='--profile --config'
            rest=0
            ;;
        'config show')
            subcommands=''
            options='--profile --config --json --version -h --help'
            with_value='--profile --config'
            rest=0
            ;;
        'doctor')
            subcommands=''
            options='--profile --config --offline --version -h --help'
            with_value='--profile --config'
            rest=0
            ;;
        'help')
            subcommands=''
            options='--version -h --help'
            with_value=''
            rest=0
            ;;
        'init')
            subcommands=''
            options='--update --version -h --help'
            with_value=''
            rest=0
            ;;
        'emulator')
            subcommands=''
            options='--port --rate --delay --faults --seed --state --version -h --help'
            with_value='--port --rate --delay --faults --seed --state'
            rest=0
            ;;
    esac
}

# Offers what may stand for an option's value, or for the word with a number, of a command.
_govscript_value() {
    case "$1 $2" in
        ' --profile') _govscript_ask __complete profiles ;;
        ' --config') _govscript_files toml ;;
        ' --allow-read') _govscript_files ;;
        ' --allow-write') _govscript_files ;;
        ' --trace-har') _govscript_files har ;;
        ' --plan') _govscript_files json ;;
        ' --apply') _govscript_files json ;;
        ' --log-format') _govscript_words 'text' 'json' 'plain' ;;
        ' 1') _govscript_files lua ;;
        'run --profile') _govscript_ask __complete profiles ;;
        'run --config') _govscript_files toml ;;
        'run --allow-read') _govscript_files ;;
        'run --allow-write') _govscript_files ;;
        'run --trace-har') _govscript_files har ;;
        'run --plan') _govscript_files json ;;
        'run --apply') _govscript_files json ;;
        'run --log-format') _govscript_words 'text' 'json' 'plain' ;;
        'run 1') _govscript_files lua ;;
        'repl --profile') _govscript_ask __complete profiles ;;
        'repl --config') _govscript_files toml ;;
        'repl --allow-read') _govscript_files ;;
        'repl --allow-write') _govscript_files ;;
        'repl --keys') _govscript_words 'emacs' 'vi' ;;
        'repl 1') _govscript_files lua ;;
        'runs --profile') _govscript_ask __complete profiles ;;
        'runs list --profile') _govscript_ask __complete profiles ;;
        'runs show --profile') _govscript_ask __complete profiles ;;
        'runs show 1') _govscript_ask __complete runs ;;
        'runs retry --profile') _govscript_ask __complete profiles ;;
        'runs retry --kind') _govscript_words 'usage' 'data' 'auth' 'not_found' 'conflict' 'rejected' 'rate_limited' 'unreachable' 'server' 'ingestion' 'timeout' 'cancelled' 'permission' 'uncertain' 'internal' ;;
        'runs retry 1') _govscript_ask __complete runs ;;
        'runs resolve --profile') _govscript_ask __complete profiles ;;
        'runs resolve 1') _govscript_ask __complete runs ;;
        'runs resolve 3') _govscript_words 'done' 'redo' ;;
        'runs export --profile') _govscript_ask __complete profiles ;;
        'runs export --format') _govscript_words 'csv' 'json' ;;
        'runs export 1') _govscript_ask __complete runs ;;
        'runs forget --profile') _govscript_ask __complete profiles ;;
        'runs forget 1') _govscript_ask __complete runs ;;
        'runs drop --profile') _govscript_ask __complete profiles ;;
        'runs drop 1') _govscript_ask __complete runs ;;
        'check --allow-read') _govscript_files ;;
        'check --allow-write') _govscript_files ;;
        'check '[1-9]*) _govscript_files lua ;;
        'check-data --mode') _govscript_words 'replace' 'append' ;;
        'check-data --allow') _govscript_words 'empty-file' 'too-large' 'no-rows' 'not-csv' 'separator' 'separator-line' 'blank-header' 'duplicate-header' 'header-style' 'missing-column' 'unknown-column' 'column-case' 'column-order' 'fewer-rows' 'not-compared' 'ragged-row' 'blank-row' 'quote-inside' 'not-utf8' 'control-character' 'line-break' 'invisible-character' 'curly-quote' 'white-space' 'not-a-number' 'becomes-text' 'missing-value' 'date-form' 'ambiguous-date' 'date-serial' 'spreadsheet-error' 'scientific-notation' 'lost-zeros' 'thousands-comma' 'percent-sign' 'currency-sign' 'accounting-number' 'odd-sign' 'decimal-comma' 'digit-groups' 'ambiguous-number' 'leading-apostrophe' 'formula' 'empty-column' ;;
        'check-data --rejects') _govscript_files csv ;;
        'check-data --profile') _govscript_ask __complete profiles ;;
        'check-data --config') _govscript_files toml ;;
        'check-data '[1-9]*) _govscript_files csv ;;
        'test --junit') _govscript_files xml ;;
        'test '[1-9]*) _govscript_files lua ;;
        'limits --profile') _govscript_ask __complete profiles ;;
        'limits --config') _govscript_files toml ;;
        'state --profile') _govscript_ask __complete profiles ;;
        'state --config') _govscript_files toml ;;
        'state status --profile') _govscript_ask __complete profiles ;;
        'state status --config') _govscript_files toml ;;
        'state init --profile') _govscript_ask __complete profiles ;;
        'state init --config') _govscript_files toml ;;
        'state doctor --profile') _govscript_ask __complete profiles ;;
        'state doctor --config') _govscript_files toml ;;
        'auth login --profile') _govscript_ask __complete profiles ;;
        'auth login --config') _govscript_files toml ;;
        'auth login 1') _govscript_words 'datagov' 'go' 'forsg' 'datagov-public' ;;
        'auth status --profile') _govscript_ask __complete profiles ;;
        'auth status --config') _govscript_files toml ;;
        'auth logout --profile') _govscript_ask __complete profiles ;;
        'auth logout --config') _govscript_files toml ;;
        'auth logout 1') _govscript_words 'datagov' 'go' 'forsg' 'datagov-public' ;;
        'config --profile') _govscript_ask __complete profiles ;;
        'config --config') _govscript_files toml ;;
        'config show --profile') _govscript_ask __complete profiles ;;
        'config show --config') _govscript_files toml ;;
        'doctor --profile') _govscript_ask __complete profiles ;;
        'doctor --config') _govscript_files toml ;;
        'help '[1-9]*) _govscript_ask __complete topics ;;
        'init 1') _govscript_folders ;;
        'emulator --state') _govscript_folders ;;
    esac
}

_govscript() {
    local subcommands options with_value rest
    local path='' expected='' word raw typed quote='' before='' number=0 i
    local -a words=()
    COMPREPLY=()

    # Bash splits words at ":" and "=", which are parts of names and options here.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((${#words[@]} > 0)) && [[ $word == [:=]* || ${words[-1]} == *: || ${words[-1]} == --*= ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
    done

    _govscript_facts ''
    for ((i = 0; i < ${#words[@]} - 1; i++)); do
        word=${words[i]}
        if [[ -n $expected ]]; then
            expected=''
        elif ((rest > 0 && number >= rest)); then
            break
        elif [[ $word == --*=* ]]; then
            continue
        elif [[ $word == -?* ]]; then
            [[ " $with_value " == *" $word "* ]] && expected=$word
        elif ((number == 0)) && [[ " $subcommands " == *" $word "* ]]; then
            path=${path:+$path }$word
            _govscript_facts "$path"
        else
            ((number++))
        fi
    done

    raw=${words[-1]}
    if [[ $raw == --*=* ]]; then
        expected=${raw%%=*}
        raw=${raw#*=}
    fi
    [[ $raw == [\"\']* ]] && quote=${raw:0:1}
    typed=${raw#[\"\']}
    typed=${typed//\\/}
    # What readline has left of the word already.
    [[ -z $quote && $raw == *:* ]] && before=${raw%:*}:

    if [[ -n $expected ]]; then
        _govscript_value "$path" "$expected"
    elif ((rest > 0 && number >= rest)); then
        _govscript_files
    elif [[ $typed == -* ]]; then
        # shellcheck disable=SC2086 # a list of words
        _govscript_words $options
    else
        # shellcheck disable=SC2086
        ((number > 0)) || _govscript_words $subcommands
        _govscript_value "$path" $((number + 1))
    fi
}

complete -F _govscript govscript
