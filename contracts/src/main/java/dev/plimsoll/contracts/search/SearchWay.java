package dev.plimsoll.contracts.search;

import dev.plimsoll.contracts.message.OpenEnum;

/// How a database is searched, and why.
///
/// @param workers sessions or threads at a time, 1 or more
/// @param ranges that they share at first, 1 or more
/// @param reason for method and workers, a sentence
public record SearchWay(
    String database, OpenEnum<SearchMethod> method, int workers, int ranges, String reason) {}
