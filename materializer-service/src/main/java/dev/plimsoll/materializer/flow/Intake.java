package dev.plimsoll.materializer.flow;

import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.PausableChannel;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The channel `log-events`, paused while the gate is closed. A current poll is finished.
@Singleton
public final class Intake {
  static final String CHANNEL = "log-events";
  private static final Logger LOG = Logger.getLogger(Intake.class);

  private final ChannelRegistry channels;
  private boolean pausedByGate;

  public Intake(ChannelRegistry channels) {
    this.channels = channels;
  }

  /// Pauses or resumes by the gate. Called repeatedly: the channel may not exist at first, and is
  /// opened by the end of the start.
  synchronized void follow(GateState gate) {
    @Nullable PausableChannel channel = channels.getPausable(CHANNEL);
    if (channel == null) {
      return;
    }
    boolean pause = gate instanceof GateState.Closed;
    if (pause && !channel.isPaused()) {
      channel.pause();
      pausedByGate = true;
      LOG.warn("event=log-events.paused until less waits for offsets");
    } else if (!pause && pausedByGate) {
      channel.resume();
      pausedByGate = false;
      LOG.info("event=log-events.resumed");
    }
  }

  boolean paused() {
    @Nullable PausableChannel channel = channels.getPausable(CHANNEL);
    return channel != null && channel.isPaused();
  }
}
