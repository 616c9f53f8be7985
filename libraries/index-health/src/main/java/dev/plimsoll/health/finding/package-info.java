/// Findings about a database, and those that are withheld: what was read, what it costs, what
/// mends it.
@NullMarked
package dev.plimsoll.health.finding;

import org.jspecify.annotations.NullMarked;
