#!/usr/bin/env bash
# H: binary size, dependencies and build time of one small main per peer.
# Usage: ./sizes.sh OUT.jsonl [name ...]   (names: folders under size/)
# Cold: a build cache that holds the standard library only. Warm: everything
# cached, the link alone.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:?usage: ./sizes.sh OUT.jsonl [name ...]}; shift
case $out in /*) ;; *) out=$PWD/$out ;; esac
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
flags=(-trimpath -ldflags=-s\ -w)
export CGO_ENABLED=0
GOCACHE=$tmp/seed go build -trimpath std
names=("$@"); [ ${#names[@]} -gt 0 ] || names=($(ls size))
now() { date +%s%N; }
for n in "${names[@]}"; do
	rm -rf "$tmp/c"; cp -r "$tmp/seed" "$tmp/c"
	a=$(now); GOCACHE=$tmp/c go build "${flags[@]}" -o "$tmp/bin" "./size/$n"; b=$(now)
	rm "$tmp/bin"; c=$(now); GOCACHE=$tmp/c go build "${flags[@]}" -o "$tmp/bin" "./size/$n"; d=$(now)
	pk=$(go list -deps -f '{{if not .Standard}}{{.ImportPath}}{{end}}' "./size/$n" | grep -v "^github.com/vendorauth/vendorauth-go" | grep -c . || true)
	mo=$(go list -deps -f '{{with .Module}}{{.Path}}{{end}}' "./size/$n" | grep -v '^github.com/vendorauth/vendorauth-go' | sort -u | grep -c . || true)
	printf '{"scenario":"H","peer":"%s","bytes":%d,"packages":%d,"modules":%d,"cold_ms":%d,"warm_ms":%d}\n' \
		"$n" "$(stat -c %s "$tmp/bin")" "$pk" "$mo" $(((b - a) / 1000000)) $(((d - c) / 1000000)) | tee -a "$out"
	rm "$tmp/bin"
done
