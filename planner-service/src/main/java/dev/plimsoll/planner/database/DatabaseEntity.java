package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.ServerFacts;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Row of a registered database, without its load line ([LoadLineEntity]).
@Entity
@Table(name = "databases")
public class DatabaseEntity {
  @Id private String name;

  @Enumerated(EnumType.STRING)
  private DatabaseKind kind;

  private String[] uses;
  private String host;
  private int port;
  private String databaseName;
  private String userName;
  private String sslMode;
  private String credential;
  private String[] standbys;
  private long revision;
  private long edition;
  private long accountSince;
  private boolean buildOnLoad;
  private double laneLarge;
  private double laneMedium;
  private String strategy;
  private @Nullable LocalTime windowOpens;
  private @Nullable Long windowMillis;
  private @Nullable String windowZone;
  private @Nullable String pausedBy;
  private int serverWorkers;
  private long minParallelScanBytes;
  private @Nullable String server;
  private Instant registeredAt;
  private @Nullable Instant removedAt;

  @ElementCollection(fetch = FetchType.EAGER)
  @CollectionTable(name = "rules", joinColumns = @JoinColumn(name = "database"))
  @OrderColumn(name = "position")
  private List<RuleRow> rules = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  protected DatabaseEntity() {}

  @SuppressWarnings("NullAway.Init")
  DatabaseEntity(String name) {
    this.name = name;
  }

  void update(DatabaseRegistration registration, Instant now) {
    DatabaseAddress address = registration.address();
    if (revision == 0
        || removed()
        || !address.equals(address())
        || registration.kind() != kind
        || !registration.uses().equals(uses())) {
      boolean sameAccount = revision > 0 && !removed() && address.isOfTheSameAccount(address());
      revision++;
      accountSince = sameAccount ? accountSince : revision;
    }
    edition++;
    kind = registration.kind();
    uses = registration.uses().stream().map(Enum::name).toArray(String[]::new);
    host = address.host();
    port = address.port();
    databaseName = address.database();
    userName = address.user();
    sslMode = address.sslMode().value();
    credential = address.credential().value();
    standbys = registration.standbys().stream().map(Object::toString).toArray(String[]::new);
    BuildSettings builds = registration.builds();
    buildOnLoad = builds.onLoad();
    LaneThresholds thresholds =
        Objects.requireNonNullElse(builds.laneThresholds(), LaneThresholds.DEFAULT);
    laneLarge = thresholds.large();
    laneMedium = thresholds.medium();
    strategy = Objects.requireNonNullElse(builds.strategy(), Strategies.DEFAULT);
    MaintenanceWindow window = builds.window();
    windowOpens = window == null ? null : window.opens();
    windowMillis = window == null ? null : window.length().toMillis();
    windowZone = window == null ? null : window.zone().getId();
    registeredAt = now;
    removedAt = null;
    rules.clear();
    builds.rules().forEach(rule -> rules.add(new RuleRow(rule)));
  }

  public String name() {
    return name;
  }

  public DatabaseKind kind() {
    return kind;
  }

  public List<DatabaseUse> uses() {
    return Arrays.stream(uses).map(DatabaseUse::valueOf).toList();
  }

  public boolean isForBuilds() {
    return uses().contains(DatabaseUse.BUILD);
  }

  /// Revision of address, kind and uses.
  public long revision() {
    return revision;
  }

  /// Edition of the whole registration.
  public long edition() {
    return edition;
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

  public List<StandbyAddress> standbys() {
    return Arrays.stream(standbys).map(one -> StandbyAddress.parse(one, port)).toList();
  }

  /// Takes a revision newer than any that was announced, as after a restore of this schema.
  /// Commands sent under earlier revisions stay valid.
  void renew(Instant now) {
    revision = Math.max(revision + 1, now.toEpochMilli());
  }

  public DatabaseEvent event() {
    return removed()
        ? new DatabaseEvent.Removed(name, revision)
        : new DatabaseEvent.Registered(name, revision, accountSince, address(), kind, uses());
  }

  public boolean buildOnLoad() {
    return buildOnLoad;
  }

  BuildSettings builds(@Nullable Capacity capacity) {
    return new BuildSettings(
        capacity, null, rules(), buildOnLoad, laneThresholds(), strategy, window());
  }

  public LaneThresholds laneThresholds() {
    return new LaneThresholds(laneLarge, laneMedium);
  }

  public String strategy() {
    return strategy;
  }

  public @Nullable MaintenanceWindow window() {
    LocalTime opens = windowOpens;
    Long millis = windowMillis;
    String zone = windowZone;
    return opens == null || millis == null || zone == null
        ? null
        : new MaintenanceWindow(opens, Duration.ofMillis(millis), ZoneId.of(zone));
  }

  /// Who paused it, with the reason; null while builds may be sent.
  public @Nullable String pausedBy() {
    return pausedBy;
  }

  public void pause(@Nullable String by) {
    pausedBy = by;
  }

  /// Ends the registration. Its history stays; its credential does not.
  public void remove(Instant now) {
    removedAt = now;
    revision++;
    edition++;
    credential = CredentialReference.PGPASS.value();
    buildOnLoad = false;
    pausedBy = null;
  }

  public boolean removed() {
    return removedAt != null;
  }

  public void seen(ServerFacts server) {
    serverWorkers = server.workers().maxParallelWorkers();
    minParallelScanBytes = server.minParallelTableScanBytes();
  }

  void detected(ServerView view) {
    server = Json.write(view);
  }

  /// As read at registration; null where the server was not asked then.
  public @Nullable ServerView server() {
    return server == null ? null : Json.read(server, ServerView.class);
  }

  public List<KeyRule> rules() {
    return rules.stream().map(RuleRow::toRule).toList();
  }
}
