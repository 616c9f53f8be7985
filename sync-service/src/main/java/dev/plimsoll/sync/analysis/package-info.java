/// What a table's key looks like, what its reading is predicted to take and what it took, and what
/// that has saved; remembered for the next plan.
///
/// Nothing here is done while rows are read. Before, the source is asked for the ends of the key
/// and for what its statistics know already; after, the counters are there anyway.
@NullMarked
package dev.plimsoll.sync.analysis;

import org.jspecify.annotations.NullMarked;
