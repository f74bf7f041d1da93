# shellcheck shell=bash disable=SC2034,SC2154 # _govscript_facts sets and reads them
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
