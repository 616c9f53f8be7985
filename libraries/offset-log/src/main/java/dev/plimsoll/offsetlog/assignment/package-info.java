/// From the manifest into segments: offsets are given. The cold path.
@NullMarked
package dev.plimsoll.offsetlog.assignment;

import org.jspecify.annotations.NullMarked;
