package dev.plimsoll.scan.run;

import org.jspecify.annotations.Nullable;

/// The result of one read of a range.
///
/// @param content null where there was nothing
/// @param end all keys before this one have been read: the end of the range that was asked for
///     where it was read whole, null for the end of all keys
/// @param weight of the content in memory, in bytes or whatever the scan's budget counts; 0 or more
public record Portion<K, P>(@Nullable P content, @Nullable K end, long weight) {}
