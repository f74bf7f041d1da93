# shellcheck shell=bash disable=SC2154 # the variables are those of _govscript
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
