/// From `log.events` into the log: read, keep, refuse.
@NullMarked
package dev.plimsoll.materializer.ingestion;

import org.jspecify.annotations.NullMarked;
