/// PostgreSQL as a source and as a target: its catalog, COPY, snapshots, digests and keys.
@NullMarked
package dev.plimsoll.connector.postgres;

import org.jspecify.annotations.NullMarked;
