#!/bin/bash
set -euo pipefail

while true; do
  curl -fsS "${STATUS_URL:?}" | jq -r '.state'
  sleep 60
done
