package org.smdm.eval.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/**
 * A row that is not looked at yet.
 *
 * @param where file and line, for messages
 * @param fields parses it; throws a {@link org.smdm.io.UserException} if it cannot be
 */
public record RawRow(String where, Supplier<ObjectNode> fields) {}
