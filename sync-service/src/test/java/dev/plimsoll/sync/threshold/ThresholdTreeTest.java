package dev.plimsoll.sync.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ThresholdChange.Changed;
import dev.plimsoll.sync.sparse.SparseConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThresholdTreeTest {
  private static SparseConfig patched(String json) {
    @SuppressWarnings("unchecked")
    Map<String, Object> patch = Json.read(json.replace('\'', '"'), Map.class);
    return ThresholdTree.patched(SparseConfig.DEFAULT, patch);
  }

  @Test
  void theStructureIsTheOneItCameWith() {
    assertThat(Json.write(ThresholdTree.map(SparseConfig.DEFAULT)))
        .isEqualTo(
            """
            {"enabled":true,\
            "detection":{"efficiency_threshold":0.1,"min_chunk_size_check":1000,\
            "consecutive_sparse_limit":2},\
            "adaptive_scaling":{"enabled":true,"max_scale_factor":10,"max_chunk_size":500000},\
            "accumulation":{"enabled":true,"min_batch_size":50000,"max_batch_size":200000,\
            "max_memory_mb":512},\
            "monitoring":{"log_efficiency_metrics":true,"alert_on_sparse_detection":true,\
            "track_performance_gains":true}}""");
  }

  @Test
  void whatIsNotNamedStays() {
    // when
    SparseConfig changed =
        patched(
            "{'enabled':false,'detection':{'efficiency_threshold':1,'min_chunk_size_check':5}}");

    // then
    assertThat(changed)
        .isEqualTo(
            new SparseConfig(
                false,
                new SparseConfig.Detection(1, 5, 2),
                SparseConfig.DEFAULT.adaptiveScaling(),
                SparseConfig.DEFAULT.accumulation(),
                SparseConfig.DEFAULT.monitoring()));
    assertThat(ThresholdTree.changed(SparseConfig.DEFAULT, changed))
        .containsExactly(
            new Changed("enabled", "true", "false"),
            new Changed("detection.efficiency_threshold", "0.1", "1.0"),
            new Changed("detection.min_chunk_size_check", "1000", "5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'detection':{'efficiency':0.2}} | there is no detection.efficiency (there are",
        "{'detecton':{}} | there is no detecton (there are enabled, detection, adaptive_scaling",
        "{'detection':0.2} | detection must be an object",
        "{'enabled':{}} | enabled must be true or false",
        "{'enabled':'yes'} | enabled must be true or false",
        "{'detection':{'efficiency_threshold':'0.2'}} | efficiency_threshold must be a number",
        "{'detection':{'consecutive_sparse_limit':1.5}} | sparse_limit must be a whole number",
        "{'detection':{'efficiency_threshold':0}} | must be above 0 and at most 1",
        "{'detection':{'efficiency_threshold':1.01}} | must be above 0 and at most 1",
        "{'detection':{'consecutive_sparse_limit':0}} | must be 1 or more",
        "{'detection':{'consecutive_sparse_limit':99999999999}} | detection.consecutive_sparse_limit is out",
        "{'adaptive_scaling':{'max_scale_factor':0}} | max_scale_factor must be 1 or more",
        "{'accumulation':{'min_batch_size':300000}} | must not be less than min_batch_size",
        "{'accumulation':{'max_memory_mb':99999999999999999999}} | must be a whole number",
        "{'detection':{'a':1},'monitoring':{'b':1}} | there is no monitoring.b"
      })
  void whatIsWrongIsNamed(String json, String says) {
    assertThatThrownBy(() -> patched(json))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining(says)
        .extracting(e -> ((PlimsollException) e).code())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }
}
