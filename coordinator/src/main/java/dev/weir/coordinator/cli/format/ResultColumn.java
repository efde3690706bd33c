package dev.weir.coordinator.cli.format;

/// A column of a result as printers need it.
///
/// @param numeric aligned to the right, a bare number in JSON
public record ResultColumn(String name, boolean numeric, boolean logical) {}
