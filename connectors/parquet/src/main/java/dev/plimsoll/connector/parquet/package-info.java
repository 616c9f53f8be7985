/// Parquet files without hadoop, written and read column by column.
@NullMarked
package dev.plimsoll.connector.parquet;

import org.jspecify.annotations.NullMarked;
