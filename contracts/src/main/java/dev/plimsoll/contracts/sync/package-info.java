/// Extracts and loads: what is asked of the sync service and what it tells.
@NullMarked
package dev.plimsoll.contracts.sync;

import org.jspecify.annotations.NullMarked;
