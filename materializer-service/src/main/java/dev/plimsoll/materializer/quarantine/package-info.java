/// Quarantine over HTTP.
@NullMarked
package dev.plimsoll.materializer.quarantine;

import org.jspecify.annotations.NullMarked;
