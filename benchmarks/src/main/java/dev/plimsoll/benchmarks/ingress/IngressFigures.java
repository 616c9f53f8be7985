package dev.plimsoll.benchmarks.ingress;

/// What a run through an ingress path is measured by, beside its rate.
public final class IngressFigures {
  /// Batches that were answered for and have no offset, or that have one and were not.
  static final String ASTRAY = "recordsAstray";

  public static final String OFFERED = "offeredASecond";
  static final String SERVICE_CPU = "serviceCpuMicrosAnEvent";
  static final String SERVER_CPU = "cpuMicrosAnEvent";
  static final String CLIENT_CPU = "clientCpuMicrosAnEvent";
  static final String P50 = "answeredP50Ms";
  static final String P99 = "answeredP99Ms";
  static final String P999 = "answeredP999Ms";
  static final String MAX = "answeredMaxMs";

  private IngressFigures() {}
}
