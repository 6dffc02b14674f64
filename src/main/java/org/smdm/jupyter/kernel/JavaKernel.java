package org.smdm.jupyter.kernel;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.HelpLink;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;
import org.dflib.jjava.jupyter.messages.request.KernelInfoRequest;

/**
 * Answers Jupyter's messages (protocol 5) with Java. Cells run on the shell channel's thread;
 * interrupts and shutdowns come on that of the control channel.
 */
public final class JavaKernel extends BaseKernel {

  /** Jupyter kills a kernel that has not ended after five seconds. */
  private static final long MILLIS_TO_SAVE = 4_000;

  private final KernelIo streams;
  private final SessionHistory history;
  private final CellEvaluator evaluator;
  private final CodeAssistant assistant;
  private final BooleanSupplier graceful;
  private Instant abortedUntil = Instant.MIN;
  private volatile Thread running;
  private volatile boolean askedGracefully;

  /**
   * Starts Java for cells.
   *
   * @param version of the program
   * @param imports what cells may use beside the JDK's, as {@code static
   *     org.smdm.notebook.Notebook.*}
   * @param rendering adds what knows how to show results
   * @param graceful tells what runs to save itself and end; false when there is no such thing, so
   *     that the cell has to be stopped
   */
  public JavaKernel(
      String version,
      List<String> imports,
      Consumer<Renderer> rendering,
      BooleanSupplier graceful) {
    this(version, imports, rendering, graceful, new KernelIo(), new SessionHistory());
  }

  private JavaKernel(
      String version,
      List<String> imports,
      Consumer<Renderer> rendering,
      BooleanSupplier graceful,
      KernelIo streams,
      SessionHistory history) {
    super(
        "smdm",
        version,
        new LanguageInfo(
            "java",
            Runtime.version().toString(),
            "text/x-java-source",
            ".java",
            "java",
            "text/x-java",
            "script"),
        List.of(new HelpLink("Java", "https://docs.oracle.com/en/java/javase/17/docs/api/")),
        history,
        streams,
        OkReplies.comms(),
        new Renderer(),
        null,
        new MagicsRegistry(),
        false,
        new StringStyler.Builder().build());
    this.streams = streams;
    this.history = history;
    this.graceful = graceful;
    this.evaluator = new CellEvaluator(imports);
    this.assistant = evaluator.assistant();
    rendering.accept(getRenderer());
  }

  /** The kernel whose cells run in this process, this one or a stock JJava; empty elsewhere. */
  public static Optional<BaseKernel> ofThisProcess() {
    return Optional.ofNullable(notebookKernel);
  }

  /**
   * Looks for the relative paths of magics in that folder too: Jupyter starts kernels in the folder
   * of the notebook, headless runs are elsewhere.
   *
   * @param folder of the notebook
   */
  public void seenFrom(Path folder) {
    evaluator.seenFrom(folder);
  }

  @Override
  protected synchronized void handleExecuteRequest(
      ShellReplyEnvironment environment, Message<ExecuteRequest> message) {
    commManager.setMessageContext(message);
    ExecuteRequest request = message.getContent();
    environment.setBusyDeferIdle();
    if (sent(message).isBefore(abortedUntil)) {
      environment.reply(OkReplies.aborted(environment.getContext()));
      return;
    }
    boolean counts = !request.isSilent() && request.shouldStoreHistory();
    int count = counts ? executionCount.getAndIncrement() : executionCount.get();
    if (!request.isSilent()) {
      environment.publish(new PublishExecuteInput(request.getCode(), count));
    }
    if (counts) {
      history.add(count, request.getCode());
    }
    replaceOutputStreams(environment);
    streams.attach(environment, request.isStdinEnabled());
    try {
      DisplayData result = rendered(run(request.getCode(), count));
      streams.out.flush();
      if (result != null && !request.isSilent()) {
        environment.publish(new PublishExecuteResult(count, result));
      }
      environment.reply(new ExecuteReply(count, Map.of()));
    } catch (CellFailure e) {
      streams.out.flush();
      fail(environment, request, count, e);
    } finally {
      streams.detach(environment);
    }
  }

  private void fail(
      ShellReplyEnvironment environment, ExecuteRequest request, int count, CellFailure e) {
    if (!request.isSilent()) {
      environment.publish(new PublishError(e.name(), e.getMessage(), e.traceback()));
    }
    ErrorReply reply = new ErrorReply(e.name(), e.getMessage(), e.traceback());
    reply.setExecutionCount(count);
    environment.replyError(ExecuteReply.MESSAGE_TYPE.error(), reply);
    if (request.shouldStopOnError()) {
      // What was asked for before this was known would run on what is missing.
      abortedUntil = Instant.now();
    }
  }

  private static Instant sent(Message<ExecuteRequest> message) {
    try {
      return Instant.parse(message.getHeader().getTimestamp().getDateString());
    } catch (DateTimeException e) {
      // A front end that writes its times otherwise: nothing is aborted.
      return Instant.MAX;
    }
  }

  private Object run(String source, int cell) {
    StopPoint.clear();
    askedGracefully = false;
    running = Thread.currentThread();
    try {
      return evaluator.run(source, cell);
    } finally {
      running = null;
      // An interrupt that came too late must not hit the next cell.
      Thread.interrupted();
    }
  }

  private DisplayData rendered(Object value) {
    try {
      return value == null
          ? null
          : value instanceof DisplayData data ? data : getRenderer().render(value);
    } catch (RuntimeException e) {
      String sentence =
          "the result, a %s, cannot be shown (%s)".formatted(value.getClass().getSimpleName(), e);
      throw new CellFailure("RenderingError", sentence, 0, e);
    }
  }

  @Override
  protected void handleKernelInfoRequest(
      ShellReplyEnvironment environment, Message<KernelInfoRequest> message) {
    environment.setBusyDeferIdle();
    environment.reply(OkReplies.info(this));
  }

  @Override
  protected void handleHistoryRequest(
      ShellReplyEnvironment environment, Message<HistoryRequest> message) {
    environment.setBusyDeferIdle();
    HistoryRequest request = message.getContent();
    environment.reply(
        OkReplies.history(
            environment.getContext(), history.find(request), request.includeOutput()));
  }

  @Override
  public Object evalRaw(String source) {
    return run(source, executionCount.get());
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    int cursor = code.offsetByCodePoints(0, Math.min(at, code.codePointCount(0, code.length())));
    CodeAssistant.Completion found = assistant.complete(code, cursor);
    return new ReplacementOptions(
        found.replacements(),
        code.codePointCount(0, found.from()),
        code.codePointCount(0, found.to()));
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extraDetail) {
    int cursor = code.offsetByCodePoints(0, Math.min(at, code.codePointCount(0, code.length())));
    String found = assistant.inspect(code, cursor);
    return found.isEmpty() ? null : new DisplayData(found);
  }

  @Override
  public String isComplete(String code) {
    return switch (assistant.state(code)) {
      case COMPLETE -> IS_COMPLETE_YES;
      case INVALID -> IS_COMPLETE_BAD;
      case INCOMPLETE -> CodeAssistant.indent(code);
    };
  }

  /**
   * Stops the cell that runs: at first what can save itself is asked to, then the cell's code is
   * stopped where it is.
   */
  @Override
  public void interrupt() {
    Thread cell = running;
    if (cell == null) {
      return;
    }
    if (!askedGracefully && graceful.getAsBoolean()) {
      askedGracefully = true;
      return;
    }
    StopPoint.request();
    cell.interrupt();
  }

  /** Ends the cell that runs, so that what it trains is saved, and the session. */
  @Override
  public void onShutdown(boolean isRestarting) {
    interrupt();
    awaitCell(MILLIS_TO_SAVE);
    interrupt();
    awaitCell(MILLIS_TO_SAVE / 8);
    evaluator.close();
    super.onShutdown(isRestarting);
  }

  private void awaitCell(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      while (running != null && System.nanoTime() < end) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
