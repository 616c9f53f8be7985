/// Claims: the ready jobs that fit an offer.
@NullMarked
package dev.plimsoll.queue.claim;

import org.jspecify.annotations.NullMarked;
