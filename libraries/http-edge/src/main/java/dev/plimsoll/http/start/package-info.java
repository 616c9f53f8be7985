/// The end of a service's start.
@NullMarked
package dev.plimsoll.http.start;

import org.jspecify.annotations.NullMarked;
