/// Extracts: requests, splits, batches and their announcement.
@NullMarked
package dev.plimsoll.sync.extract;

import org.jspecify.annotations.NullMarked;
