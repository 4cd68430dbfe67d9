#!/bin/sh
# Makes or upgrades Temporal's two databases. Safe to repeat: an upgrade of the images runs it again, before the server.
set -eu

tool() {
  temporal-sql-tool --plugin postgres12_pgx --ep "$POSTGRES_SEEDS" -p 5432 -u "$POSTGRES_USER" --db "$1" "$2" $3
}

set_up() {
  tool "$1" create '' || true
  # Fails when the database has a schema already: then only the upgrade is wanted.
  tool "$1" setup-schema '-v 0.0' || true
  tool "$1" update-schema "-d /etc/temporal/schema/postgresql/v12/$2/versioned"
}

set_up temporal temporal
set_up temporal_visibility visibility
