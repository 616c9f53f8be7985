/// From events into the manifest: judge, keep. The hot path.
@NullMarked
package dev.plimsoll.offsetlog.ingestion;

import org.jspecify.annotations.NullMarked;
