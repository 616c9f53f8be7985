package dev.plimsoll.sync.table;

/// When a file is ended.
///
/// @param bytes at which it is, about; 0 for never by its size
/// @param perRange also at the end of each range or read task, so that there are as many files as
///     ranges
public record FileSizing(long bytes, boolean perRange) {}
