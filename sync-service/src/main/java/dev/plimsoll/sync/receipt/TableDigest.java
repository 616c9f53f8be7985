package dev.plimsoll.sync.receipt;

/// What one side of a table comes to.
///
/// @param digest 16 hexadecimal digits
record TableDigest(long rows, String digest) {}
