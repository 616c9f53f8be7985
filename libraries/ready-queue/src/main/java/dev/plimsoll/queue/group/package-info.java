/// Calls of many threads that share a transaction.
@NullMarked
package dev.plimsoll.queue.group;

import org.jspecify.annotations.NullMarked;
