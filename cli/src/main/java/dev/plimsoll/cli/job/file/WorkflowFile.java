package dev.plimsoll.cli.job.file;

import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobTrials;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A workflow as a file has it: its name, defaults of its jobs, values, and jobs by name. What is
/// wrong is named with its line. The format is in docs/reference/workflow-files.md.
public final class WorkflowFile {
  private static final Set<String> PARTS = Set.of("name", "defaults", "values", "jobs");
  private static final Set<String> OF_A_JOB =
      Set.of(
          "kind",
          "command",
          JobRequest.BUILD,
          JobRequest.EXTRACT,
          JobRequest.LOAD,
          "environment",
          "directory",
          "time-limit",
          "payload",
          "lane",
          "priority",
          "cores",
          "memory",
          "gpus",
          "disk",
          "runtime",
          "attempts",
          "pause",
          "despite-failure",
          "deadline",
          "after",
          "reads",
          "writes");
  private static final Set<String> NOT_BY_DEFAULT =
      Set.of(
          "after",
          "reads",
          "writes",
          "command",
          JobRequest.BUILD,
          JobRequest.EXTRACT,
          JobRequest.LOAD,
          "payload");

  private WorkflowFile() {}

  /// @param file its name, for messages
  /// @throws PlimsollException USAGE, naming file, line and job
  public static WorkflowRequest read(String file, String text, String by) {
    FileNode root = FileNode.parse(file, text);
    Map<String, FileNode> parts = root.entries("a workflow");
    known(parts, PARTS, "a workflow");
    Map<String, FileNode> defaults =
        parts.containsKey("defaults")
            ? need(parts, "defaults", root).entries("defaults")
            : Map.of();
    known(defaults, OF_A_JOB, "defaults");
    NOT_BY_DEFAULT.stream()
        .filter(defaults::containsKey)
        .findFirst()
        .ifPresent(
            part -> {
              throw need(defaults, part, root).wrong(part + " belongs to each job");
            });
    Map<String, FileNode> named = need(parts, "jobs", root).entries("jobs");
    List<JobRequest> jobs = new ArrayList<>();
    named.forEach((name, job) -> jobs.add(job(name, job, defaults, named.keySet())));
    if (jobs.isEmpty()) {
      throw need(parts, "jobs", root).wrong("there must be a job");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    if (parts.containsKey("values")) {
      need(parts, "values", root)
          .entries("values")
          .forEach((name, value) -> put(values, name, value));
    }
    return new WorkflowRequest(need(parts, "name", root).text("name"), jobs, values, by);
  }

  private static void put(Map<String, Object> values, String name, FileNode value) {
    @Nullable Object plain = value.value();
    if (plain == null) {
      throw value.wrong("the value %s must be given".formatted(name));
    }
    values.put(name, plain);
  }

  private static FileNode need(Map<String, FileNode> parts, String part, FileNode whole) {
    FileNode node = parts.get(part);
    if (node == null) {
      throw whole.wrong(part + " must be given");
    }
    return node;
  }

  private static void known(Map<String, FileNode> parts, Set<String> all, String what) {
    parts.forEach(
        (name, node) -> {
          if (!all.contains(name)) {
            throw node.wrong(
                "%s has no %s; there are: %s"
                    .formatted(what, name, String.join(", ", all.stream().sorted().toList())));
          }
        });
  }

  private static JobRequest job(
      String name, FileNode job, Map<String, FileNode> defaults, Set<String> jobs) {
    Map<String, FileNode> parts = new LinkedHashMap<>(defaults);
    Map<String, FileNode> own = job.entries("job " + name);
    known(own, OF_A_JOB, "job " + name);
    parts.putAll(own);
    List<String> after = texts(parts, "after");
    for (String other : after) {
      if (!jobs.contains(other)) {
        throw parts
            .getOrDefault("after", job)
            .wrong("job %s waits for %s, which is no job here".formatted(name, other));
      }
    }
    @Nullable String order = order(name, job, parts);
    return new JobRequest(
        name,
        order == null ? get(parts, "kind", FileNode::text) : order,
        order == null
            ? payload(name, job, parts)
            : OrderParts.payload(order, need(parts, order, job)),
        order == null ? get(parts, "lane", FileNode::text) : get(own, "lane", FileNode::text),
        get(parts, "priority", FileNode::whole),
        needs(parts),
        new JobTrials(
            order == null
                ? get(parts, "attempts", FileNode::whole)
                : get(own, "attempts", FileNode::whole),
            get(parts, "pause", WorkflowFile::span),
            parts.containsKey("despite-failure")
                && Boolean.TRUE.equals(get(parts, "despite-failure", FileNode::flag)),
            get(parts, "deadline", WorkflowFile::moment)),
        after,
        texts(parts, "reads"),
        texts(parts, "writes"));
  }

  /// Which of what planners do a job is; null for a command or somebody else's kind.
  private static @Nullable String order(String name, FileNode job, Map<String, FileNode> parts) {
    List<String> given = OrderParts.KINDS.stream().filter(parts::containsKey).sorted().toList();
    if (given.isEmpty()) {
      return null;
    }
    String order = given.getFirst();
    @Nullable String kind = get(parts, "kind", FileNode::text);
    if (given.size() > 1 || parts.containsKey("command") || kind != null && !kind.equals(order)) {
      throw job.wrong(
          "job %s does one thing: a command, or one of build, extract and load".formatted(name));
    }
    return order;
  }

  private static JobNeeds needs(Map<String, FileNode> parts) {
    return new JobNeeds(
        or(get(parts, "cores", FileNode::number), 0.0),
        or(get(parts, "memory", WorkflowFile::size), 0L),
        or(get(parts, "gpus", FileNode::whole), 0),
        or(get(parts, "disk", WorkflowFile::size), 0L),
        get(parts, "runtime", WorkflowFile::span));
  }

  /// A command's parts, or whatever another kind of job is given.
  private static Map<String, Object> payload(
      String name, FileNode job, Map<String, FileNode> parts) {
    Map<String, Object> payload = new LinkedHashMap<>();
    if (parts.containsKey("payload")) {
      need(parts, "payload", job)
          .entries("payload")
          .forEach((key, value) -> put(payload, key, value));
    }
    boolean isCommand =
        !parts.containsKey("kind")
            || need(parts, "kind", job).text("kind").equals(JobRequest.COMMAND);
    if (!isCommand) {
      return payload;
    }
    FileNode command = parts.get("command");
    if (command == null) {
      throw job.wrong("job %s has no command".formatted(name));
    }
    payload.put(
        "command",
        command.isList() ? command.texts("command") : List.of("sh", "-c", command.text("command")));
    @Nullable String directory = get(parts, "directory", FileNode::text);
    if (directory != null) {
      payload.put("directory", directory);
    }
    @Nullable Duration limit = get(parts, "time-limit", WorkflowFile::span);
    if (limit != null) {
      payload.put("timeLimit", limit.toString());
    }
    if (parts.containsKey("environment")) {
      Map<String, String> environment = new LinkedHashMap<>();
      need(parts, "environment", job)
          .entries("environment")
          .forEach((key, value) -> environment.put(key, value.text(key)));
      payload.put("environment", environment);
    }
    return payload;
  }

  private static List<String> texts(Map<String, FileNode> parts, String part) {
    FileNode node = parts.get(part);
    return node == null ? List.of() : node.texts(part);
  }

  private static <T> @Nullable T get(Map<String, FileNode> parts, String part, Reader<T> reader) {
    FileNode node = parts.get(part);
    return node == null ? null : reader.read(node, part);
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(FileNode node, String what);
  }

  private static Duration span(FileNode node, String what) {
    return parsed(node, what, Spans::parse);
  }

  private static long size(FileNode node, String what) {
    return parsed(node, what, Sizes::parse);
  }

  private static Instant moment(FileNode node, String what) {
    try {
      return OffsetDateTime.parse(node.text(what)).toInstant();
    } catch (DateTimeException e) {
      throw node.wrong(what + " must be a time like 2026-12-01T02:00:00Z");
    }
  }

  private static <T> T parsed(FileNode node, String what, Function<String, T> parse) {
    try {
      return parse.apply(node.text(what));
    } catch (PlimsollException e) {
      throw node.wrong(what + ": " + e.getMessage());
    }
  }
}
