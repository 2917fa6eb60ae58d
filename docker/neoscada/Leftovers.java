// SPDX-License-Identifier: EPL-1.0

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import org.eclipse.neoscada.protocol.iec60870.apci.MessageChannel;
import org.eclipse.neoscada.protocol.iec60870.asdu.MessageManager;
import org.eclipse.neoscada.protocol.iec60870.asdu.message.DoubleCommand;
import org.eclipse.neoscada.protocol.iec60870.asdu.types.StandardCause;
import org.eclipse.neoscada.protocol.iec60870.server.Server;
import org.eclipse.neoscada.protocol.iec60870.server.ServerModule;

/** What the stack decodes and its data module hands on: the double command, which this station does not have. */
final class Leftovers implements ServerModule {
  @Override
  public void initializeServer(Server server, MessageManager manager) {}

  @Override
  public void initializeChannel(SocketChannel channel, MessageChannel link) {
    channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof DoubleCommand command) context.writeAndFlush(command.mirror(StandardCause.UNKNOWN_TYPE, false));
        else super.channelRead(context, message);
      }
    });
  }

  @Override
  public void dispose() {}
}
