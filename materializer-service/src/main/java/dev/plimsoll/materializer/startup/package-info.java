/// What happens before the first event is taken, and in which order it all stops.
@NullMarked
package dev.plimsoll.materializer.startup;

import org.jspecify.annotations.NullMarked;
