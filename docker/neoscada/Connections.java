// SPDX-License-Identifier: EPL-1.0

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.neoscada.protocol.iec60870.apci.MessageChannel;
import org.eclipse.neoscada.protocol.iec60870.asdu.MessageManager;
import org.eclipse.neoscada.protocol.iec60870.asdu.message.DataTransmissionMessage;
import org.eclipse.neoscada.protocol.iec60870.server.Server;
import org.eclipse.neoscada.protocol.iec60870.server.ServerModule;

/** Sees what passes between the stack's link layer and its data module, counts and tells; it changes nothing. */
final class Connections implements ServerModule {
  final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  final AtomicInteger started = new AtomicInteger();
  /** Who only looks whether the port is open comes before. */
  volatile boolean ready;

  @Override
  public void initializeServer(Server server, MessageManager manager) {}

  @Override
  public void initializeChannel(SocketChannel channel, MessageChannel link) {
    if (ready) channel.pipeline().addLast(new Watch(channel));
  }

  /** Back when the thread of each connection has done what it had to do by now. */
  void settle() throws InterruptedException {
    for (final SocketChannel channel : open) {
      try {
        channel.eventLoop().submit(() -> {}).get();
      } catch (ExecutionException | RejectedExecutionException gone) {
        // nothing left to do
      }
    }
  }

  @Override
  public void dispose() {}

  private final class Watch extends ChannelDuplexHandler {
    private final SocketChannel channel;
    private String peer;
    private boolean transfers;

    Watch(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
      final InetSocketAddress from = channel.remoteAddress();
      peer = from == null ? "unknown" : from.getAddress().getHostAddress() + ":" + from.getPort();
      open.add(channel);
      tell("opened");
      super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      set(false);
      open.remove(channel);
      tell("closed");
      super.channelInactive(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
      super.write(context, message, promise);
      if (message == DataTransmissionMessage.CONFIRM_START && set(true)) tell("started");
      if (message == DataTransmissionMessage.CONFIRM_STOP && set(false)) tell("stopped");
    }

    private boolean set(boolean to) {
      if (transfers == to) return false;
      transfers = to;
      started.addAndGet(to ? 1 : -1);
      return true;
    }

    private void tell(String what) {
      Report.report("connection", "what", what, "peer", peer);
    }
  }
}
