package org.smdm.hub;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.smdm.io.UserException;

/**
 * Where the hub is and who asks.
 *
 * @param base scheme, host and perhaps a path, without a slash at the end
 * @param token sent to this host alone
 */
public record HubEndpoint(URI base, Optional<String> token) {

  private static final String ADDRESS = "HF_ENDPOINT";
  private static final String TOKEN = "HF_TOKEN";
  private static final String PUBLIC_HUB = "https://huggingface.co";

  /**
   * As the environment says, by the variables that HuggingFace's own tools read.
   *
   * @param environment {@value #ADDRESS} and {@value #TOKEN} are read
   * @throws UserException when one of them makes no sense
   */
  public static HubEndpoint of(Map<String, String> environment) {
    String given = environment.getOrDefault(ADDRESS, "").strip();
    String address = given.isEmpty() ? PUBLIC_HUB : given;
    URI base;
    try {
      base = new URI(address.replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw wrong(address, e);
    }
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    if (base.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw wrong(address, null);
    }
    String token = environment.getOrDefault(TOKEN, "").strip();
    if (!token.matches("[\\x21-\\x7E]*")) {
      throw new UserException(
          TOKEN + " holds characters that no token has: copy it again from your settings");
    }
    return new HubEndpoint(base, token.isEmpty() ? Optional.empty() : Optional.of(token));
  }

  private static UserException wrong(String address, Throwable cause) {
    return new UserException(
        "%s is '%s': write the address of a hub, as %s".formatted(ADDRESS, address, PUBLIC_HUB),
        cause);
  }

  URI at(String path) {
    return URI.create(base + path);
  }

  /** Whether an address is on this host, so that it may see the token. */
  boolean owns(URI address) {
    return base.getScheme().equalsIgnoreCase(address.getScheme())
        && base.getHost().equalsIgnoreCase(address.getHost())
        && port(base) == port(address);
  }

  private static int port(URI address) {
    return address.getPort() >= 0
        ? address.getPort()
        : address.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  /** The address; never the token. */
  @Override
  public String toString() {
    return base.toString();
  }
}
