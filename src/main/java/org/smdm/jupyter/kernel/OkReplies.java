package org.smdm.jupyter.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.channels.ReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.history.HistoryEntry;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.reply.CommInfoReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.reply.HistoryReply;
import org.dflib.jjava.jupyter.messages.reply.KernelInfoReply;
import org.dflib.jjava.jupyter.messages.request.CommInfoRequest;

/**
 * Replies that say that all is well. Jupyter's protocol wants that of every reply, and front ends
 * look at it; JJava leaves it out of these.
 */
final class OkReplies {

  /** Of Jupyter's messages; from this version on interrupts are messages. */
  private static final String PROTOCOL = "5.3";

  private OkReplies() {}

  static KernelInfoReply info(BaseKernel kernel) {
    return new Info(kernel);
  }

  /** Cells as the protocol has them, session, number and text of each; JJava names the fields. */
  static Message<Object> history(
      MessageContext request, List<HistoryEntry> entries, boolean withOutput) {
    List<List<Object>> cells = new ArrayList<>();
    for (HistoryEntry entry : entries) {
      Object text =
          withOutput ? Arrays.asList(entry.getInput(), entry.getOutput()) : entry.getInput();
      cells.add(List.of(entry.getSession(), entry.getCellNumber(), text));
    }
    return reply(request, HistoryReply.MESSAGE_TYPE, Map.of("status", "ok", "history", cells));
  }

  /** The answer to a cell that is not run because one before it failed. */
  static Message<Object> aborted(MessageContext request) {
    return reply(request, ExecuteReply.MESSAGE_TYPE, Map.of("status", "aborted"));
  }

  @SuppressWarnings("unchecked")
  private static Message<Object> reply(
      MessageContext request, MessageType<?> type, Map<String, Object> content) {
    return new Message<>(request, (MessageType<Object>) type, content);
  }

  /** Connections to widgets, of which the kernel can be asked. */
  static CommManager comms() {
    return new Comms();
  }

  private static final class Info extends KernelInfoReply {

    @SuppressWarnings("unused") // written into the message
    private final String status = "ok";

    Info(BaseKernel kernel) {
      super(
          PROTOCOL,
          kernel.getName(),
          kernel.getVersion(),
          kernel.getLanguageInfo(),
          kernel.getBanner(),
          kernel.getHelpLinks());
    }
  }

  private static final class Comms extends CommManager {

    @Override
    public void handleCommInfoRequest(
        ReplyEnvironment environment, Message<CommInfoRequest> message) {
      environment.setBusyDeferIdle();
      String wanted = message.getContent().getTargetName();
      Map<String, CommInfoReply.CommInfo> found = new HashMap<>();
      for (Comm comm : this) {
        if (wanted == null || wanted.equals(comm.getTargetName())) {
          found.put(comm.getID(), new CommInfoReply.CommInfo(comm.getTargetName()));
        }
      }
      environment.reply(
          reply(message, CommInfoReply.MESSAGE_TYPE, Map.of("status", "ok", "comms", found)));
    }
  }
}
