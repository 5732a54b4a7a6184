package org.percept4j.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends everything new to all browsers that listen, from one thread that never waits for any of
 * them: it wakes once for what is new, encodes it once, and there is no such thread while nobody
 * listens. Thread-safe.
 */
final class Broadcast {

  /**
   * At most 20 bundles a second: sending costs more than all else here, and nobody sees or hears 50
   * ms. A frame that comes after a longer pause is sent at once.
   */
  private static final long NANOS_BETWEEN = TimeUnit.MILLISECONDS.toNanos(50);

  private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);

  private final Channels channels;
  private final String instance;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * One for a dashboard.
   *
   * @param instance which run of the program this is; positions of another mean nothing
   */
  Broadcast(Channels channels, String instance) {
    this.channels = channels;
    this.instance = instance;
  }

  /** Sends to a browser, from the next moment on, until it leaves or the dashboard is closed. */
  synchronized void add(Listener listener) {
    listeners.add(listener);
    if (listeners.size() == 1) {
      Thread thread = new Thread(this::run, "percept4j-live-broadcast");
      thread.setDaemon(true);
      thread.start();
    }
    channels.changed();
  }

  /** Whether nobody listens any more; then the thread ends. */
  private synchronized boolean remove(List<Listener> left) {
    listeners.removeAll(left);
    left.forEach(Listener::leave);
    return listeners.isEmpty();
  }

  private void run() {
    try {
      boolean nobody = false;
      while (!nobody) {
        long version = channels.version();
        long began = System.nanoTime();
        List<Listener> left = new ArrayList<>();
        boolean behind = send(left);
        nobody = remove(left);
        if (!nobody) {
          channels.await(behind ? -1 : version, 1000);
          TimeUnit.NANOSECONDS.sleep(NANOS_BETWEEN - (System.nanoTime() - began));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      remove(List.copyOf(listeners));
    }
  }

  /** Sends to each what it takes now; tells whether somebody is to be looked at again soon. */
  private boolean send(List<Listener> left) {
    boolean closing = channels.isClosed();
    List<Channel> list = channels.list();
    Map<Bundle.Progress, Bundle> encoded = new HashMap<>();
    boolean behind = closing;
    for (Listener listener : listeners) {
      try {
        listener.send();
        if (listener.isReady()) {
          Bundle bundle = encoded.get(listener.progress());
          if (bundle == null) {
            bundle = Bundle.after(listener.progress(), list, instance);
            encoded.put(listener.progress(), bundle);
          }
          if (closing && bundle.bytes().length == 0) {
            listener.takeLast(end(bundle.after()));
          } else {
            listener.take(bundle);
          }
          listener.send();
        }
        behind |= listener.isBehind();
        if (listener.isDone()) {
          left.add(listener);
        }
      } catch (IOException e) {
        LOG.debug("A browser left", e);
        left.add(listener);
      } catch (RuntimeException e) {
        LOG.error("A browser could not be told what is new; training goes on", e);
        left.add(listener);
      }
    }
    return behind;
  }

  private byte[] end(Bundle.Progress progress) {
    ByteArrayOutputStream last = new ByteArrayOutputStream();
    Events.write(last, instance, progress.positions(), "end", Events.utf8("{}"));
    return last.toByteArray();
  }
}
