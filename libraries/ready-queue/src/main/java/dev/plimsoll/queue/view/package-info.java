/// What is read of workflows, jobs and workers.
@NullMarked
package dev.plimsoll.queue.view;

import org.jspecify.annotations.NullMarked;
