package dev.plimsoll.cli.watch;

/// Message for an interruption by Ctrl-C or a signal: what goes on, and how to follow it again.
public final class Leaving implements AutoCloseable {
  private final Thread hook;

  /// @param say runs at the end of the process, if that comes before [#close]
  public Leaving(Runnable say) {
    this.hook = new Thread(say, "leaving");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending.
    }
  }
}
