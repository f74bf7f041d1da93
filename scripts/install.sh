#!/usr/bin/env bash
# Installs the built program with its man pages, completions, documentation, examples and annotations, or removes it.
#
# usage: scripts/install.sh install PROGRAM
#        scripts/install.sh uninstall
#
# Everything goes below PREFIX (/usr/local), which is taken to be inside DESTDIR if that is set. ZSH_COMPLETIONS is the
# folder for zsh's, relative to PREFIX. share/govscript/installed lists what was put there, with the folders that had to
# be made for it: uninstall removes that and nothing else, and the next install removes what it no longer has.
#
# Exit codes: 0 done; 64 wrong arguments; 66 there is nothing to install or to remove.
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=${PREFIX:-/usr/local}
destination=${DESTDIR:-}
zsh_completions=${ZSH_COMPLETIONS:-share/zsh/site-functions}
list=$prefix/share/govscript/installed

give_up() {
    echo "install: $2" >&2
    exit "$1"
}

# "MODE SOURCE TARGET" of each file, its target relative to the prefix. No name has a blank.
files() {
    echo "755 $1 bin/govscript"
    local page
    for page in docs/man/*.[1-8]; do echo "644 $page share/man/man${page##*.}/${page##*/}"; done
    echo "644 docs/completions/govscript.bash share/bash-completion/completions/govscript"
    echo "644 docs/completions/_govscript $zsh_completions/_govscript"
    echo "644 docs/completions/govscript.fish share/fish/vendor_completions.d/govscript.fish"
    tree lua/meta share/govscript/lua/meta
    tree docs/guide share/doc/govscript/guide
    tree docs/reference share/doc/govscript/reference
    tree scripts/examples share/doc/govscript/examples
    for page in docs/glossary.md CHANGELOG.md LICENSE SECURITY.md; do
        echo "644 $page share/doc/govscript/${page##*/}"
    done
}

tree() {
    local file
    find "$1" -type f | LC_ALL=C sort | while read -r file; do echo "644 $file $2/${file#"$1"/}"; done
}

# Each folder above a path, the outermost first.
above() {
    local path=$1
    local folders=()
    while path=$(dirname "$path") && [[ $path != / ]]; do folders=("$path" "${folders[@]}"); done
    printf '%s\n' "${folders[@]}"
}

# The paths of one kind, "file" or "folder", in the list of an earlier installation.
listed() {
    [[ ! -e $destination$list ]] || sed -n "s/^$1 //p" "$destination$list"
}

# The folders that do not exist yet, or were made by an earlier installation.
missing_folders() {
    local folder
    while read -r folder; do [[ -d $destination$folder ]] || echo "$folder"; done
    listed folder
}

# Copies one file. The program loses its symbols, most of its size; links between documents lead to where those are now.
copy() {
    local mode=$1 source=$2 target=$destination$3
    case $3 in
        */bin/*)
            # Not onto the file itself, which may be running.
            install -m 700 "$source" "$target.new"
            ${STRIP:-strip} --strip-all --remove-section=.comment "$target.new"
            chmod "$mode" "$target.new"
            mv -f "$target.new" "$target"
            ;;
        */doc/*.md)
            sed -e 's#](\.\./\.\./scripts/#](../#g' -e 's#](\.\./\.\./#](../#g' "$source" > "$target"
            chmod "$mode" "$target"
            ;;
        *) install -m "$mode" "$source" "$target" ;;
    esac
}

do_install() {
    local program=$1 all mode source target folders path
    [[ -f $program ]] || give_up 66 "there is no program $program; build it with: make release"
    all=$(files "$program" | while read -r mode source target; do echo "$mode $source $prefix/$target"; done)
    while read -r mode source target; do
        [[ -f $source ]] || give_up 66 "there is no $source"
    done <<<"$all"
    folders=$({ cut -d' ' -f3 <<<"$all"; echo "$list"; } | while read -r path; do above "$path"; done |
        LC_ALL=C sort -u | missing_folders | LC_ALL=C sort -u)
    local gone
    gone=$(comm -13 <(cut -d' ' -f3 <<<"$all" | LC_ALL=C sort) <(listed file | LC_ALL=C sort))

    # The list comes first, so that an installation that is interrupted can be removed too.
    while read -r path; do [[ -z $path ]] || install -d -m 755 "$destination$path"; done <<<"$folders"
    {
        [[ -z $folders ]] || sed 's/^/folder /' <<<"$folders"
        { cut -d' ' -f3 <<<"$all"; listed file; } | LC_ALL=C sort -u | sed 's/^/file /'
    } > "$destination$list.new"
    mv -f "$destination$list.new" "$destination$list"
    chmod 644 "$destination$list"

    while read -r mode source target; do copy "$mode" "$source" "$target"; done <<<"$all"
    while read -r path; do
        [[ -z $path ]] && continue
        rm -f "$destination$path"
        sed -i "\\|^file $path\$|d" "$destination$list"
    done <<<"$gone"
    echo "installed govscript in $destination$prefix: $(wc -l <<<"$all") files," \
        "the program has $(($(stat -c %s "$destination$prefix/bin/govscript") / 1000000)) MB"
}

do_uninstall() {
    [[ -e $destination$list ]] ||
        give_up 66 "nothing to remove: there is no $destination$list; name the PREFIX of the installation"
    local files folders path
    files=$(listed file)
    folders=$(listed folder)
    while read -r path; do [[ -z $path ]] || rm -f "$destination$path"; done <<<"$files"
    rm -f "$destination$list"
    # The innermost first; one that holds something else stays.
    LC_ALL=C sort -r <<<"$folders" | while read -r path; do
        [[ -z $path ]] || rmdir --ignore-fail-on-non-empty "$destination$path" 2>/dev/null || true
    done
    echo "removed govscript from $destination$prefix"
}

[[ $prefix == /* ]] || give_up 64 "PREFIX must be an absolute path, and is $prefix"
case "${1:-} $#" in
    "install 2") do_install "$2" ;;
    "uninstall 1") do_uninstall ;;
    *) give_up 64 "usage: scripts/install.sh install PROGRAM | uninstall" ;;
esac
