/// Appends: files and batches become durable in the queues of their shards. Offsets follow.
@NullMarked
package dev.plimsoll.offsetlog.append;

import org.jspecify.annotations.NullMarked;
