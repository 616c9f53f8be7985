/// Traces of requests.
@NullMarked
package dev.plimsoll.http.trace;

import org.jspecify.annotations.NullMarked;
