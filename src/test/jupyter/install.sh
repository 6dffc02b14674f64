#!/bin/sh
# Gets what the slow tests of notebooks need beside a JDK: Debian's Jupyter and Chromium.
# Ends with 3 where that cannot be done, so that the tests are skipped and say why.
set -eu

missing=
for pair in \
  jupyter-notebook:jupyter-notebook \
  jupyter-nbconvert:jupyter-nbconvert \
  jupyter-kernelspec:jupyter-client \
  chromium:chromium \
  chromedriver:chromium-driver; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
/usr/bin/python3 -c 'import jupyter_kernel_test' 2>/dev/null || missing="$missing python3-jupyter-kernel-test"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "missing:$missing; there is no apt-get to install them by" >&2
  exit 3
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
  sudo="sudo -n"
  $sudo true 2>/dev/null || { echo "missing:$missing; run $0 as root" >&2; exit 3; }
fi
$sudo apt-get update >&2 || true
# shellcheck disable=SC2086 # lists of words
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >&2 || exit 3
