/// From the manifest into segments: assignment of offsets.
@NullMarked
package dev.plimsoll.offsetlog.assignment;

import org.jspecify.annotations.NullMarked;
