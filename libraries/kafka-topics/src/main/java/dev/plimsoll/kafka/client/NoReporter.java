package dev.plimsoll.kafka.client;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/// In the place of the reporter that Kafka's clients have by default (`metric.reporters`), which
/// registers a bean of JMX anew with each of the hundreds of metrics of a client, for nobody who
/// reads it. Prometheus gets the metrics from the clients themselves.
public final class NoReporter implements MetricsReporter {
  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void init(List<KafkaMetric> metrics) {}

  @Override
  public void metricChange(KafkaMetric metric) {}

  @Override
  public void metricRemoval(KafkaMetric metric) {}

  @Override
  public void close() {}
}
