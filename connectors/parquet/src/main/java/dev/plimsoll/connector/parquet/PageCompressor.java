package dev.plimsoll.connector.parquet;

import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;

/// Compresses pages by a native library directly: parquet's own codecs need hadoop. For one thread;
/// {@link #release()} frees native memory.
sealed interface PageCompressor extends BytesInputCompressor
    permits ZstdCompressor, SnappyCompressor {}
