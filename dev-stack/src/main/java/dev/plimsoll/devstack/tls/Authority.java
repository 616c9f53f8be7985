package dev.plimsoll.devstack.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Authority that signs servers' certificates, made anew by the JDK's `keytool`. All of it lasts
/// for a day.
public final class Authority {
  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";

  private final Path folder;
  private final String name;
  private final String password;
  private final Path keys;

  /// @param folder to put its files into
  /// @param name of its certificate and files
  /// @param password of all keys and files
  /// @throws IOException when `keytool` is not to be had, or the folder cannot be written
  public Authority(Path folder, String name, String password) throws IOException {
    this.folder = folder;
    this.name = name;
    this.password = password;
    this.keys = folder.resolve(name + ".p12");
    generate(AUTHORITY, name, "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign");
  }

  /// File of its certificate, in PEM.
  public Path certificate() throws IOException {
    try {
      return Files.writeString(
          folder.resolve(name + ".pem"),
          pem("CERTIFICATE", load().getCertificate(AUTHORITY).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the authority has no certificate: " + e.getMessage(), e);
    }
  }

  /// Makes the key and certificate of a server.
  ///
  /// @param names subject alternative names, for example `ip:127.0.0.1,dns:s3`
  public ServerKeys server(String names) throws IOException {
    generate(SERVER, SERVER, "-signer", AUTHORITY, "-ext", "san=" + names);
    Path store = folder.resolve(name + "-server.p12");
    try (OutputStream out = Files.newOutputStream(store)) {
      KeyStore all = load();
      Key key = all.getKey(SERVER, password.toCharArray());
      KeyStore servers = KeyStore.getInstance("PKCS12");
      servers.load(null, null);
      servers.setKeyEntry(SERVER, key, password.toCharArray(), all.getCertificateChain(SERVER));
      servers.store(out, password.toCharArray());
      return new ServerKeys(
          store,
          password,
          pem("CERTIFICATE", all.getCertificate(SERVER).getEncoded()),
          pem("PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the authority signs nothing: " + e.getMessage(), e);
    }
  }

  private KeyStore load() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(keys.toFile(), password.toCharArray());
  }

  private static String pem(String what, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, body);
  }

  private void generate(String alias, String commonName, String... extensions) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                // Clocks of machines differ.
                "-startdate",
                "-1d",
                "-keystore",
                keys.toString(),
                "-storepass:env",
                "KEYS_PASSWORD",
                "-alias",
                alias,
                "-dname",
                "CN=" + commonName));
    line.addAll(List.of(extensions));
    ProcessBuilder command = new ProcessBuilder(line).redirectErrorStream(true);
    command.environment().put("KEYS_PASSWORD", password);
    Process keytool = command.start();
    try {
      String said =
          new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      keytool.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool was at work", e);
    }
  }
}
