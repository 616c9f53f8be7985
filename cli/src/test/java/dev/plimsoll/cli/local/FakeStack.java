package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.StackDescription.Kafka;
import dev.plimsoll.devstack.StackDescription.Postgres;
import dev.plimsoll.devstack.StackDescription.S3;
import dev.plimsoll.devstack.StackHost;
import dev.plimsoll.devstack.StackOptions;
import dev.plimsoll.devstack.folder.DataFolder;
import dev.plimsoll.devstack.folder.Secrets;
import java.util.List;

/// A stack as far as commands see one that no [FakeService] connects to: a process with a data
/// folder, secrets and addresses, which begins and ends as the real one does. It has no servers,
/// which take most of a start.
public final class FakeStack implements StackHost.RunningStack {
  private final DataFolder folder;
  private final StackDescription description;

  private FakeStack(List<String> arguments) {
    folder = DataFolder.open(StackOptions.parse(arguments).data(), 0);
    description =
        new StackDescription(
            ProcessHandle.current().pid(),
            new Kafka("127.0.0.1:1", true),
            new Postgres("127.0.0.1", 1, "plimsoll"),
            new S3("http://127.0.0.1:1", "us-east-1", "plimsoll"),
            null,
            null,
            Secrets.of(folder).file().toString());
  }

  public static void main(String[] arguments) throws InterruptedException {
    StackHost.run(arguments, FakeStack::new);
  }

  @Override
  public StackDescription description() {
    return description;
  }

  @Override
  public void close() {
    folder.close();
  }
}
