#!/bin/sh
# Puts an MPI of this Debian or Ubuntu release into a folder, without installing it and without being root, so that
# tests can start ranks where the machine has no mpirun. Says on standard output how to call it.
# Usage: mpi.sh FOLDER openmpi|mpich
set -eu
implementation=$2
case $implementation in
  openmpi) package=openmpi-bin ;;
  mpich) package=mpich ;;
  *) exit 2 ;;
esac
mkdir -p "$1"
folder=$(cd "$1" && pwd)
lib=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo "$(uname -m)-linux-gnu")

# Tests of several processes may come at once.
exec 9>"$folder/lock"
flock 9
if [ ! -e "$folder/complete" ]; then
  state="$folder/apt"
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$folder/packages"
  set -- -o "Dir::State::lists=$state/lists" -o "Dir::Cache=$state/cache" -o Debug::NoLocking=1 -o APT::Sandbox::User=
  apt-get "$@" -qq update >/dev/null
  # Also what the machine has already: its packages are no part of this folder.
  names=$(apt-get "$@" -s --no-install-recommends install $package | sed -n 's/^Inst \([^ ]*\) .*/\1/p')
  (cd "$folder/packages" && apt-get "$@" -qq download $names)
  for package in "$folder"/packages/*.deb; do
    dpkg-deb -x "$package" "$folder/root"
  done
  rm -rf "$state" "$folder/packages"
  touch "$folder/complete"
fi
root="$folder/root"
echo "MPIRUN=$root/usr/bin/mpirun.$implementation"
if [ "$implementation" = mpich ]; then
  echo "LD_LIBRARY_PATH=$root/usr/lib/$lib:$root/lib/$lib"
  exit
fi
echo "OPAL_PREFIX=$root/usr"
echo "PMIX_INSTALL_PREFIX=$root/usr/lib/$lib/pmix2"
echo "OMPI_MCA_pml=ob1"
echo "OMPI_MCA_btl=self,vader,tcp"
echo "OMPI_MCA_mca_base_component_show_load_errors=0"
echo "PMIX_MCA_pcompress_base_silence_warning=1"
echo "LD_LIBRARY_PATH=$root/usr/lib/$lib:$root/usr/lib/$lib/openmpi/lib:$root/lib/$lib"
