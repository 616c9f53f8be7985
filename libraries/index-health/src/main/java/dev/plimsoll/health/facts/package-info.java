/// Facts of tables, indexes and the server, read set-based from one snapshot.
@NullMarked
package dev.plimsoll.health.facts;

import org.jspecify.annotations.NullMarked;
