package dev.plimsoll.sync.redshift;

import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.storage.ObjectUpload;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ObjectKeys;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/// Lists of files, in the bucket. A table's list has one place, and what is written there follows
/// from its files: writing it again changes nothing.
@Singleton
public final class ManifestFiles {
  private final ObjectStore objects;

  public ManifestFiles(ObjectStore objects) {
    this.objects = objects;
  }

  /// @return its URL
  String write(ExtractTable table, CopyManifest list) {
    String key =
        ObjectKeys.prefix(objects, table.extractId(), table.ordinal(), table.name())
            + "redshift.manifest";
    byte[] json = list.json().getBytes(StandardCharsets.UTF_8);
    try (ObjectUpload upload = objects.upload(key)) {
      upload.write(json, 0, json.length);
      upload.complete();
    }
    return "s3://" + objects.bucket() + "/" + key;
  }
}
