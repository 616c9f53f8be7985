/// Searches over HTTP: bounds, time limits and clients that leave.
@NullMarked
package dev.plimsoll.query.search;

import org.jspecify.annotations.NullMarked;
