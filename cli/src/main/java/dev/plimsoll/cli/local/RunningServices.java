package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.net.URI;

/// Where the services of the system on this machine listen, for the commands that use them.
public final class RunningServices {
  private RunningServices() {}

  /// @throws PlimsollException NOT_RUNNING when it is not there
  public static URI address(DataHome home, ServiceName service) {
    return SystemState.read(home).stream()
        .flatMap(state -> state.parts().stream())
        .filter(part -> part.name().equals(service.value()) && part.process().isAlive())
        .findFirst()
        .map(part -> URI.create("http://127.0.0.1:" + part.port()))
        .orElseThrow(
            () ->
                new PlimsollException(
                    ErrorCode.NOT_RUNNING,
                    "the " + service.value() + " service does not run on " + home.path()));
  }
}
