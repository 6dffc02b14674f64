package org.smdm.hub;

import java.net.http.HttpResponse;
import org.smdm.io.UserException;

/** The sentences for answers that another attempt would not change. */
final class HubFailure {

  private HubFailure() {}

  /**
   * @param repo that was asked for
   * @param file of it; null for the repository itself
   * @param response of status 400 or above
   */
  static UserException sentence(
      HubEndpoint endpoint, HubRepo repo, String file, HttpResponse<?> response) {
    int status = response.statusCode();
    String what = file == null ? repo.toString() : "%s of %s".formatted(file, repo);
    return new UserException(
        switch (status) {
          case 401 ->
              endpoint.token().isPresent()
                  ? "%s does not let the token in HF_TOKEN read %s (HTTP 401): check the token and the name"
                      .formatted(endpoint, what)
                  // The hub does not tell strangers whether a private repository exists.
                  : "%s has no %s for everyone to read (HTTP 401): check the name, or put your token in HF_TOKEN where it is private or gated"
                      .formatted(endpoint, what);
          case 403 ->
              "%s asks for a permission that you lack for %s (HTTP 403): accept its terms on its page there, and put your token in HF_TOKEN"
                  .formatted(endpoint, what);
          case 404 ->
              file == null
                  ? "%s has no %s (HTTP 404): check name and revision%s"
                      .formatted(
                          endpoint,
                          what,
                          repo.isDataset() ? "" : ", and add --dataset for a data set")
                  : "%s has no %s (HTTP 404): check name and revision".formatted(endpoint, what);
          default ->
              "%s answers HTTP %d for %s: check HF_ENDPOINT and the name"
                  .formatted(endpoint, status, what);
        });
  }
}
