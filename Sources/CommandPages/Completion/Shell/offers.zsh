# Offers the lines that the program itself prints: names of runs, profiles, topics.
_govscript_ask() {
    local -a lines
    lines=(${(f)"$(${(Q)~govscript_program} $@[1,2] 2>/dev/null)"})
    local expl
    _wanted names expl $2 compadd -a lines
}
