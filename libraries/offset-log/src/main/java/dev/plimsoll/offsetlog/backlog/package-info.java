/// The size of the backlog, cheap enough to be read all the time.
@NullMarked
package dev.plimsoll.offsetlog.backlog;

import org.jspecify.annotations.NullMarked;
