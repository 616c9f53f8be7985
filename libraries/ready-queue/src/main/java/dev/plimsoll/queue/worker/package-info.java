/// Leases of workers, and what becomes of the jobs of one that is lost.
@NullMarked
package dev.plimsoll.queue.worker;

import org.jspecify.annotations.NullMarked;
