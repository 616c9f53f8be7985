/// Parquet files without hadoop, written and read column by column.
@NullMarked
package dev.plimsoll.sync.parquet;

import org.jspecify.annotations.NullMarked;
