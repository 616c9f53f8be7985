package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A registered database, without its load line, which is [LoadLine]'s.
@Entity
@Table(name = "databases")
public class DatabaseEntity {
  @Id private String name;
  private String host;
  private int port;

  @Column(name = "database_name")
  private String databaseName;

  @Column(name = "user_name")
  private String userName;

  @Column(name = "ssl_mode")
  private String sslMode;

  private String credential;

  @Column(name = "build_on_load")
  private boolean buildOnLoad;

  @Column(name = "lane_large")
  private double laneLarge;

  @Column(name = "lane_medium")
  private double laneMedium;

  @Column(name = "registered_at")
  private Instant registeredAt;

  @ElementCollection(fetch = FetchType.EAGER)
  @CollectionTable(name = "rules", joinColumns = @JoinColumn(name = "database"))
  @OrderColumn(name = "position")
  private List<RuleRow> rules = new ArrayList<>();

  /// For Hibernate.
  @SuppressWarnings("NullAway.Init")
  protected DatabaseEntity() {}

  @SuppressWarnings("NullAway.Init")
  DatabaseEntity(String name) {
    this.name = name;
  }

  void update(DatabaseRegistration registration, Instant now) {
    DatabaseAddress address = registration.address();
    host = address.host();
    port = address.port();
    databaseName = address.database();
    userName = address.user();
    sslMode = address.sslMode().value();
    credential = address.credential().value();
    buildOnLoad = registration.buildOnLoad();
    LaneThresholds thresholds =
        registration.laneThresholds() == null
            ? LaneThresholds.DEFAULT
            : registration.laneThresholds();
    laneLarge = thresholds.large();
    laneMedium = thresholds.medium();
    registeredAt = now;
    rules.clear();
    registration.rules().forEach(rule -> rules.add(new RuleRow(rule)));
  }

  public String name() {
    return name;
  }

  public DatabaseAddress address() {
    return new DatabaseAddress(
        host,
        port,
        databaseName,
        userName,
        SslMode.of(sslMode),
        new CredentialReference(credential));
  }

  public boolean buildOnLoad() {
    return buildOnLoad;
  }

  public LaneThresholds laneThresholds() {
    return new LaneThresholds(laneLarge, laneMedium);
  }

  public Instant registeredAt() {
    return registeredAt;
  }

  public List<KeyRule> rules() {
    return rules.stream().map(RuleRow::toRule).toList();
  }
}
