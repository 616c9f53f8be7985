/// From `log.events` into the manifest: read, judge, keep. The hot path.
@NullMarked
package dev.plimsoll.materializer.ingestion;

import org.jspecify.annotations.NullMarked;
