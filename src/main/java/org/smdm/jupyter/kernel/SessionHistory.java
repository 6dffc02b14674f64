package org.smdm.jupyter.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dflib.jjava.jupyter.kernel.history.HistoryEntry;
import org.dflib.jjava.jupyter.kernel.history.HistoryManager;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;

/** The cells that were run, for front ends that let one look back. */
final class SessionHistory implements HistoryManager {

  private final List<HistoryEntry> entries = Collections.synchronizedList(new ArrayList<>());

  void add(int count, String source) {
    entries.add(new HistoryEntry(0, count, source, null));
  }

  /** The cells that a front end asks for. */
  List<HistoryEntry> find(HistoryRequest request) {
    if (request instanceof HistoryRequest.Tail tail) {
      return lookupTail(tail.getMaxReturnLength(), Set.of());
    }
    if (request instanceof HistoryRequest.Range range) {
      return lookupRange(range.getSessionIndex(), range.getStart(), range.getStop(), Set.of());
    }
    if (request instanceof HistoryRequest.Search search) {
      Set<ResultFlag> flags = search.filterUnique() ? Set.of(ResultFlag.UNIQUE) : Set.of();
      // Front ends that want all name no number.
      int most = search.getMaxReturnLength();
      return search(search.getPattern(), most > 0 ? most : Integer.MAX_VALUE, flags);
    }
    return List.of();
  }

  @Override
  public List<HistoryEntry> lookupTail(int length, Set<ResultFlag> flags) {
    List<HistoryEntry> all = List.copyOf(entries);
    return all.subList(Math.max(0, all.size() - length), all.size());
  }

  @Override
  public List<HistoryEntry> lookupRange(int session, int from, int to, Set<ResultFlag> flags) {
    return List.copyOf(entries).stream()
        .filter(entry -> entry.getCellNumber() >= from && entry.getCellNumber() < to)
        .toList();
  }

  @Override
  public List<HistoryEntry> search(String pattern, int length, Set<ResultFlag> flags) {
    String regex =
        pattern
            .codePoints()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
            .collect(Collectors.joining());
    Pattern glob = Pattern.compile(regex, Pattern.DOTALL);
    Set<String> seen = new HashSet<>();
    List<HistoryEntry> found =
        List.copyOf(entries).stream()
            .filter(entry -> glob.matcher(entry.getInput()).matches())
            .filter(entry -> !flags.contains(ResultFlag.UNIQUE) || seen.add(entry.getInput()))
            .toList();
    return found.subList(Math.max(0, found.size() - length), found.size());
  }
}
