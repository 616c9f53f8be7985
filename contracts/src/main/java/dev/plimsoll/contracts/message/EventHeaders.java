package dev.plimsoll.contracts.message;

/// Kafka header names of a CloudEvents 1.0 message in binary mode; values are UTF-8 strings.
/// Source: CloudEvents Kafka protocol binding 1.0.2, section 3.2.
public final class EventHeaders {
  public static final String ID = "ce_id";
  public static final String SOURCE = "ce_source";
  public static final String SPEC_VERSION = "ce_specversion";
  public static final String TYPE = "ce_type";
  public static final String TIME = "ce_time";
  public static final String SUBJECT = "ce_subject";

  /// Of the extension for distributed tracing: a W3C `traceparent`. Optional.
  public static final String TRACE_PARENT = "ce_traceparent";

  public static final String CONTENT_TYPE = "content-type";

  public static final String SPEC_VERSION_VALUE = "1.0";
  public static final String CONTENT_TYPE_VALUE = "application/json";

  private EventHeaders() {}
}
