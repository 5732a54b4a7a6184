package org.percept4j.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/** What the page is given, and the page with everything it needs in one file. */
final class PageData {

  private static final int MAX_ITEMS = 1 << 16;

  private PageData() {}

  /** What a browser is told first. */
  static byte[] hello(String instance) {
    return Json.object(
        json -> {
          json.writeStringField("instance", instance);
          Mappings.write(json);
        });
  }

  /** Everything that channels hold, as one JSON object. */
  private static byte[] everything(String title, List<Channel> channels) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("{\"hello\":"));
    out.writeBytes(
        Json.object(
            json -> {
              json.writeStringField("title", title);
              Mappings.write(json);
            }));
    out.writeBytes(utf8(",\"channels\":["));
    for (int c = 0; c < channels.size(); c++) {
      out.writeBytes(utf8((c > 0 ? ",\n" : "\n") + "{\"channel\":"));
      Channel channel = channels.get(c);
      long start = channel.start();
      out.writeBytes(Events.description(c, channel, start));
      if (channel instanceof FrameChannel run && start > 0) {
        out.writeBytes(utf8(",\"overview\":"));
        out.writeBytes(Json.object(json -> run.writeOverview(json, start)));
      }
      out.writeBytes(utf8(",\"items\":["));
      items(out, channel, start);
      out.writeBytes(utf8("]}"));
    }
    out.writeBytes(utf8("]}"));
    return out.toByteArray();
  }

  private static void items(ByteArrayOutputStream out, Channel channel, long start)
      throws IOException {
    long from = start;
    boolean first = true;
    while (true) {
      Channel.Items items = channel.items(from, MAX_ITEMS);
      if (items.json().isEmpty()) {
        return;
      }
      for (byte[] item : items.json()) {
        out.writeBytes(utf8(first ? "\n" : ",\n"));
        out.writeBytes(item);
        first = false;
      }
      from = items.next();
    }
  }

  /**
   * The page as one file that needs no server and no network: a policy in it allows its own script
   * only, by that script's hash, so names in the data stay text whatever they are.
   */
  static byte[] selfContained(String title, List<Channel> channels) throws IOException {
    StringBuilder script = new StringBuilder();
    for (String module : PageFiles.MODULES) {
      script.append(joined(PageFiles.text(module)));
    }
    String code = script.toString();
    String data = new String(everything(title, channels), StandardCharsets.UTF_8);
    String style = PageFiles.text("page.css");
    String page =
        PageFiles.text("page.html")
            .replace("<link rel=\"stylesheet\" href=\"page.css\">", "<style>" + style + "</style>")
            .replace(
                "<meta charset=\"utf-8\">",
                "<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\""
                    + policy(code, style)
                    + "\">");
    int at = page.indexOf("<script type=\"module\" src=\"page.js\"></script>");
    String before = page.substring(0, at);
    String after = page.substring(at).replaceFirst("<script[^>]*></script>", "");
    return utf8(
        before
            + "<script type=\"application/json\" id=\"data\">"
            + data.replace("<", "\\u003c")
            + "</script>\n<script type=\"module\">"
            + code
            + "</script>"
            + after);
  }

  private static String policy(String code, String style) {
    return "default-src 'none'; img-src data: blob:; script-src '"
        + hash(code)
        + "'; style-src '"
        + hash(style)
        + "'; base-uri 'none'; form-action 'none'";
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf8(text));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  /** A module without what joins it to others: in one file all names are known anyway. */
  private static String joined(String module) {
    return module.replaceAll("(?m)^import [^;]*;\n", "").replaceAll("(?m)^export ", "");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
