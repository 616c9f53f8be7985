package dev.plimsoll.sync.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Run event of OpenLineage, specification 2-0-2, with the parts that are sent.
record OpenLineageEvent(
    LineageRun.EventType eventType,
    Instant eventTime,
    Run run,
    Job job,
    List<Dataset> inputs,
    List<Dataset> outputs,
    String producer,
    @JsonProperty("schemaURL") String schemaUrl) {
  private static final String SPECIFICATION = "https://openlineage.io/spec/";

  static final String PRODUCER = "https://plimsoll.dev/sync-service";
  static final String SCHEMA = SPECIFICATION + "2-0-2/OpenLineage.json#/$defs/RunEvent";

  record Run(UUID runId, Map<String, Facet> facets) {}

  record Job(String namespace, String name, Map<String, Facet> facets) {}

  /// Input or output; the facets of the other kind are absent.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Dataset(
      String namespace,
      String name,
      Map<String, Facet> facets,
      Map<String, Facet> inputFacets,
      Map<String, Facet> outputFacets) {}

  record Facet(
      @JsonProperty("_producer") String producer,
      @JsonProperty("_schemaURL") String schemaUrl,
      @JsonUnwrapped Content content) {

    /// @param version of the facet's definition, such as `1-0-0`
    static Facet of(String version, String type, Content content) {
      return new Facet(
          PRODUCER,
          SPECIFICATION + "facets/" + version + "/" + type + ".json#/$defs/" + type,
          content);
    }
  }

  sealed interface Content {}

  record Schema(List<Field> fields) implements Content {}

  record Field(String name, String type) {}

  /// @param size in bytes; null if unknown
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Statistics(long rowCount, @Nullable Long size, @Nullable Long fileCount)
      implements Content {
    /// Of a database table, whose bytes are unknown.
    static Statistics ofRows(long rows) {
      return new Statistics(rows, null, null);
    }
  }

  record JobType(String processingType, String integration, String jobType) implements Content {}

  record ErrorMessage(String message, String programmingLanguage) implements Content {}

  record Parent(RunReference run, JobReference job) implements Content {}

  record RunReference(UUID runId) {}

  record JobReference(String namespace, String name) {}
}
