/// Group commit.
@NullMarked
package dev.plimsoll.offsetlog.group;

import org.jspecify.annotations.NullMarked;
