package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a plan needs to be told where no registration says it: rules and the load line.
final class OwnOptions {
  // A petabyte: more than the plan could ask for, so that only what was given limits it.
  static final long UNLIMITED = 1L << 50;
  private static final int DEFAULT_CORES = 2;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "What must exist, one a line: 'schema.*: primary key (id)'.")
  private @Nullable Path rulesFile;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "The same in place, for example 'shop.*: index (customer_id)'; repeatable.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--primary-key",
      paramLabel = "TABLE=(COLUMNS)",
      description = "A primary key that must exist, for example 'shop.orders=(id)'.")
  private List<String> primaryKeys = new ArrayList<>();

  @Option(names = "--cores", description = "Cores that builds may use (default: 2).")
  private @Nullable Integer cores;

  @Option(names = "--memory", description = "Memory for all builds together (default: 1GB).")
  private @Nullable String memory;

  @Option(names = "--workers", description = "Parallel workers for all builds (default: --cores).")
  private @Nullable Integer workers;

  @Option(names = "--temp", description = "Temporary files of all sorts (default: no limit).")
  private @Nullable String temporary;

  @Option(names = "--disk", description = "Disk for new indexes (default: no limit).")
  private @Nullable String disk;

  boolean areGiven() {
    return !rules.isEmpty()
        || !primaryKeys.isEmpty()
        || Stream.of(rulesFile, cores, memory, workers, temporary, disk).anyMatch(Objects::nonNull);
  }

  /// @throws PlimsollException USAGE
  List<KeyRule> rules() {
    List<KeyRule> all = new ArrayList<>();
    if (rulesFile != null) {
      all.addAll(RuleText.read(rulesFile));
    }
    rules.stream().map(rule -> RuleText.parse(rule, "--rule")).forEach(all::add);
    primaryKeys.stream().map(RuleText::primaryKey).forEach(all::add);
    return all;
  }

  /// @throws PlimsollException USAGE
  Capacity capacity() {
    int usable = cores == null ? DEFAULT_CORES : cores;
    try {
      return new Capacity(
          usable,
          Sizes.parse(memory == null ? "1GB" : memory),
          workers == null ? usable : workers,
          temporary == null ? UNLIMITED : Sizes.parse(temporary),
          disk == null ? UNLIMITED : Sizes.parse(disk));
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
