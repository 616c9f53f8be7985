package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The launcher runs the same without a build before; this serves its help, and starts without it.
@Command(
    name = "test",
    description = "Build everything and run every test, as continuous integration does.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll test",
      "  ./plimsoll test --containers postgres=17,mariadb=11.8"
    })
public final class TestCommand implements Callable<Integer> {
  @Option(
      names = "--campaigns",
      description = "Tests that strike at random in their long forms: an hour and more.")
  private boolean campaigns;

  @Option(
      names = "--containers",
      description =
          "Integration tests in containers, on the sets of versions that follow, as"
              + " postgres=15,mariadb=10.11; by default on PostgreSQL 15, 17 and 18 and MariaDB 10.11"
              + " and 11.8.")
  private boolean containers;

  @Parameters(
      paramLabel = "MAVEN_OPTION",
      description = "Handed on to Maven; after --containers, a set of versions.")
  private List<String> options = List.of();

  @Override
  public Integer call() throws InterruptedException {
    if (containers) {
      throw PlimsollException.usage(
          "the launcher runs tests in containers: ./plimsoll test --containers");
    }
    List<String> line = new ArrayList<>(List.of("mvn", "-B", "verify"));
    if (campaigns) {
      line.add("-Dplimsoll.campaigns=true");
    }
    line.addAll(options);
    try {
      ProcessBuilder maven =
          new ProcessBuilder(line)
              .directory(ProjectRoot.find().toFile())
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
      return maven.start().waitFor() == 0 ? ExitCode.OK : ExitCode.FAILED;
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "Maven could not be started: " + e.getMessage(), e);
    }
  }
}
