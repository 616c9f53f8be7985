package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.devstack.folder.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/// Extracts through the service's API, from start to end, and the deletion of their files.
///
/// @param objects folder of the stack's object store, where each object is a file
record SyncRun(SyncApi sync, Path objects) {
  // The service measures the times; frequent looks would take its CPU.
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /// Runs an extract to its end; it may have failed.
  ExtractView extract(ExtractRequest request) throws InterruptedException {
    ExtractView extract = sync.start(request, UUID.randomUUID());
    while (extract.state() == ExtractView.State.RUNNING) {
      Thread.sleep(BETWEEN_LOOKS);
      extract = sync.extract(extract.id());
    }
    return extract;
  }

  Receipt receipt(UUID extractId) throws InterruptedException {
    sync.startReceipt(extractId);
    Receipt receipt = sync.receipt(extractId);
    while (receipt.state() == Receipt.State.RUNNING) {
      Thread.sleep(BETWEEN_LOOKS);
      receipt = sync.receipt(extractId);
    }
    return receipt;
  }

  /// Deletes an extract's files: they would fill the volume, and be written back to disk while
  /// another extract is measured.
  void forget(UUID extractId) {
    try (Stream<Path> found =
        Files.find(
            objects,
            6, // levels of a prefix
            (path, attributes) ->
                attributes.isDirectory() && path.endsWith(extractId.toString()))) {
      for (Path folder : found.toList()) {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
