/// How this service's API writes and reads JSON.
@NullMarked
package dev.plimsoll.planner.http;

import org.jspecify.annotations.NullMarked;
