package dev.plimsoll.sync.lineage;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.sync.lineage.LineageRun.EventType;
import dev.plimsoll.sync.lineage.OpenLineageEvent.Dataset;
import dev.plimsoll.sync.lineage.OpenLineageEvent.ErrorMessage;
import dev.plimsoll.sync.lineage.OpenLineageEvent.Facet;
import dev.plimsoll.sync.lineage.OpenLineageEvent.Field;
import dev.plimsoll.sync.lineage.OpenLineageEvent.Job;
import dev.plimsoll.sync.lineage.OpenLineageEvent.JobReference;
import dev.plimsoll.sync.lineage.OpenLineageEvent.JobType;
import dev.plimsoll.sync.lineage.OpenLineageEvent.Parent;
import dev.plimsoll.sync.lineage.OpenLineageEvent.Run;
import dev.plimsoll.sync.lineage.OpenLineageEvent.RunReference;
import dev.plimsoll.sync.lineage.OpenLineageEvent.Schema;
import dev.plimsoll.sync.lineage.OpenLineageEvent.Statistics;
import dev.plimsoll.sync.table.ExtractTable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Events of OpenLineage, made from tables. Datasets follow its naming rules: a server and
/// `database.schema.table`, or a bucket and the prefix of the table's files. Pure.
final class LineageEvents {
  private static final Map<String, Facet> NONE = Map.of();
  private static final Pattern REDSHIFT_HOST =
      Pattern.compile(
          "([a-z0-9-]+)\\.[a-z0-9]+\\.([a-z0-9-]+)\\.redshift(?:-serverless)?\\.amazonaws\\.com(?:\\.cn)?");

  private final String namespace;

  LineageEvents(String namespace) {
    this.namespace = namespace;
  }

  /// Subject of a job.
  ///
  /// @param database source or target
  /// @param prefix of the table's files, without a slash at its end
  record Subject(ExtractTable table, KnownDatabase database, String bucket, String prefix) {}

  OpenLineageEvent of(LineageJob job, LineageRun run, Subject subject, Instant now) {
    ExtractTable table = subject.table();
    EventType type = Objects.requireNonNull(run.told());
    boolean counted = type != EventType.START;
    return new OpenLineageEvent(
        type,
        time(type, job, table, now),
        new Run(run.id(table.id(), job), runFacets(table, type)),
        new Job(namespace, name(job, subject), Map.of("jobType", jobType(job.name()))),
        List.of(input(job, subject, counted)),
        List.of(output(job, subject, counted)),
        OpenLineageEvent.PRODUCER,
        OpenLineageEvent.SCHEMA);
  }

  private static Instant time(EventType type, LineageJob job, ExtractTable table, Instant now) {
    Instant started = table.outcome().timing().startedAt();
    if (type == EventType.START) {
      return job == LineageJob.EXTRACT && started != null ? started : now;
    }
    Instant ended = table.outcome().timing().endedAt();
    // A table that is yet to be loaded has not ended.
    return ended == null ? now : ended;
  }

  private static String name(LineageJob job, Subject subject) {
    return "%s.%s.%s"
        .formatted(
            job.name().toLowerCase(Locale.ROOT), subject.database().name(), subject.table().name());
  }

  private static Facet jobType(String job) {
    return Facet.of("2-0-3", "JobTypeJobFacet", new JobType("BATCH", "PLIMSOLL", job));
  }

  private Map<String, Facet> runFacets(ExtractTable table, EventType type) {
    Map<String, Facet> facets = new LinkedHashMap<>();
    facets.put(
        "parent",
        Facet.of(
            "1-1-0",
            "ParentRunFacet",
            new Parent(
                new RunReference(table.extractId()),
                new JobReference(namespace, "sync." + table.reading().source()))));
    if (type == EventType.FAIL) {
      Failure failure = table.outcome().failure();
      facets.put(
          "errorMessage",
          Facet.of(
              "1-0-1",
              "ErrorMessageRunFacet",
              new ErrorMessage(
                  failure == null ? "" : failure.code().value() + ": " + failure.message(),
                  "JAVA")));
    }
    return facets;
  }

  private static Dataset input(LineageJob job, Subject subject, boolean counted) {
    TableCounters counters = subject.table().counters();
    return switch (job) {
      case EXTRACT ->
          inDatabase(
              subject,
              subject.table().name(),
              counted ? in(Statistics.ofRows(counters.rowsExtracted())) : NONE,
              NONE);
      case LOAD -> inBucket(subject, counted ? in(files(counters)) : NONE, NONE);
    };
  }

  private static Dataset output(LineageJob job, Subject subject, boolean counted) {
    TableCounters counters = subject.table().counters();
    return switch (job) {
      case EXTRACT -> inBucket(subject, NONE, counted ? out(files(counters)) : NONE);
      case LOAD ->
          inDatabase(
              subject,
              subject.table().targetName(),
              NONE,
              counted ? out(Statistics.ofRows(counters.rowsLoaded())) : NONE);
    };
  }

  private static Statistics files(TableCounters counters) {
    return new Statistics(counters.rowsExtracted(), counters.bytes(), counters.objects());
  }

  private static Map<String, Facet> in(Statistics statistics) {
    return Map.of(
        "inputStatistics", Facet.of("1-0-0", "InputStatisticsInputDatasetFacet", statistics));
  }

  private static Map<String, Facet> out(Statistics statistics) {
    return Map.of(
        "outputStatistics", Facet.of("1-0-2", "OutputStatisticsOutputDatasetFacet", statistics));
  }

  private static Dataset inDatabase(
      Subject subject,
      QualifiedName table,
      Map<String, Facet> inputFacets,
      Map<String, Facet> outputFacets) {
    DatabaseKind kind = subject.database().kind();
    DatabaseAddress address = subject.database().address();
    return new Dataset(
        "%s://%s:%d".formatted(kind.scheme(), clusterOf(address.host()), address.port()),
        kind.namesDatabasesAsSchemas() ? table.toString() : address.database() + "." + table,
        schema(subject),
        inputFacets,
        outputFacets);
  }

  /// Name of a Redshift in OpenLineage: cluster or workgroup and region, from its own host name;
  /// any other host name is kept.
  static String clusterOf(String host) {
    Matcher own = REDSHIFT_HOST.matcher(host);
    return own.matches() ? own.group(1) + "." + own.group(2) : host;
  }

  private static Dataset inBucket(
      Subject subject, Map<String, Facet> inputFacets, Map<String, Facet> outputFacets) {
    return new Dataset(
        "s3://" + subject.bucket(), subject.prefix(), schema(subject), inputFacets, outputFacets);
  }

  private static Map<String, Facet> schema(Subject subject) {
    List<Field> fields =
        subject.table().definition().columns().stream()
            .map(column -> new Field(column.name(), column.declaredType()))
            .toList();
    return Map.of("schema", Facet.of("1-1-1", "SchemaDatasetFacet", new Schema(fields)));
  }
}
