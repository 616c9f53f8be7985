/// Batches into the manifest, durably, to get their offsets later. The hot path.
@NullMarked
package dev.plimsoll.offsetlog.ingestion;

import org.jspecify.annotations.NullMarked;
