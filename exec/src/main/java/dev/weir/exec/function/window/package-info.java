/// The functions that exist over windows only, listed in {@link dev.weir.exec.function.window.WindowFunctions}. Must not
/// import operators.
package dev.weir.exec.function.window;
