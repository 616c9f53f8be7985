/// The synchronous door: files whose offsets are given and answered at once.
@NullMarked
package dev.plimsoll.offsetlog.commit;

import org.jspecify.annotations.NullMarked;
