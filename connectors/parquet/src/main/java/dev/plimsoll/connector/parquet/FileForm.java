package dev.plimsoll.connector.parquet;

import java.util.List;

/// Form in which a file is written.
///
/// @param rowGroupBytes of COPY's form, after which a row group is written out
/// @param compressionLevel of zstd; other codecs have none
/// @param bloomFilters columns that get one in each row group, unless a dictionary has all of its
///     values already
public record FileForm(
    long rowGroupBytes, PageCodec codec, int compressionLevel, List<String> bloomFilters) {
  public FileForm {
    bloomFilters = List.copyOf(bloomFilters);
  }
}
