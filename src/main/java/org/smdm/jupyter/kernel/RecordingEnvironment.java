package org.smdm.jupyter.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.publish.PublishClearOutput;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.smdm.io.Json;
import org.smdm.io.UserException;
import org.smdm.jupyter.file.OutputList;

/** Keeps what the kernel would send to a front end. */
final class RecordingEnvironment extends ShellReplyEnvironment {

  private static final Gson MESSAGES = new GsonBuilder().disableHtmlEscaping().create();

  private final OutputList outputs;
  private int executionCount;
  private String error;

  RecordingEnvironment(MessageContext request, OutputList outputs) {
    super(null, null, null, request);
    this.outputs = outputs;
  }

  /** Number of the cell that ran. */
  int executionCount() {
    return executionCount;
  }

  /** Why the cell failed, in one sentence; null when it did not. */
  String error() {
    return error;
  }

  @Override
  public void publish(Message<?> message) {
    Object content = message.getContent();
    if (content instanceof PublishStream stream) {
      boolean isOut = stream.getStreamType() == PublishStream.StreamType.OUT;
      outputs.stream(isOut ? "stdout" : "stderr", stream.getText());
    } else if (content instanceof PublishDisplayData shown) {
      outputs.display(shown.getDisplayId(), part(shown, "data"), part(shown, "metadata"));
    } else if (content instanceof PublishUpdateDisplayData shown) {
      outputs.update(shown.getDisplayId(), part(shown, "data"), part(shown, "metadata"));
    } else if (content instanceof PublishExecuteResult result) {
      outputs.result(
          result.getDisplayId(), result.getCount(), part(result, "data"), part(result, "metadata"));
    } else if (content instanceof PublishError failure) {
      outputs.error(failure.getErrorName(), failure.getErrorMessage(), failure.getStacktrace());
    } else if (content instanceof PublishClearOutput clear) {
      outputs.clear(clear.shouldWait());
    } else if (content instanceof PublishExecuteInput input) {
      executionCount = input.getCount();
    }
  }

  @Override
  public void reply(Message<?> message) {
    if (message.getContent() instanceof ErrorReply failure) {
      String name = failure.getErrorName();
      String sentence = failure.getErrorMessage();
      boolean explainsItself = name.equals(UserException.class.getSimpleName());
      error = sentence.isEmpty() ? name : explainsItself ? sentence : name + ": " + sentence;
    }
  }

  /** Nobody waits for the kernel to be idle. */
  @Override
  public void setBusyDeferIdle() {}

  private static ObjectNode part(DisplayData shown, String name) {
    JsonObject message = MESSAGES.toJsonTree(shown, DisplayData.class).getAsJsonObject();
    JsonNode node =
        message.has(name) ? Json.read(MESSAGES.toJson(message.get(name)), name, "send JSON") : null;
    return node instanceof ObjectNode object ? object : Json.newObject();
  }
}
