/// Extracts: requests, read tasks, batches and their announcement.
@NullMarked
package dev.plimsoll.sync.extract;

import org.jspecify.annotations.NullMarked;
