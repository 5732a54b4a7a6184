package org.percept4j.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.erf.ErfTracker;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins what is shown, who may look, and the server. */
final class LiveDashboard implements Dashboard {

  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

  private final Channels channels = new Channels();
  private final List<FrameChannel> runs = new ArrayList<>();
  private final List<LogFollower> followers = new ArrayList<>();
  private final String token;
  private final InetAddress bound;
  private final GradientAlarm alarm;
  private final PageServer server;

  LiveDashboard(InetAddress bound, int port, String token, Set<String> names, GradientAlarm alarm)
      throws IOException {
    this.bound = bound;
    this.alarm = alarm;
    this.token = token;
    Set<String> hosts = new HashSet<>(names);
    hosts.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
    hosts.add(literal(bound));
    Routes routes = new Routes(channels, new Access(token, hosts));
    this.server = new PageServer(bound, port, routes);
    routes.listensAt(server.port());
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  @Override
  public URI address() {
    String host = bound.isAnyLocalAddress() ? "localhost" : literal(bound);
    return URI.create("http://" + host + ":" + server.port() + "/?token=" + token);
  }

  /** Connections that are open now. */
  int connections() {
    return server.connections();
  }

  Channels channels() {
    return channels;
  }

  @Override
  public GradientSink gradients(String run) throws IOException {
    return new RunSink(run, this::open);
  }

  private synchronized FrameChannel open(String run) throws IOException {
    checkOpen();
    FrameSpool spool = new FrameSpool();
    FrameChannel channel = new FrameChannel(run, channels, alarm, 4096, spool);
    try {
      channels.add(channel);
    } catch (IllegalStateException e) {
      channel.close();
      throw e;
    }
    runs.add(channel);
    return channel;
  }

  private void checkOpen() {
    if (channels.isClosed()) {
      throw new IllegalStateException("dashboard: expected one that is open, got a closed one");
    }
  }

  private synchronized PictureChannel panel(String kind, String name, @Nullable String photo) {
    checkOpen();
    PictureChannel panel = new PictureChannel(kind, name, photo, channels);
    channels.add(panel);
    return panel;
  }

  @Override
  public TrainingListener field(ErfTracker tracker) {
    Objects.requireNonNull(tracker, "tracker");
    return new FieldListener(tracker, panel("field", "Effective receptive field", null));
  }

  @Override
  public TrainingListener hypercolumns(HypercolumnExtractor extractor, INDArray photo) {
    Objects.requireNonNull(extractor, "extractor");
    String shown = HypercolumnListener.grey(Objects.requireNonNull(photo, "photo"));
    PictureChannel panel = panel("pixels", "What it sees in a photo", shown);
    return new HypercolumnListener(extractor, photo, panel);
  }

  @Override
  public void follow(String run, Path log) throws IOException {
    Objects.requireNonNull(run, "run");
    LogFollower follower = LogFollower.open(log);
    try {
      follower.start(new RunSink(run, this::open));
    } catch (IOException | RuntimeException e) {
      follower.close();
      throw e;
    }
    synchronized (this) {
      followers.add(follower);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (channels.isClosed()) {
      return;
    }
    for (LogFollower follower : followers) {
      follower.close();
    }
    channels.close();
    server.drain();
    server.close();
    runs.forEach(FrameChannel::close);
    LOG.debug("The dashboard at port {} is closed", server.port());
  }
}
