package org.percept4j.live;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who may see the page. The token in the printed address is exchanged for a cookie that scripts
 * cannot read and other sites' requests do not carry; the cookie is derived from the token, so that
 * a program that is restarted with the same token is joined again without a new address.
 */
final class Access {

  private static final String COOKIE = "percept4j-";

  private final byte[] token;
  private final byte[] cookie;
  private final Set<String> hosts;

  /**
   * Rules for one server.
   *
   * @param token the secret in the address
   * @param hosts names and addresses, in lower case, by which the server may be called
   */
  Access(String token, Set<String> hosts) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
    this.hosts = Set.copyOf(hosts);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(this.token, "HmacSHA256"));
      byte[] derived = mac.doFinal("cookie".getBytes(StandardCharsets.UTF_8));
      this.cookie = HexFormat.of().formatHex(derived).getBytes(StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JVM has HmacSHA256", e);
    }
  }

  /** A new token of 128 random bits. */
  static String randomToken() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Whether the request was meant for this server. The name is compared without the port, which a
   * tunnel changes: another site's name that was rebound to this address is refused by its name.
   */
  boolean isForThisHost(HttpRequest request) {
    return request.header("host").map(Access::withoutPort).filter(hosts::contains).isPresent();
  }

  private static String withoutPort(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
    return (end > 0 ? host.substring(0, end) : host).toLowerCase(Locale.ROOT);
  }

  /** Whether no other site's page made the request. */
  boolean isFromThisSite(HttpRequest request) {
    String site = request.header("sec-fetch-site").orElse("none");
    String origin = request.header("origin").orElse("");
    String host = request.header("host").orElse("");
    return (site.equals("same-origin") || site.equals("none"))
        && (origin.isEmpty() || origin.equals("http://" + host));
  }

  boolean hasToken(HttpRequest request) {
    return equal(token, request.query().getOrDefault("token", ""));
  }

  boolean hasCookie(HttpRequest request, int port) {
    String name = COOKIE + port + "=";
    for (String part : request.header("cookie").orElse("").split(";", -1)) {
      if (part.strip().startsWith(name)) {
        return equal(cookie, part.strip().substring(name.length()));
      }
    }
    return false;
  }

  /** The header that hands over the cookie; its name holds the port, which cookies ignore. */
  String cookieHeader(int port) {
    return "Set-Cookie: "
        + COOKIE
        + port
        + "="
        + new String(cookie, StandardCharsets.UTF_8)
        + "; Path=/; HttpOnly; SameSite=Strict\r\n";
  }

  /** Takes as long whichever byte differs. */
  private static boolean equal(byte[] secret, String given) {
    return MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8));
  }
}
