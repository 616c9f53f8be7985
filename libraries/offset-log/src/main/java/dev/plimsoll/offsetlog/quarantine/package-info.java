/// Quarantine of batches that no run could place.
@NullMarked
package dev.plimsoll.offsetlog.quarantine;

import org.jspecify.annotations.NullMarked;
