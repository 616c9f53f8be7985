/// Checks of a database's indexes, statistics and vacuum: [dev.plimsoll.health.HealthCheck]
/// reads one snapshot of the catalog and returns findings with the SQL that mends them.
@NullMarked
package dev.plimsoll.health;

import org.jspecify.annotations.NullMarked;
