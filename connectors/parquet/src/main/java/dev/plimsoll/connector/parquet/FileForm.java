package dev.plimsoll.connector.parquet;

import java.util.List;

/// How a file is written, whatever its rows.
///
/// @param rowGroupBytes of COPY's form, after which a row group is written out
/// @param compressionLevel of zstd; of no meaning to another codec
/// @param bloomFilters columns that get one in each row group, unless a dictionary has all of its
///     values already
public record FileForm(
    long rowGroupBytes, PageCodec codec, int compressionLevel, List<String> bloomFilters) {
  public FileForm {
    bloomFilters = List.copyOf(bloomFilters);
  }
}
