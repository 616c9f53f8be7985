/// Extracted tables as snapshots of Iceberg tables: the files that are there already, registered.
@NullMarked
package dev.plimsoll.sync.iceberg;

import org.jspecify.annotations.NullMarked;
