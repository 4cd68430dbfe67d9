#!/bin/sh
# Makes the namespace when it is missing. The server answers some seconds after its port is open, so it is tried for two minutes.
set -eu

tries=60
while [ "$tries" -gt 0 ]; do
  if temporal operator namespace describe --namespace "$NAMESPACE" >/dev/null 2>&1; then
    echo "The namespace $NAMESPACE is there."
    exit 0
  fi
  temporal operator namespace create --namespace "$NAMESPACE" --retention 720h >/dev/null 2>&1 || true
  tries=$((tries - 1))
  sleep 2
done
echo "The namespace $NAMESPACE could not be made." >&2
exit 1
