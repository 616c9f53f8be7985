/// Repair of statements that `pg_stat_statements` has made invalid: where a constant's syntax
/// allows no parameter, `$1` in its place is refused by the server, in `EXPLAIN (GENERIC_PLAN)`
/// too.
@NullMarked
package dev.plimsoll.query.repair;

import org.jspecify.annotations.NullMarked;
