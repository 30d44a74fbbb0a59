#!/bin/bash
# A cross toolchain for aarch64-unknown-linux-gnu on a Debian 12 machine (amd64), and qemu to run what it builds.
#
#   tests/aarch64/toolchain.sh [PREFIX]        default target/aarch64-toolchain; 20 s, 1 GB
#   . target/aarch64-toolchain/env
#   cargo test --workspace --lib --bins --tests --target aarch64-unknown-linux-gnu
#
# Nothing is installed and no privileges are needed: Debian packages are fetched from the mirrors that this machine
# uses anyway and unpacked below PREFIX.
#
# - Rust comes from the package rustc-web, the newest compiler built for Debian 12, because its arm64 standard library
#   exists as a package too. It is not the host's compiler: PREFIX/env gives it a target folder of its own.
# - gcc links, and with ar it builds the few lines of assembly that a dependency has.
# - qemu-user comes from the backports: version 7 of Debian 12 runs stale code when a page is mapped twice, as our code
#   arena is. Version 10 does not.
#
# A finished PREFIX is left alone; delete it to start again.
set -euo pipefail

fail() { echo "toolchain.sh: $*" >&2; exit 1; }

mkdir -p "${1:-target/aarch64-toolchain}"
prefix=$(cd "${1:-target/aarch64-toolchain}" && pwd)
sysroot=$prefix/root
host_lib=$sysroot/usr/lib/x86_64-linux-gnu
target=aarch64-unknown-linux-gnu
gcc=12

# An apt of our own: its state lies below PREFIX, its sources are the suites we need, for both architectures.
private_apt() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg state=$prefix/apt uris
  [[ -e $keyring ]] || fail "no $keyring: this is not Debian"
  uris=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' | sort -u)
  local main security
  main=$(awk '$1 == "bookworm" { print $2; exit }' <<<"$uris")
  security=$(awk '$1 == "bookworm-security" { print $2; exit }' <<<"$uris")
  [[ $main && $security ]] || fail "apt knows no mirrors of bookworm and bookworm-security"
  mkdir -p "$state"/lists/partial "$state"/cache/archives/partial "$state"/etc/preferences.d
  : >"$state/status"
  printf 'deb [signed-by=%s] %s main\n' \
    "$keyring" "$main bookworm" "$keyring" "$main bookworm-backports" "$keyring" "$security bookworm-security" \
    >"$state/etc/sources.list"
  cat >"$state/apt.conf" <<END
APT::Architecture "amd64";
APT::Architectures { "amd64"; "arm64"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "5";
Acquire::Check-Valid-Until "false";
Dir::State "$state";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
Dir::Etc "$state/etc";
Dir::Etc::sourcelist "$state/etc/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::parts "/dev/null";
END
  export APT_CONFIG=$state/apt.conf
  apt-get -qq update
}

# unpack FOLDER PACKAGE...: fetch the packages and unpack them below FOLDER, without documentation.
unpack() {
  local folder=$1 downloads
  shift
  downloads=$(mktemp -d -p "$prefix")
  (cd "$downloads" && apt-get -qq download "$@")
  local package
  for package in "$downloads"/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder" --exclude='./usr/share/*'
  done
  rm -rf "$downloads"
}

rust_packages() {
  local version llvm
  version=$(apt-cache policy rustc-web | sed -n 's/^ *Candidate: \([0-9]*\.[0-9]*\).*/\1/p')
  [[ $version ]] || fail "no package rustc-web"
  llvm=$(apt-cache show --no-all-versions "libstd-rust-web-$version" | sed -n 's/^Depends:.*\(libllvm[0-9]*\).*/\1/p')
  echo rustc-web "libstd-rust-web-$version" libstd-rust-web-dev libstd-rust-web-dev:arm64 "$llvm"
  echo libedit2 libbsd0 libmd0 libz3-4 # what its LLVM needs
}

linker_packages() {
  echo "gcc-$gcc-aarch64-linux-gnu" "cpp-$gcc-aarch64-linux-gnu" "libgcc-$gcc-dev-arm64-cross" libgcc-s1-arm64-cross
  echo binutils-aarch64-linux-gnu libbinutils libctf0 libctf-nobfd0 libjansson4
  echo libmpc3 libmpfr6 libgmp10 libisl23 libzstd1
  echo libc6-arm64-cross libc6-dev-arm64-cross linux-libc-dev-arm64-cross
}

# wrapper NAME COMMAND: a program below PREFIX/bin that finds its libraries below PREFIX.
wrapper() {
  printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$host_lib" "$2" >"$prefix/bin/$1"
  chmod +x "$prefix/bin/$1"
}

write_env() {
  cat >"$prefix/env" <<END
export RUSTC=$prefix/bin/rustc
export CARGO_TARGET_DIR=\${CARGO_TARGET_DIR:-target/aarch64}
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=$prefix/bin/aarch64-cc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="$prefix/bin/qemu-aarch64 -L $sysroot/usr/aarch64-linux-gnu"
export CC_aarch64_unknown_linux_gnu=$prefix/bin/aarch64-cc
export AR_aarch64_unknown_linux_gnu=$prefix/bin/aarch64-ar
END
}

# It counts as finished when a program can be built and run.
works() {
  [[ -e $prefix/env ]] || return 1
  (
    . "$prefix/env"
    "$RUSTC" --crate-name smoke --target $target -C linker="$prefix/bin/aarch64-cc" -o "$prefix/smoke" - \
      <<<'fn main() { println!("aarch64 toolchain: works, {} bits", usize::BITS) }' &&
      $CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER "$prefix/smoke" && rm "$prefix/smoke"
  )
}

if works 2>/dev/null; then exit 0; fi
mkdir -p "$sysroot" "$prefix/bin"
private_apt
# shellcheck disable=SC2046
unpack "$sysroot" $(linker_packages) $(rust_packages)
unpack "$sysroot" qemu-user/bookworm-backports
mv "$sysroot/usr/bin/qemu-aarch64" "$prefix/bin/"
rm -f "$sysroot"/usr/bin/qemu-* # the other architectures: half a gigabyte
wrapper aarch64-cc "$sysroot/usr/bin/aarch64-linux-gnu-gcc-$gcc --sysroot=$sysroot"
wrapper aarch64-ar "$sysroot/usr/bin/aarch64-linux-gnu-ar"
wrapper rustc "$sysroot/usr/bin/rustc"
write_env
rm -r "$prefix/apt" # lists and downloads: a fifth of the whole
works || fail "what was installed does not work"
