/// How much waits for offsets, cheaply enough to be asked all the time.
@NullMarked
package dev.plimsoll.offsetlog.backlog;

import org.jspecify.annotations.NullMarked;
