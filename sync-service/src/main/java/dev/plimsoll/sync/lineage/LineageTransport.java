package dev.plimsoll.sync.lineage;

import java.io.IOException;

/// Takes events away, one after the other.
interface LineageTransport extends AutoCloseable {
  /// @param key of what is told; events of one key keep their order
  /// @param event as JSON
  /// @throws IOException where it is not known to have arrived
  void send(String key, String event) throws IOException, InterruptedException;

  /// Whom it tells, without a credential.
  String where();

  @Override
  void close();
}
