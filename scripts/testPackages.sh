#!/bin/sh
# The programs that the end-to-end tests run against: real sshd, BusyBox, the login shells, Redis, rsyslog and
# Chromium. As root on Debian, missing ones are installed (RTAIL_TEST_NO_INSTALL=1 prevents it); elsewhere the tests
# that need them are skipped and report the reason.
set -eu
missing=
need() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"; }
need sshd openssh-server
need ssh openssh-client
need busybox busybox-static
need zsh zsh
need fish fish
need tcsh tcsh
need ksh ksh
need gawk gawk
need mawk mawk
need original-awk original-awk
need ip iproute2
need sudo sudo
need tmux tmux
need script bsdutils
need mandoc mandoc
need redis-server redis-server
need rsyslogd rsyslog
[ -n "$(find /usr/lib -name lmnsd_gtls.so 2>/dev/null)" ] || missing="$missing rsyslog-gnutls"
need chromium chromium
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1 || [ -n "${RTAIL_TEST_NO_INSTALL-}" ]; then
  printf 'rtail tests: not here, so some tests will be skipped:%s\n' "$missing" >&2
  exit 0
fi
printf 'rtail tests: installing%s\n' "$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of words
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 ||
  printf 'rtail tests: could not install%s; the tests that need them will be skipped\n' "$missing" >&2
