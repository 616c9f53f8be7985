/// Publication of new offsets: read from segments, remembered by one number for each partition.
@NullMarked
package dev.plimsoll.offsetlog.publication;

import org.jspecify.annotations.NullMarked;
