/// Analysis of tables: the shape of the key, the predicted and actual effort of reading, and the
/// savings; remembered for the next plan.
///
/// Nothing happens here while rows are read. Before, the source is asked for the ends of the key
/// and its statistics; afterwards the counters are there anyway.
@NullMarked
package dev.plimsoll.sync.analysis;

import org.jspecify.annotations.NullMarked;
