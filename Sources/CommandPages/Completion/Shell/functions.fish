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
