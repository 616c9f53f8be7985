/// Extracts and loads: requests to the sync service, its answers and events.
@NullMarked
package dev.plimsoll.contracts.sync;

import org.jspecify.annotations.NullMarked;
