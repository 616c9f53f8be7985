/// What has offsets and is still to be published: read from the segments, remembered by one number
/// a partition.
@NullMarked
package dev.plimsoll.offsetlog.publication;

import org.jspecify.annotations.NullMarked;
