/// Recovery of a log whose database is older than what was published of it.
@NullMarked
package dev.plimsoll.offsetlog.recovery;

import org.jspecify.annotations.NullMarked;
