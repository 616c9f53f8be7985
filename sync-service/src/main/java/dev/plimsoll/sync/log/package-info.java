/// The log's own API, as this service asks it: what it has placed, and the end of topics that
/// nobody needs any more.
@NullMarked
package dev.plimsoll.sync.log;

import org.jspecify.annotations.NullMarked;
