# Installs packages of Debian that scripts of this checkout need. Sourced with `apt_log` set: the file that has what apt-get says.

# need COMMAND PACKAGE: installs the package when there is no such command, or no such header (NAME.h).
need() {
  if [[ $1 == *.h ]]; then [[ ! -e /usr/include/$1 ]] || return 0; else ! command -v "$1" >/dev/null || return 0; fi
  install_packages "$2"
}

# is_installed PACKAGE
is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

# install_packages PACKAGE...: as root on Debian; elsewhere it says what is missing.
install_packages() {
  [[ $EUID -eq 0 && -f /etc/debian_version ]] || { echo "Missing: install $*" >&2; return 1; }
  echo "Installing $*"
  # Servers among them are not to start on their own: scripts start those they need.
  local policy=/usr/sbin/policy-rc.d is_ours='' code=0
  [[ -e $policy ]] || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"; is_ours=yes; }
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; } >"$apt_log" 2>&1 || code=$?
  [[ -z $is_ours ]] || rm -f "$policy"
  [[ $code -eq 0 ]] || tail -20 "$apt_log" >&2
  return "$code"
}
