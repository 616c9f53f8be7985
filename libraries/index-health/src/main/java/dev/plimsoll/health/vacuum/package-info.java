/// Rules about autovacuum, freezing and held snapshots. Pure functions of facts.
@NullMarked
package dev.plimsoll.health.vacuum;

import org.jspecify.annotations.NullMarked;
