package dev.plimsoll.sync.redshift;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.storage.ObjectUpload;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ObjectKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// Manifest of a COPY: the list of a table's files, exactly these, none missing.
///
/// Source: Database Developer Guide, "Using a manifest to specify data files": an entry has the
/// whole URL; with Parquet also `meta.content_length`, the file's length in bytes.
record CopyManifest(List<Entry> entries) {

  /// @param mandatory COPY fails where the file is not there
  record Entry(String url, boolean mandatory, Meta meta) {}

  record Meta(@JsonProperty("content_length") long contentLength) {}

  /// @param bucket without a scheme
  static CopyManifest of(String bucket, List<LoadableBatch> files) {
    return new CopyManifest(
        files.stream()
            .sorted(Comparator.comparing(LoadableBatch::objectKey))
            .map(
                file ->
                    new Entry(
                        "s3://" + bucket + "/" + file.objectKey(), true, new Meta(file.bytes())))
            .toList());
  }

  String json() {
    return Json.write(this);
  }

  /// Writes the manifest to its one place in the bucket; a second write changes nothing.
  ///
  /// @return its URL
  String write(ObjectStore objects, ExtractTable table) {
    String key =
        ObjectKeys.prefix(objects, table.extractId(), table.ordinal(), table.name())
            + "redshift.manifest";
    byte[] json = json().getBytes(StandardCharsets.UTF_8);
    try (ObjectUpload upload = objects.upload(key)) {
      upload.write(json, 0, json.length);
      upload.complete();
    }
    return "s3://" + objects.bucket() + "/" + key;
  }

  /// SHA-256 of the manifest: the id of these files in a target's ledger.
  String id() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(json().getBytes(StandardCharsets.UTF_8));
      return "files-" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
