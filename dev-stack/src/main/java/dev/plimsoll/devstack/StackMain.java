package dev.plimsoll.devstack;

/// Main class of the embedded stack, whose process behaves as [StackHost] says.
public final class StackMain {
  private StackMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    StackHost.run(arguments, list -> EmbeddedStack.start(StackOptions.parse(list)));
  }
}
