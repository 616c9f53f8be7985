package dev.plimsoll.containers;

import dev.plimsoll.devstack.StackHost;

/// Main class of the stack of containers, whose process behaves as [StackHost] says.
public final class ContainerStackMain {
  private ContainerStackMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    StackHost.run(arguments, list -> ContainerStack.start(ContainerOptions.parse(list)));
  }
}
