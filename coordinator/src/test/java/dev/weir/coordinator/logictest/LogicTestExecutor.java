package dev.weir.coordinator.logictest;

import java.util.List;

/// Runs one statement of a logic test; a failure is thrown.
@FunctionalInterface
public interface LogicTestExecutor {
    /// Returns the rows as text, null for NULL; a statement without a result answers no rows.
    List<List<String>> execute(String sql) throws Exception;
}
