package dev.plimsoll.cli.local;

import dev.plimsoll.cli.local.SystemState.Part;
import dev.plimsoll.cli.local.SystemState.Trouble;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Ports;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.process.StackCommand;
import dev.plimsoll.devstack.process.StackProcess;
import dev.plimsoll.devstack.process.StackProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Detached system: its parts are started again one by one, and its state file is kept current. The
/// parts outlive this process.
///
/// One at a time works on a folder: the command that holds its lock, or else its supervisor.
final class DetachedSystem {
  private final LocalSettings settings;
  private final DataHome home;
  private SystemState state;
  private boolean written = true;

  DetachedSystem(LocalSettings settings, SystemState state) {
    this.settings = settings;
    this.home = settings.home();
    this.state = state;
  }

  synchronized SystemState state() {
    return state;
  }

  /// Returns whether the file could be written.
  synchronized boolean change(SystemState changed) {
    state = changed;
    written = false;
    write();
    return written;
  }

  private synchronized void change(Part part) {
    change(state.with(part));
  }

  synchronized void trouble(String part, @Nullable Trouble trouble) {
    state.part(part).ifPresent(known -> change(known.with(trouble)));
  }

  /// Tries a failed write again: the disk may have been full.
  synchronized void write() {
    if (!written) {
      try {
        state.write(home);
        written = true;
      } catch (UncheckedIOException e) {
        written = false;
      }
    }
  }

  /// Restarts the embedded stack on its data and ports; returns when it is ready.
  ///
  /// @throws PlimsollException as of the stack: DISK_FULL, DATA_VERSION, PORT_IN_USE, START_FAILED
  void startStack() {
    StackProcess launched = launchStack(settings);
    Path log = home.log("stack");
    change(Part.of("stack", launched.handle(), 0, log, trouble("stack")));
    try {
      StackDescription ready = launched.awaitReady();
      launched.detach();
      change(state().withStack(ready));
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.START_FAILED, "the stack ended; its log is " + log, e);
    }
  }

  /// Starts the embedded stack without waiting.
  static StackProcess launchStack(LocalSettings settings) {
    Path log = settings.home().log("stack");
    LogFiles.rotate(log);
    List<String> options = new ArrayList<>(settings.stackOptions());
    options.addAll(List.of("--required-bytes", Long.toString(settings.requiredBytes())));
    return StackProcess.launch(
        new StackCommand(
            StackProgram.EMBEDDED,
            Session.PREFIX,
            settings.root(),
            settings.home().stack(),
            log,
            List.of(),
            options));
  }

  /// Restarts a service on its previous port, without waiting.
  synchronized void startService(ServiceName name) {
    Path log = home.log(name.value());
    LogFiles.rotate(log);
    int port = state().part(name.value()).map(Part::port).orElseGet(() -> newPort(name));
    Process process =
        ServiceProcess.launch(new ServiceCommand(name, settings, backends(), port), log);
    change(Part.of(name.value(), process.toHandle(), port, log, trouble(name.value())));
  }

  private int newPort(ServiceName name) {
    Ports ports = new Ports(home.ports());
    int port = ports.choose(name.value(), 0);
    ports.remember();
    return port;
  }

  private @Nullable Trouble trouble(String part) {
    return state().part(part).map(Part::trouble).orElse(null);
  }

  private Backends backends() {
    Optional<Backends> external = External.of(settings.environment());
    StackDescription stack = state().stack();
    if (external.isPresent()) {
      return external.get();
    }
    if (stack == null) {
      throw new PlimsollException(ErrorCode.START_FAILED, "the stack was never ready");
    }
    return Backends.of(stack, Secrets.read(Path.of(stack.secretsFile())));
  }
}
