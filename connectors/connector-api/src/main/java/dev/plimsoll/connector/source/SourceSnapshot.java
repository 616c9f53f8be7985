package dev.plimsoll.connector.source;

/// A shared snapshot as it is noted, so that other processes find it.
///
/// @param name by which other sessions join it, or of the process that alone has its sessions
/// @param heapFile of the table; 0 where its source has none
/// @param pages of the heap, none of whose later blocks it sees; 0 where its source has none
public record SourceSnapshot(String name, long heapFile, long pages) {}
