package org.smdm.jupyter.file;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.UrlSanitizer;
import org.smdm.io.Html;

/**
 * HTML that stands in Markdown, of which a page that is opened from disk may show what formats text
 * and nothing that acts: tags and attributes that are not listed here go, scripts and the like with
 * their content.
 */
final class SafeHtml implements UrlSanitizer {

  /** Addresses of links and pictures: pictures may also be there themselves. */
  static final UrlSanitizer ADDRESSES = new SafeHtml();

  private static final Set<String> TAGS =
      Set.of(
          "a abbr b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr"
              .split(" "));

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "align alt border cellpadding cellspacing class colspan height href lang open rowspan scope span src start title type valign width"
              .split(" "));

  /** Elements whose content is no text to read. */
  private static final Pattern ACTIVE =
      Pattern.compile(
          "<(script|style|iframe|object|embed|applet|template|noscript|svg|math|form|textarea|select|title|xmp|noembed|noframes)\\b[^>]*+>.*?(?:</\\1\\b[^>]*+>|\\z)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern OTHER =
      Pattern.compile("<!--.*?(?:-->|\\z)|<[!?][^>]*+>", Pattern.DOTALL);

  /** A bracket in an attribute ends the tag; what follows is text then, which does nothing. */
  private static final Pattern TAG = Pattern.compile("<(/?)([A-Za-z][A-Za-z0-9]*+)([^>]*+)>");

  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9-]*+)\\s*+(?:=\\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s\"'=<>`]++)))?+");

  private final DefaultUrlSanitizer usual =
      new DefaultUrlSanitizer(List.of("http", "https", "mailto"));

  private SafeHtml() {}

  /**
   * What of some HTML is shown.
   *
   * @param html as it stands in Markdown, also single tags
   */
  static String of(String html) {
    String passive = OTHER.matcher(ACTIVE.matcher(html).replaceAll("")).replaceAll("");
    StringBuilder safe = new StringBuilder();
    Matcher tag = TAG.matcher(passive);
    int end = 0;
    while (tag.find()) {
      safe.append(text(passive.substring(end, tag.start())));
      safe.append(
          tag(!tag.group(1).isEmpty(), tag.group(2).toLowerCase(Locale.ROOT), tag.group(3)));
      end = tag.end();
    }
    return safe.append(text(passive.substring(end))).toString();
  }

  /** References to characters stay; a sign that begins no tag is shown. */
  private static String text(String text) {
    return text.replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String tag(boolean closes, String name, String attributes) {
    if (!TAGS.contains(name)) {
      return "";
    }
    if (closes) {
      return "</" + name + ">";
    }
    StringBuilder tag = new StringBuilder("<" + name);
    Matcher attribute = ATTRIBUTE.matcher(attributes);
    while (attribute.find()) {
      String key = attribute.group(1).toLowerCase(Locale.ROOT);
      String value = value(attribute);
      if (key.equals("href")) {
        value = ADDRESSES.sanitizeLinkUrl(value);
      } else if (key.equals("src")) {
        value = ADDRESSES.sanitizeImageUrl(value);
      }
      if (ATTRIBUTES.contains(key)) {
        tag.append(' ').append(key).append("=\"").append(Html.escape(value)).append('"');
      }
    }
    return tag.append('>').toString();
  }

  private static String value(Matcher attribute) {
    for (int group = 2; group <= 4; group++) {
      if (attribute.group(group) != null) {
        return attribute.group(group).replace("&amp;", "&");
      }
    }
    return "";
  }

  @Override
  public String sanitizeLinkUrl(String url) {
    return usual.sanitizeLinkUrl(url);
  }

  @Override
  public String sanitizeImageUrl(String url) {
    return url.startsWith("data:image/") ? url : usual.sanitizeImageUrl(url);
  }
}
