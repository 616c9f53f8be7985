/// Jobs with what each waits for: checked, accepted, canceled, tried again.
@NullMarked
package dev.plimsoll.queue.workflow;

import org.jspecify.annotations.NullMarked;
