/// Ends of attempts, and the jobs that become ready by them.
@NullMarked
package dev.plimsoll.queue.completion;

import org.jspecify.annotations.NullMarked;
