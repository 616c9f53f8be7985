package dev.plimsoll.cli.watch;

/// Says something when a person leaves by Ctrl-C, or something stops this process: what goes on
/// without it, and how to come back to it.
public final class Leaving implements AutoCloseable {
  private final Thread hook;

  /// @param say what is to be said; run at the end of the process, if it comes before [#close]
  public Leaving(Runnable say) {
    this.hook = new Thread(say, "leaving");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// There is nothing to be left any more.
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is being said.
    }
  }
}
