package dev.plimsoll.connector.redshift;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.storage.ObjectStorage;
import dev.plimsoll.connector.storage.ObjectWriter;
import dev.plimsoll.contracts.message.Json;
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
public record CopyManifest(List<Entry> entries) {

  /// @param mandatory COPY fails where the file is not there
  public record Entry(String url, boolean mandatory, Meta meta) {}

  public record Meta(@JsonProperty("content_length") long contentLength) {}

  /// @param bucket without a scheme
  public static CopyManifest of(String bucket, List<LoadableBatch> files) {
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

  /// Writes the manifest; a second write of the same files changes nothing.
  ///
  /// @return its URL
  public String write(ObjectStorage objects, String key) {
    byte[] json = json().getBytes(StandardCharsets.UTF_8);
    try (ObjectWriter upload = objects.upload(key)) {
      upload.write(json, 0, json.length);
      upload.complete();
    }
    return objects.url(key);
  }

  /// SHA-256 of the manifest: the id of these files in a target's ledger.
  public String id() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(json().getBytes(StandardCharsets.UTF_8));
      return "files-" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
