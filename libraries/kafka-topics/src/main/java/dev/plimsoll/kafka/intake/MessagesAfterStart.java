package dev.plimsoll.kafka.intake;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.PausableChannel;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Opens the channels of a service once it answers over HTTP: until then all is checked that may
/// end the start, and nobody's work is begun. Consumers that log in beside the start would also
/// make it later, by a tenth on two processors.
///
/// Channels are configured with `pausable=true`, `pausable.initially-paused=true` and
/// `pausable.late-subscription=true`.
@Singleton
public final class MessagesAfterStart {
  private final ChannelRegistry channels;

  public MessagesAfterStart(ChannelRegistry channels) {
    this.channels = channels;
  }

  void open(@ObservesAsync HttpServerStart started) {
    open();
  }

  /// The only one where plain HTTP is off.
  void open(@ObservesAsync HttpsServerStart started) {
    open();
  }

  private void open() {
    for (String name : channels.getIncomingNames()) {
      open(name);
      // Those of a channel with `concurrency` are numbered from 1 on.
      for (int i = 1; open(name + "$" + i); i++) {}
    }
  }

  private boolean open(String name) {
    @Nullable PausableChannel channel = channels.getPausable(name);
    if (channel != null && channel.isPaused()) {
      channel.resume();
    }
    return channel != null;
  }
}
