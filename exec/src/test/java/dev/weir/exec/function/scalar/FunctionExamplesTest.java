package dev.weir.exec.function.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.exec.evaluate.ConstantEvaluator;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.ScalarFunction;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every function that users can write has a description and examples, and the examples hold.
class FunctionExamplesTest {
    @Test
    void examplesHold() {
        List<String> wrong = new ArrayList<>();
        for (ScalarFunction function : ScalarFunctions.ALL) {
            assertFalse(function.description().isBlank(), function.name());
            assertFalse(function.examples().isEmpty() && !function.name().startsWith("$"), function.name());
            for (ScalarFunction.Example example : function.examples()) {
                try {
                    Object actual = normal(evaluate(example.call()).value());
                    Object expected = normal(evaluate(example.result()).value());
                    if (!java.util.Objects.equals(expected, actual)) {
                        wrong.add(example.call() + " is " + actual + ", not " + expected);
                    }
                } catch (RuntimeException failure) {
                    wrong.add(example.call() + " fails: " + failure);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aliasesResolve() {
        for (ScalarFunction function : ScalarFunctions.ALL) {
            for (String alias : function.aliases()) {
                assertEquals(function, FunctionRegistry.scalar(alias).orElseThrow());
            }
        }
    }

    static Literal evaluate(String call) {
        return ConstantEvaluator.evaluate(CallParser.parse(call), ZoneId.of("Europe/Berlin"), 1_700_000_000_000_000L);
    }

    private static Object normal(Object value) {
        return switch (value) {
            case null -> null;
            case Long number -> BigDecimal.valueOf(number);
            case BigDecimal decimal -> decimal;
            default -> value;
        };
    }
}
