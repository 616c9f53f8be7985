/// What jobs need and what workers offer.
@NullMarked
package dev.plimsoll.queue.resource;

import org.jspecify.annotations.NullMarked;
