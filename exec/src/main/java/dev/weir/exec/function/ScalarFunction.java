package dev.weir.exec.function;

import dev.weir.exec.evaluate.ScalarKernel;
import dev.weir.exec.type.SqlType;
import java.util.List;
import java.util.Optional;

/// A scalar function: what it is called, what it takes, how it behaves, how it runs.
///
/// @param name          lower case; the identity on the wire
/// @param aliases       other names that users may write
/// @param resolver      argument types to signature
/// @param nulls         what a NULL argument does
/// @param deterministic same arguments, same result, so that it may be folded
/// @param neverFails    no argument of the right types makes it raise an error, so that it may run on rows (or dictionary
///                      entries) that nobody asked for
/// @param description   one sentence, for SHOW FUNCTIONS and the reference
/// @param examples      run as tests and printed in the reference
/// @param kernels       makes the vectorised implementation for resolved types
public record ScalarFunction(
        String name,
        List<String> aliases,
        Resolver resolver,
        Nulls nulls,
        boolean deterministic,
        boolean neverFails,
        String description,
        List<Example> examples,
        KernelFactory kernels) {

    public enum Nulls {
        /// Any NULL argument makes the result NULL; the kernel never sees one.
        RETURN_NULL,
        /// The kernel gets NULLs and decides.
        PASSED_ON
    }

    /// The types that the arguments are coerced to and the type of the result.
    public record Signature(List<SqlType> arguments, SqlType result) {
        public Signature {
            arguments = List.copyOf(arguments);
        }
    }

    /// A call and what it yields, both as SQL text.
    public record Example(String call, String result) {}

    @FunctionalInterface
    public interface Resolver {
        /// Answers the signature for arguments of these types ({@link SqlType.Unknown} for NULL literals), or nothing when
        /// the function does not take them.
        Optional<Signature> resolve(List<SqlType> arguments);
    }

    @FunctionalInterface
    public interface KernelFactory {
        ScalarKernel kernel(Signature signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScalarFunction function && function.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
