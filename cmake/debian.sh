# For ./tests/run and ./examples/run: installs what is missing on Debian and Ubuntu. Elsewhere it only says what is missing.

# need PACKAGE...: installs those that are not there, as root or with sudo.
need() {
    command -v apt-get >/dev/null || return 0  # another system: CMake will say what it does not find
    local missing=() package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "please install, as root: apt-get install ${missing[*]}" >&2; return 1; }
        as_root=(sudo)
    fi
    echo "installing ${missing[*]} ..."
    "${as_root[@]}" apt-get update -qq
    # A PostgreSQL server is started by the programs themselves, so the package need not start one.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=600 "${missing[@]}" >/dev/null
}

build_packages=(g++ cmake ninja-build ccache libpq-dev libboost1.81-dev postgresql)
