/// Iceberg as a target of whole tables: files that are there already, registered as snapshots.
@NullMarked
package dev.plimsoll.connector.iceberg;

import org.jspecify.annotations.NullMarked;
