/// Targets: which kinds of databases are loaded into, and the loads that this installation knows.
@NullMarked
package dev.plimsoll.sync.targets;

import org.jspecify.annotations.NullMarked;
