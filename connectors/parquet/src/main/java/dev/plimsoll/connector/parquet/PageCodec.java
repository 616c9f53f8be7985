package dev.plimsoll.connector.parquet;

import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;

/// How the pages of a file are compressed.
public enum PageCodec {
  /// The default: smaller files.
  ZSTD,
  /// What Amazon Redshift's documentation names within Parquet; any reader of Parquet has it.
  SNAPPY;

  /// @param name null for the default
  /// @throws PlimsollException INVALID_REQUEST
  public static PageCodec of(@Nullable String name) {
    return switch (name) {
      case "zstd" -> ZSTD;
      case "snappy" -> SNAPPY;
      case null -> ZSTD;
      default -> throw PlimsollException.invalidRequest("codec is zstd or snappy");
    };
  }

  /// @param level of zstd, 1 (fast) to 19 (small); snappy has none
  PageCompressor compressor(int level) {
    return switch (this) {
      case ZSTD -> new ZstdCompressor(level);
      case SNAPPY -> new SnappyCompressor();
    };
  }
}
