/// Topics: created, changed, deleted.
@NullMarked
package dev.plimsoll.offsetlog.topic;

import org.jspecify.annotations.NullMarked;
