package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Functions of doubles: IEEE results, so that the root of a negative number is NaN and nothing is an error.
final class Mathematics {
    static final List<ScalarFunction> ALL = List.of(
            unary("sqrt", "The square root.", Math::sqrt, "sqrt(9)", "3e0"),
            unary("cbrt", "The cube root.", Math::cbrt, "cbrt(27)", "3e0"),
            unary("exp", "Euler's number to a power.", Math::exp, "exp(0)", "1e0"),
            unary("ln", "The natural logarithm.", Math::log, "ln(1)", "0e0"),
            unary("log10", "The logarithm to base 10.", Math::log10, "log10(1000)", "3e0"),
            unary("log2", "The logarithm to base 2.", Mathematics::log2, "log2(8)", "3e0"),
            binary("log", "The logarithm of the second number to the base of the first.", Mathematics::log, "log(2, 8)", "3e0"),
            unary("sin", "The sine of an angle in radians.", Math::sin, "sin(0)", "0e0"),
            unary("cos", "The cosine of an angle in radians.", Math::cos, "cos(0)", "1e0"),
            unary("tan", "The tangent of an angle in radians.", Math::tan, "tan(0)", "0e0"),
            unary("cot", "The cotangent of an angle in radians.", x -> 1 / Math.tan(x), "round(cot(1), 4)", "0.6421e0"),
            unary("asin", "The angle with a sine.", Math::asin, "asin(0)", "0e0"),
            unary("acos", "The angle with a cosine.", Math::acos, "acos(1)", "0e0"),
            unary("atan", "The angle with a tangent.", Math::atan, "atan(0)", "0e0"),
            binary("atan2", "The angle of the point with the ordinate and abscissa.", Math::atan2, "atan2(0, 1)", "0e0"),
            unary("sinh", "The hyperbolic sine.", Math::sinh, "sinh(0)", "0e0"),
            unary("cosh", "The hyperbolic cosine.", Math::cosh, "cosh(0)", "1e0"),
            unary("tanh", "The hyperbolic tangent.", Math::tanh, "tanh(0)", "0e0"),
            unary("degrees", "An angle in degrees.", Math::toDegrees, "degrees(pi())", "180e0"),
            unary("radians", "An angle in radians.", Math::toRadians, "radians(0)", "0e0"),
            power(),
            constant("pi", "The circle's constant.", Math.PI, "3.141592653589793e0"),
            constant("e", "Euler's number.", Math.E, "2.718281828459045e0"),
            constant("nan", "Not a number.", Double.NaN, "nan()"),
            constant("infinity", "Positive infinity.", Double.POSITIVE_INFINITY, "infinity()"),
            test("is_nan", "Tells whether a number is NaN.", "is_nan(nan())", "TRUE"),
            test("is_infinite", "Tells whether a number is infinite.", "is_infinite(1e0 / 0)", "TRUE"),
            test("is_finite", "Tells whether a number is neither NaN nor infinite.", "is_finite(1)", "TRUE"));

    private Mathematics() {}

    private static ScalarFunction unary(String name, String description, DoubleUnaryOperator operator, String call, String result) {
        return FunctionBuilder.function(name, description).takesDouble().neverFails().example(call, result).runs(_ -> RowKernel.of(SqlType.DOUBLE, (row, out) -> {
            Memory.putDouble(out, operator.applyAsDouble(row.number(0)));
            return true;
        }));
    }

    private static FunctionBuilder binary(String name, String description) {
        return FunctionBuilder.function(name, description).takes(SqlType.DOUBLE, SqlType.DOUBLE, SqlType.DOUBLE).neverFails();
    }

    private static ScalarFunction binary(String name, String description, DoubleBinaryOperator operator, String call, String result) {
        return binary(name, description).example(call, result).runs(_ -> kernel(operator));
    }

    private static ScalarFunction power() {
        return binary("power", "A number to a power.").alias("pow").example("power(2, 10)", "1024e0").runs(_ -> kernel(Math::pow));
    }

    private static dev.weir.exec.evaluate.ScalarKernel kernel(DoubleBinaryOperator operator) {
        return RowKernel.of(SqlType.DOUBLE, (row, out) -> {
            Memory.putDouble(out, operator.applyAsDouble(row.number(0), row.number(1)));
            return true;
        });
    }

    private static ScalarFunction constant(String name, String description, double value, String result) {
        return FunctionBuilder.function(name, description).takes(SqlType.DOUBLE).neverFails().example(name + "()", result)
                .runs(_ -> RowKernel.constant(SqlType.DOUBLE, (_, _) -> value));
    }

    private static ScalarFunction test(String name, String description, String call, String result) {
        return FunctionBuilder.function(name, description).takes(SqlType.BOOLEAN, SqlType.DOUBLE).neverFails().example(call, result)
                .runs(_ -> RowKernel.of(SqlType.BOOLEAN, (row, out) -> {
                    double value = row.number(0);
                    boolean holds = switch (name) {
                        case "is_nan" -> Double.isNaN(value);
                        case "is_infinite" -> Double.isInfinite(value);
                        default -> Double.isFinite(value);
                    };
                    Memory.putByte(out, (byte) (holds ? 1 : 0));
                    return true;
                }));
    }

    private static double log2(double value) {
        return log(2, value);
    }

    /// The quotient of logarithms, corrected where the result is a whole number: log2(8) is 3.
    private static double log(double base, double value) {
        double logarithm = Math.log(value) / Math.log(base);
        double nearest = Math.rint(logarithm);
        return Math.abs(logarithm - nearest) < 1e-9 && Math.pow(base, nearest) == value ? nearest : logarithm;
    }
}
